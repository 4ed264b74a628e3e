package dev.lanyard.actors.tcp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** The TCP layers of some hosts in virtual time, over a wire of 1 ms that stands in for everything below. */
final class TcpNetwork implements AutoCloseable {
    private static final Duration DELAY = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Ipv4Prefix NETWORK = Ipv4Prefix.parse("10.0.0.0/24");

    final LoopSystem system = LoopSystem.virtual("tcp", 1);
    final List<TcpSegment> seen = new ArrayList<>();
    /** What the wire swallows. */
    Predicate<TcpSegment> loses = segment -> false;

    /** By how many segments those are late that are reordered; 0 for none. */
    int reorderBy;

    private long dataSegments;
    private long releaseAt;
    private Relayed held;

    private final Map<Integer, Host> hosts = new HashMap<>();

    private record Arrival(PacketBuffer packet) implements LayerMessage {}

    /** One host. */
    final class Host {
        final Ipv4Address address;
        final TcpCounters counters = new TcpCounters();
        final TcpEvents events = new TcpEvents();
        final ActorRef<LayerMessage> wire;
        final ActorRef<LayerMessage> tcp;
        private ActorRef<TransportEvent> transport;

        private Host(String address, TcpLimits limits) {
            this.address = Ipv4Address.parse(address);
            wire = system.spawn(wire(this), "wire-" + address);
            tcp = system.spawn(
                    TcpActor.create(
                            wire.narrow(),
                            new TcpActor.Environment(
                                    system.clock(),
                                    new Random(this.address.value()),
                                    PacketAllocator.HEAP,
                                    counters,
                                    limits,
                                    events)),
                    "tcp-" + address);
            hosts.put(this.address.value(), this);
            run(Duration.ZERO);
        }

        Endpoint endpoint(int port) {
            return new Endpoint(address, port);
        }

        CompletableFuture<TcpActor.Opened> connect(Endpoint remote) {
            return connect(remote, TcpSettings.DEFAULT);
        }

        CompletableFuture<TcpActor.Opened> connect(Endpoint remote, TcpSettings settings) {
            CompletableFuture<TcpActor.Opened> result = new CompletableFuture<>();
            tcp.tell(new TcpActor.Connect(new Endpoint(Ipv4Address.ANY, 0), remote, settings, result));
            return result;
        }

        CompletableFuture<TcpActor.Listening> listen(int port, int backlog) {
            CompletableFuture<TcpActor.Listening> result = new CompletableFuture<>();
            Endpoint local = new Endpoint(Ipv4Address.ANY, port);
            tcp.tell(new TcpActor.Listen(local, backlog, TcpSettings.DEFAULT, result));
            return result;
        }

        /** Hands a segment from anybody to this host. */
        void inject(int source, int sourcePort, int destination, int port, int flags, int seq, int ack) {
            TcpSegment segment = new TcpSegment();
            segment.clear();
            segment.flags = flags;
            segment.seq = seq;
            segment.ack = ack;
            inject(source, sourcePort, destination, port, segment);
        }

        /** Hands bytes to this host as if they were a segment from anybody. */
        void inject(int source, byte[] bytes) {
            PacketBuffer packet = arrived(PacketBuffer.copyOf(bytes), source, address.value());
            tcp.tell(new TransportEvent.Delivered(PacketBatch.of(packet)));
            run(Duration.ZERO);
        }

        void inject(int source, int sourcePort, int destination, int port, TcpSegment segment) {
            segment.sourcePort = sourcePort;
            segment.destinationPort = port;
            PacketBuffer packet = PacketBuffer.allocate(0);
            TcpHeader.write(segment, packet, source, destination);
            tcp.tell(new TransportEvent.Delivered(PacketBatch.of(arrived(packet, source, destination))));
            run(Duration.ZERO);
        }
    }

    Host host(String address) {
        return new Host(address, TcpLimits.DEFAULT);
    }

    Host host(String address, TcpLimits limits) {
        return new Host(address, limits);
    }

    private Behavior<LayerMessage> wire(Host host) {
        return Behaviors.withTimers(timers -> Behaviors.receiveMessage(message -> {
            if (message instanceof Ipv4Actor.Bind bind) {
                host.transport = bind.transport();
                host.transport.tell(new TransportEvent.RoutesChanged(routes(host)));
            } else if (message instanceof Ipv4Actor.Transmit transmit) {
                transmit(host, transmit, new Object(), timers);
            } else if (message instanceof Relayed relayed) {
                relayed.to.wire.tell(relayed.arrival);
            } else if (message instanceof Arrival arrival) {
                host.transport.tell(new TransportEvent.Delivered(PacketBatch.of(arrival.packet)));
            }
            return Behaviors.same();
        }));
    }

    private void transmit(Host from, Ipv4Actor.Transmit transmit, Object key, TimerScheduler<LayerMessage> timers) {
        TcpSegment segment = new TcpSegment();
        PacketBuffer packet = PacketBuffer.copyOf(transmit.packet().toByteArray());
        packet.checksumVerified();
        TcpHeader.read(packet, segment);
        seen.add(segment);
        Host to = hosts.get(transmit.destination());
        if (to == null) {
            from.transport.tell(new TransportEvent.ErrorReceived(new IcmpError(
                    IcmpType.DESTINATION_UNREACHABLE,
                    IcmpType.HOST_UNREACHABLE,
                    0,
                    new Ipv4Address(transmit.source()),
                    new Ipv4Address(transmit.source()),
                    new Ipv4Address(transmit.destination()),
                    IpProtocol.TCP,
                    (long) segment.sourcePort << 48
                            | (long) segment.destinationPort << 32
                            | segment.seq & 0xffff_ffffL)));
        } else if (!loses.test(segment)) {
            Relayed relayed = new Relayed(to, new Arrival(arrived(packet, transmit.source(), transmit.destination())));
            relay(key, relayed, segment.payloadLength > 0, timers);
        }
    }

    /** Of each 50 data segments one waits until so many later ones have gone. */
    private void relay(Object key, Relayed relayed, boolean data, TimerScheduler<LayerMessage> timers) {
        dataSegments += data ? 1 : 0;
        if (data && reorderBy > 0 && held == null && dataSegments % 50 == 0) {
            held = relayed;
            releaseAt = dataSegments + reorderBy;
            return;
        }
        timers.startSingleTimer(key, relayed, DELAY);
        if (held != null && dataSegments >= releaseAt) {
            timers.startSingleTimer(new Object(), held, DELAY);
            held = null;
        }
    }

    private record Relayed(Host to, Arrival arrival) implements LayerMessage {}

    private static PacketBuffer arrived(PacketBuffer packet, int source, int destination) {
        packet.checksumUnknown();
        PacketBuffer copy = PacketBuffer.copyOf(packet.toByteArray());
        Ipv4Header.prepend(copy, 0, 0, 0, 64, IpProtocol.TCP, source, destination);
        copy.trimFront(Ipv4Header.MINIMUM_LENGTH);
        copy.checksumVerified();
        return copy;
    }

    private static RoutingTable routes(Host host) {
        LinkCapabilities link = new LinkCapabilities(1500, true, 0);
        Ipv4Prefix prefix = new Ipv4Prefix(host.address, NETWORK.length());
        return new RoutingTable(
                List.of(new RoutingTable.Interface(0, "eth0", prefix, link)),
                List.of(new RoutingTable.Entry(NETWORK, Ipv4Address.ANY, 0, 0)));
    }

    // --- what tests do

    <T> T await(CompletionStage<T> stage) {
        try {
            return system.await(stage, LONG);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** The exception that a stage fails with. */
    Throwable failure(CompletionStage<?> stage) {
        try {
            Object value = system.await(stage, LONG);
            throw new AssertionError("no failure but " + value);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    void run(Duration time) {
        VirtualLoop loop = (VirtualLoop) system.loop();
        long limit = loop.clock().nanos() + time.toNanos();
        loop.runReady();
        while (loop.step(limit)) {
            // goes on until the time is over or nothing is left
        }
        loop.advance(limit);
    }

    boolean isQuiet() {
        return ((VirtualLoop) system.loop()).isQuiet();
    }

    CompletableFuture<TcpActor.Opened> accept(TcpActor.Listening listening) {
        CompletableFuture<TcpActor.Opened> result = new CompletableFuture<>();
        listening.listener().tell(new TcpListenerActor.Accept(result));
        return result;
    }

    CompletableFuture<Void> send(TcpActor.Opened socket, byte[] bytes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.Send(ByteBuffer.wrap(bytes), done));
        return done;
    }

    CompletableFuture<Integer> receive(TcpActor.Opened socket, ByteBuffer target) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.Receive(target, result));
        return result;
    }

    CompletableFuture<Void> close(TcpActor.Opened socket) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.Close(done));
        return done;
    }

    CompletableFuture<Void> abort(TcpActor.Opened socket) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.Abort(done));
        return done;
    }

    CompletableFuture<Void> shutdownOutput(TcpActor.Opened socket) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.ShutdownOutput(done));
        return done;
    }

    @Override
    public void close() {
        system.close();
    }
}
