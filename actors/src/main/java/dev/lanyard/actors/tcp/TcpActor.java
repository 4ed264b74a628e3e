package dev.lanyard.actors.tcp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.tcp.TcpProtocol.Accepted;
import dev.lanyard.actors.tcp.TcpProtocol.Binding;
import dev.lanyard.actors.tcp.TcpProtocol.Entry;
import dev.lanyard.actors.tcp.TcpProtocol.Established;
import dev.lanyard.actors.tcp.TcpProtocol.Incoming;
import dev.lanyard.actors.tcp.TcpProtocol.Port;
import dev.lanyard.actors.tcp.TcpProtocol.Retired;
import dev.lanyard.actors.tcp.TcpProtocol.Returned;
import dev.lanyard.actors.tcp.TcpProtocol.Unbind;
import dev.lanyard.actors.tcp.TcpProtocol.Unbound;
import dev.lanyard.actors.tcp.TcpProtocol.Unlisten;
import dev.lanyard.actors.tcp.TcpProtocol.Unlistened;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketAllocator;
import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * TCP of a node: opens and takes connections, and hands each the segments that are for it. Every connection and every listener
 * is a child actor; a connection that fails resets itself and nothing else.
 *
 * <p>If this actor fails, it restarts under the same reference with empty tables: its connections and listeners are stopped, and
 * everything that waits on them fails.
 */
public final class TcpActor {
    private static final String EXPIRE = "expire";
    /** Connections in TIME_WAIT may last this much longer, so that many end in one turn. */
    private static final Duration SLACK = Duration.ofMillis(100);

    private final ActorRef<Ipv4Actor.Command> ipv4;
    private final Environment environment;
    private final ActorContext<LayerMessage> context;
    private final TimerScheduler<LayerMessage> timers;
    private final TcpTables tables;
    private final TcpToIpv4 output;
    private final TcpReplies replies;
    private final ConnectionFactory connections;
    private final TcpDemultiplexer demultiplexer;
    private long sequence;

    private TcpActor(
            ActorRef<Ipv4Actor.Command> ipv4,
            Environment environment,
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers) {
        this.ipv4 = ipv4;
        this.environment = environment;
        this.context = context;
        this.timers = timers;
        RandomGenerator random = environment.random;
        tables = new TcpTables(random, environment.limits.timeWaits(), this::onTimeWaitOver);
        NodeBudget resets = new NodeBudget(random, environment.limits.resets());
        output = new TcpToIpv4(ipv4::tell, environment.allocator, environment.counters);
        replies = new TcpReplies(output, environment.counters, resets);
        connections = new ConnectionFactory(environment, tables, this::spawn);
        demultiplexer = new TcpDemultiplexer(
                tables,
                environment.counters,
                replies,
                environment.clock,
                new PassiveOpening(environment, tables, replies, connections));
    }

    /**
     * What TCP needs of its node.
     *
     * @param random must be hard to guess on a node that talks to strangers: initial sequence numbers hang on it
     */
    public record Environment(
            Clock clock,
            RandomGenerator random,
            PacketAllocator allocator,
            TcpCounters counters,
            TcpLimits limits,
            TcpEvents events) {
        /** With the limits as they come, and events that nobody hears. */
        public Environment(Clock clock, RandomGenerator random, PacketAllocator allocator, TcpCounters counters) {
            this(clock, random, allocator, counters, TcpLimits.DEFAULT, new TcpEvents());
        }
    }

    private enum Internal implements LayerMessage {
        EXPIRE
    }

    /** What TCP is told by who wants connections. */
    public sealed interface Command extends LayerMessage permits Connect, Listen, ListConnections {}

    /**
     * Opens a connection.
     *
     * @param local an address of ours or {@link Ipv4Address#ANY}; port 0 takes a free one of 49152 to 65535 at random
     * @param result completed on the event loop's thread when the handshake is complete; fails with BindException,
     *     NoRouteToHostException, or ConnectException "Connection refused" or "Connection timed out". Cancel it to give up.
     */
    public record Connect(Endpoint local, Endpoint remote, TcpSettings settings, CompletableFuture<Opened> result)
            implements Command {}

    /**
     * Takes connections.
     *
     * @param local an address of ours or {@link Ipv4Address#ANY}; port 0 takes a free one of 49152 to 65535 at random
     * @param backlog established connections that may wait to be accepted, at least 1; SYNs beyond are dropped
     * @param settings of the connections
     * @param result fails with BindException if the address is in use or not ours
     */
    public record Listen(Endpoint local, int backlog, TcpSettings settings, CompletableFuture<Listening> result)
            implements Command {}

    /** Asks for all listeners and connections; the result completes on the event loop's thread. */
    public record ListConnections(CompletableFuture<TcpTable> result) implements Command {}

    /**
     * An established connection.
     *
     * @param closed completes when its actor is gone; commands sent to it after that are lost
     */
    public record Opened(
            ActorRef<TcpConnectionCommand> connection,
            Endpoint local,
            Endpoint remote,
            CompletableFuture<Void> closed) {}

    /**
     * A port that takes connections.
     *
     * @param local what it is bound to, never port 0
     * @param closed completes when its actor is gone; commands sent to it after that are lost
     */
    public record Listening(
            ActorRef<TcpListenerActor.Command> listener, Endpoint local, CompletableFuture<Void> closed) {}

    public static Behavior<LayerMessage> create(ActorRef<Ipv4Actor.Command> ipv4, Environment environment) {
        return Behaviors.supervise(Behaviors.<LayerMessage>setup(context ->
                        Behaviors.withTimers(timers -> new TcpActor(ipv4, environment, context, timers).start())))
                .onFailure(SupervisorStrategy.restart());
    }

    private Behavior<LayerMessage> start() {
        ipv4.tell(new Ipv4Actor.Bind(IpProtocol.TCP, context.getSelf().narrow()));
        return Behaviors.receive((c, message) -> onMessage(message), (c, signal) -> {
            if (signal instanceof PreRestart) {
                environment.counters.connections.add(-tables.entries.size());
                environment.counters.timeWaits.add(-tables.timeWaits.size());
                environment.counters.listeners.add(-tables.listeners.size());
                environment.counters.halfOpen.add(-environment.counters.halfOpen.get());
            }
            return Behaviors.same();
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof TransportEvent.Delivered delivered) {
            environment.counters.received.add(delivered.packets().size());
            demultiplexer.split(delivered.packets());
        } else if (message instanceof Established established) {
            onEstablished(established);
        } else if (message instanceof Unbind unbind) {
            unbind(unbind.binding());
        } else if (message instanceof TransportEvent.ErrorReceived received) {
            onError(received.error());
        } else if (message instanceof TransportEvent.RoutesChanged changed) {
            tables.routes = changed.routes();
        } else if (message instanceof Retired retired) {
            retire(retired);
        } else if (message instanceof Returned returned) {
            demultiplexer.split(returned.packets());
        } else if (message == Internal.EXPIRE) {
            expire();
        } else if (message instanceof Accepted accepted) {
            accepted.port().waiting--;
        } else if (message instanceof Unlisten unlisten) {
            unlisten(unlisten.port());
        } else if (message instanceof Connect connect) {
            onConnect(connect);
        } else if (message instanceof Listen listen) {
            onListen(listen);
        } else if (message instanceof ListConnections list) {
            TableReader.read(tables, environment.clock.nanos(), list.result);
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    // --- opening

    private void onConnect(Connect connect) {
        try {
            connect(connect);
        } catch (IOException e) {
            environment.counters.failedOpens.increment();
            connect.result.completeExceptionally(e);
        }
    }

    private void connect(Connect connect) throws IOException {
        Endpoint remote = connect.remote;
        Route route = tables.routes.lookup(remote.address().value());
        if (route == null || !tables.isHost(remote.address().value()) || remote.port() == 0) {
            throw new NoRouteToHostException("Network is unreachable: no route to " + remote);
        }
        tables.requireOurs(connect.local.address().value());
        Ipv4Address address = connect.local.address().value() == 0 ? route.source() : connect.local.address();
        int port = tables.portFor(
                address.value(),
                connect.local.port(),
                remote,
                connect.settings.timestamps(),
                environment.clock.nanos());
        if (port == 0 || !connections.hasRoom()) {
            throw new BindException("Address already in use");
        }
        environment.counters.activeOpens.increment();
        long addresses =
                ConnectionTable.addresses(address.value(), remote.address().value());
        int ports = ConnectionTable.ports(port, remote.port());
        TimeWait rest = (TimeWait) tables.entries.get(addresses, ports);
        connections.active(addresses, ports, rest, connect.settings, route, connect.result);
    }

    private void spawn(Binding binding, TcpParameters parameters, TcpSegment syn, CompletableFuture<Opened> result) {
        binding.actor = context.spawn(
                TcpConnectionActor.create(
                        new TcpConnectionActor.Opening(binding, parameters, syn, result),
                        context.getSelf(),
                        output,
                        environment),
                "connection-" + ++sequence,
                LoopSystem.SINGLE_CONSUMER);
    }

    private void unbind(Binding binding) {
        if (!binding.bound) {
            return;
        }
        binding.bound = false;
        tables.entries.remove(binding.addresses, binding.ports, binding);
        environment.counters.connections.decrement();
        binding.actor.tell(new Unbound());
        if (binding.port != null && settled(binding)) {
            environment.counters.failedOpens.increment();
        }
    }

    /** Its handshake is over, one way or the other. Returns whether it was not until now. */
    private boolean settled(Binding binding) {
        if (binding.resumed) {
            binding.resumed = false;
            binding.port.resuming--;
            return true;
        }
        if (binding.port.halfOpen.remove(binding)) {
            environment.counters.halfOpen.decrement();
            return true;
        }
        return false;
    }

    // --- TIME_WAIT

    private void retire(Retired retired) {
        if (!retired.binding().bound) {
            return;
        }
        unbind(retired.binding());
        environment.counters.timeWaits.increment();
        environment.counters.connections.increment();
        if (tables.timeWaits.add(retired.rest())) {
            environment.counters.timeWaitsRecycled.increment();
        }
        if (!timers.isTimerActive(EXPIRE)) {
            awaitExpiry();
        }
    }

    private void expire() {
        tables.timeWaits.expire(environment.clock.nanos());
        awaitExpiry();
    }

    private void onTimeWaitOver(TimeWait rest) {
        environment.counters.timeWaits.decrement();
        environment.counters.connections.decrement();
        if (environment.events.isWatched()) {
            environment.events.publish(new TcpEvent(
                    environment.clock.nanos(),
                    TcpEvent.Kind.CLOSED,
                    ConnectionTable.local(rest.addresses, rest.ports),
                    ConnectionTable.remote(rest.addresses, rest.ports),
                    TcpState.CLOSED,
                    1,
                    null));
        }
    }

    private void awaitExpiry() {
        if (tables.timeWaits.size() > 0) {
            long wait = tables.timeWaits.deadline() - environment.clock.nanos();
            timers.startSingleTimer(
                    EXPIRE, Internal.EXPIRE, Duration.ofNanos(Math.max(0, wait)).plus(SLACK));
        }
    }

    // --- listening

    private void onListen(Listen listen) {
        try {
            listen.result.complete(listen(listen));
        } catch (IOException e) {
            listen.result.completeExceptionally(e);
        }
    }

    private Listening listen(Listen listen) throws IOException {
        int address = listen.local.address().value();
        tables.requireOurs(address);
        int number = tables.portFor(address, listen.local.port(), listen.settings.reuseAddress());
        if (number == 0) {
            throw new BindException("Address already in use");
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Endpoint local = new Endpoint(listen.local.address(), number);
        Port port = new Port(local, Math.max(1, listen.backlog), environment.limits.halfOpen(), listen.settings);
        port.actor = context.spawn(
                TcpListenerActor.create(port, context.getSelf(), closed),
                "listener-" + ++sequence,
                LoopSystem.SINGLE_CONSUMER);
        tables.listeners.add(port);
        environment.counters.listeners.increment();
        context.watchWith(port.actor, new Unlisten(port));
        return new Listening(port.actor.narrow(), local, closed);
    }

    private void unlisten(Port port) {
        if (!port.open) {
            return;
        }
        port.open = false;
        tables.listeners.remove(port);
        environment.counters.listeners.decrement();
        for (Binding binding : port.halfOpen) {
            binding.actor.tell(new TcpConnectionCommand.Abort(new CompletableFuture<>()));
        }
        port.actor.tell(new Unlistened());
    }

    private void onEstablished(Established established) {
        Binding binding = established.binding();
        Port port = binding.port;
        settled(binding);
        if (port.open) {
            environment.counters.passiveOpens.increment();
            port.waiting++;
            port.actor.tell(new Incoming(established.opened()));
        } else {
            established.opened().connection().tell(new TcpConnectionCommand.Abort(new CompletableFuture<>()));
        }
    }

    /** RFC 5927 §4: an error counts for the connection whose endpoints it quotes. */
    private void onError(IcmpError error) {
        environment.counters.errors.increment();
        Entry entry = tables.entries.get(
                ConnectionTable.addresses(
                        error.source().value(), error.destination().value()),
                ConnectionTable.ports(error.sourcePort(), error.destinationPort()));
        if (entry instanceof Binding binding) {
            binding.actor.tell(new TcpConnectionActor.Failed(error));
        }
    }
}
