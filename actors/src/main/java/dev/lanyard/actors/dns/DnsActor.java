package dev.lanyard.actors.dns;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.Signal;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpHandler;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.actors.udp.UdpSender;
import dev.lanyard.actors.udp.UdpSocketActor;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketBatch;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * The resolver of a node: carries out what {@link DnsResolver} wants. Each query leaves from a UDP socket of its own, so that its
 * port is drawn at random too.
 *
 * <p>If it fails, it restarts with its last settings, an empty cache and no look-ups; those that waited fail.
 */
public final class DnsActor {
    private static final Object TIMER = "retransmission";
    private static final Endpoint ANY_PORT = new Endpoint(Ipv4Address.ANY, 0);

    private final Environment environment;
    private final Configuration configuration;
    private final ActorContext<LayerMessage> context;
    private final TimerScheduler<LayerMessage> timers;
    private final DnsResolver resolver;
    private final Map<Long, CompletableFuture<DnsAnswer>> results = new LinkedHashMap<>();
    private final Map<Long, Socket> sockets = new LinkedHashMap<>();
    private long sequence;
    private long armed = Long.MAX_VALUE;

    private DnsActor(
            Environment environment,
            Configuration configuration,
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers) {
        this.environment = environment;
        this.configuration = configuration;
        this.context = context;
        this.timers = timers;
        this.resolver =
                new DnsResolver(configuration.settings, environment.hosts, environment.random, environment.counters);
    }

    /**
     * What a resolver needs of its node.
     *
     * @param hosts static names
     */
    public record Environment(
            Clock clock,
            RandomGenerator random,
            DnsCounters counters,
            ActorRef<UdpActor.Command> udp,
            Map<String, Ipv4Address> hosts) {}

    /** What a resolver is told. */
    public sealed interface Command extends LayerMessage permits Lookup, Configure, UseTcp, Flush, AskSettings {}

    /**
     * Looks something up.
     *
     * @param result completed on the event loop's thread; fails with SocketException if the resolver does
     */
    public record Lookup(DnsLookup lookup, CompletableFuture<DnsAnswer> result) implements Command {}

    /** Changes servers and search list. Look-ups that wait for servers end without an answer. */
    public record Configure(DnsSettings settings) implements Command {}

    /** Says how to ask over TCP; before that, answers that need it count as failures of their servers. */
    public record UseTcp(DnsTcp tcp) implements Command {}

    /** Forgets all answers. */
    public record Flush() implements Command {}

    /** Asks for the settings of now. */
    public record AskSettings(CompletableFuture<DnsSettings> result) implements Command {}

    private record Opened(long attempt, UdpActor.Bound bound) implements LayerMessage {}

    private record Received(long attempt, Endpoint source, byte[] message) implements LayerMessage {}

    private record Failed(long attempt) implements LayerMessage {}

    private record Tick() implements LayerMessage {}

    private static final Tick TICK = new Tick();

    /** What outlives a restart. */
    private static final class Configuration {
        DnsSettings settings;
        DnsTcp tcp;

        Configuration(DnsSettings settings) {
            this.settings = settings;
        }
    }

    /** The socket of an attempt; {@code bound} is null until it is open. */
    private static final class Socket {
        final DnsAction.SendUdp query;
        UdpActor.Bound bound;

        Socket(DnsAction.SendUdp query) {
            this.query = query;
        }

        void close() {
            if (bound != null) {
                bound.socket().tell(new UdpSocketActor.Close(new CompletableFuture<>()));
            }
        }
    }

    public static Behavior<LayerMessage> create(Environment environment, DnsSettings settings) {
        return Behaviors.setup(outside -> {
            Configuration configuration = new Configuration(settings);
            return Behaviors.<LayerMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(timers -> {
                        DnsActor actor = new DnsActor(environment, configuration, context, timers);
                        return Behaviors.receive(
                                (c, message) -> actor.onMessage(message), (c, signal) -> actor.onSignal(signal));
                    })))
                    .onFailure(SupervisorStrategy.restart());
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        long now = environment.clock.nanos();
        if (message instanceof Lookup lookup) {
            results.put(++sequence, lookup.result);
            carryOut(resolver.lookup(sequence, lookup.lookup, now));
        } else if (message instanceof Received received) {
            carryOut(resolver.received(received.attempt, received.source, received.message, now));
        } else if (message instanceof Failed failed) {
            carryOut(resolver.failed(failed.attempt, now));
        } else if (message instanceof Opened opened) {
            onOpened(opened);
        } else if (message instanceof Tick) {
            armed = Long.MAX_VALUE;
            carryOut(resolver.elapsed(now));
        } else if (message instanceof Configure configure) {
            configuration.settings = configure.settings;
            carryOut(resolver.configure(configure.settings, now));
        } else if (message instanceof UseTcp use) {
            configuration.tcp = use.tcp;
        } else if (message instanceof Flush) {
            resolver.flush();
        } else if (message instanceof AskSettings ask) {
            ask.result.complete(resolver.settings());
        } else {
            return Behaviors.unhandled();
        }
        arm();
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onSignal(Signal signal) {
        if (signal instanceof PreRestart || signal instanceof PostStop) {
            sockets.values().forEach(Socket::close);
            results.values().forEach(result -> result.completeExceptionally(new SocketException("Resolver stopped")));
        }
        return Behaviors.same();
    }

    private void carryOut(List<DnsAction> actions) {
        for (DnsAction action : actions) {
            if (action instanceof DnsAction.SendUdp send) {
                open(send);
            } else if (action instanceof DnsAction.SendTcp send) {
                close(send.attempt());
                exchange(send);
            } else if (action instanceof DnsAction.Close close) {
                close(close.attempt());
            } else if (action instanceof DnsAction.Answer answer) {
                results.remove(answer.lookup()).complete(answer.answer());
            }
        }
    }

    private void open(DnsAction.SendUdp send) {
        sockets.put(send.attempt(), new Socket(send));
        ActorRef<LayerMessage> self = context.getSelf();
        CompletableFuture<UdpActor.Bound> bound = new CompletableFuture<>();
        // Completed on the event loop, as all results are.
        bound.whenComplete((socket, failure) ->
                self.tell(failure == null ? new Opened(send.attempt(), socket) : new Failed(send.attempt())));
        environment.udp.tell(
                new UdpActor.Bind(ANY_PORT, null, UdpOptions.DEFAULT, new Handler(self, send.attempt()), bound));
    }

    private void onOpened(Opened opened) {
        Socket socket = sockets.get(opened.attempt);
        if (socket == null) {
            opened.bound.socket().tell(new UdpSocketActor.Close(new CompletableFuture<>()));
            return;
        }
        socket.bound = opened.bound;
        CompletableFuture<Void> sent = new CompletableFuture<>();
        sent.whenComplete((done, failure) -> {
            if (failure != null) {
                context.getSelf().tell(new Failed(opened.attempt));
            }
        });
        ByteBuffer payload = ByteBuffer.wrap(socket.query.message());
        opened.bound.socket().tell(new UdpSocketActor.Send(socket.query.server(), payload, sent));
    }

    private void exchange(DnsAction.SendTcp send) {
        ActorRef<LayerMessage> self = context.getSelf();
        if (configuration.tcp == null) {
            self.tell(new Failed(send.attempt()));
            return;
        }
        configuration.tcp.exchange(send.server(), send.message(), send.limit()).whenComplete((answer, failure) -> {
            boolean answered = failure == null;
            self.tell(answered ? new Received(send.attempt(), send.server(), answer) : new Failed(send.attempt()));
        });
    }

    private void close(long attempt) {
        Socket socket = sockets.remove(attempt);
        if (socket != null) {
            socket.close();
        }
    }

    private void arm() {
        long deadline = resolver.nextDeadline();
        if (deadline == armed) {
            return;
        }
        armed = deadline;
        if (deadline == Long.MAX_VALUE) {
            timers.cancel(TIMER);
        } else {
            long delay = Math.max(0, deadline - environment.clock.nanos());
            timers.startSingleTimer(TIMER, TICK, Duration.ofNanos(delay));
        }
    }

    /** Passes on what comes to the socket of one attempt. */
    private record Handler(ActorRef<LayerMessage> dns, long attempt) implements UdpHandler {
        @Override
        public void received(UdpSender socket, PacketBatch datagrams) {
            for (int i = 0; i < datagrams.size(); i++) {
                Endpoint source = new Endpoint(
                        new Ipv4Address(Ipv4Header.source(datagrams.get(i))), UdpHeader.sourcePort(datagrams.get(i)));
                dns.tell(new Received(attempt, source, datagrams.get(i).toByteArray()));
            }
            datagrams.release();
        }

        @Override
        public void failed(UdpSender socket, IcmpError error) {
            dns.tell(new Failed(attempt));
        }
    }
}
