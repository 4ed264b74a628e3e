package dev.lanyard.actors.tcp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.tcp.TcpProtocol.Accepted;
import dev.lanyard.actors.tcp.TcpProtocol.Binding;
import dev.lanyard.actors.tcp.TcpProtocol.Established;
import dev.lanyard.actors.tcp.TcpProtocol.Incoming;
import dev.lanyard.actors.tcp.TcpProtocol.Port;
import dev.lanyard.actors.tcp.TcpProtocol.Segments;
import dev.lanyard.actors.tcp.TcpProtocol.Unbind;
import dev.lanyard.actors.tcp.TcpProtocol.Unbound;
import dev.lanyard.actors.tcp.TcpProtocol.Unlisten;
import dev.lanyard.actors.tcp.TcpProtocol.Unlistened;
import dev.lanyard.actors.tcp.TcpProtocol.Yielded;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.List;
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
    /** Most connections at a time. */
    static final int LIMIT = 1 << 17;

    private final ActorRef<Ipv4Actor.Command> ipv4;
    private final Environment environment;
    private final ActorContext<LayerMessage> context;
    private final InitialNumbers numbers;
    private final ConnectionTable<Binding> connections;
    private final ListeningPorts listeners = new ListeningPorts();
    private final TcpReplies replies;
    private final List<Binding> aside = new ArrayList<>();
    private RoutingTable routes = RoutingTable.EMPTY;
    private long sequence;

    private TcpActor(ActorRef<Ipv4Actor.Command> ipv4, Environment environment, ActorContext<LayerMessage> context) {
        this.ipv4 = ipv4;
        this.environment = environment;
        this.context = context;
        numbers = new InitialNumbers(environment.random);
        connections = new ConnectionTable<>(environment.random.nextLong());
        replies = new TcpReplies(environment.allocator, environment.counters);
    }

    /**
     * What TCP needs of its node.
     *
     * @param random must be hard to guess on a node that talks to strangers: initial sequence numbers hang on it
     */
    public record Environment(Clock clock, RandomGenerator random, PacketAllocator allocator, TcpCounters counters) {}

    /** What TCP is told by who wants connections. */
    public sealed interface Command extends LayerMessage permits Connect, Listen {}

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

    /**
     * An established connection.
     *
     * @param closed completes when its actor is gone; commands sent to it after that are lost
     */
    public record Opened(
            ActorRef<TcpConnectionActor.Command> connection,
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
        return Behaviors.supervise(
                        Behaviors.<LayerMessage>setup(context -> new TcpActor(ipv4, environment, context).start()))
                .onFailure(SupervisorStrategy.restart());
    }

    private Behavior<LayerMessage> start() {
        ipv4.tell(new Ipv4Actor.Bind(IpProtocol.TCP, context.getSelf().narrow()));
        return Behaviors.receive((c, message) -> onMessage(message), (c, signal) -> {
            if (signal instanceof PreRestart) {
                environment.counters.connections.add(-connections.size());
                environment.counters.listeners.add(-listeners.size());
                environment.counters.halfOpen.add(-environment.counters.halfOpen.get());
            }
            return Behaviors.same();
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof TransportEvent.Delivered delivered) {
            onDelivered(delivered.packets());
        } else if (message instanceof Established established) {
            onEstablished(established);
        } else if (message instanceof Unbind unbind) {
            unbind(unbind.binding());
        } else if (message instanceof TransportEvent.ErrorReceived received) {
            onError(received.error());
        } else if (message instanceof TransportEvent.RoutesChanged changed) {
            routes = changed.routes();
        } else if (message instanceof Yielded yielded) {
            unbind(yielded.binding());
            onDelivered(PacketBatch.of(yielded.syn()));
        } else if (message instanceof Accepted accepted) {
            accepted.port().waiting--;
        } else if (message instanceof Unlisten unlisten) {
            unlisten(unlisten.port());
        } else if (message instanceof Connect connect) {
            onConnect(connect);
        } else if (message instanceof Listen listen) {
            onListen(listen);
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
        Route route = routes.lookup(remote.address().value());
        if (route == null || !isHost(remote.address().value()) || remote.port() == 0) {
            throw new NoRouteToHostException("Network is unreachable: no route to " + remote);
        }
        int wanted = connect.local.address().value();
        requireOurs(wanted);
        Ipv4Address address = wanted == 0 ? route.source() : connect.local.address();
        long addresses =
                ConnectionTable.addresses(address.value(), remote.address().value());
        int port = connect.local.port() != 0
                ? connect.local.port()
                : ListeningPorts.ephemeral(
                        environment.random, candidate -> isFree(addresses, candidate, remote, address.value()));
        if (port == 0 || !isFree(addresses, port, remote, address.value()) || connections.size() >= LIMIT) {
            throw new BindException("Address already in use");
        }
        environment.counters.activeOpens.increment();
        Binding binding = bind(addresses, ConnectionTable.ports(port, remote.port()), null);
        Endpoint local = new Endpoint(address, port);
        spawn(
                binding,
                new TcpConnectionActor.Opening(
                        binding, local, remote, parameters(binding, connect.settings, route), null, connect.result));
    }

    private boolean isHost(int address) {
        return Ipv4Address.isUnicast(address) && !routes.isBroadcast(address);
    }

    private boolean isFree(long addresses, int port, Endpoint remote, int local) {
        boolean self = port == remote.port() && local == remote.address().value();
        return !self
                && !listeners.isTaken(local, port)
                && connections.get(addresses, ConnectionTable.ports(port, remote.port())) == null;
    }

    private void requireOurs(int address) throws BindException {
        if (address != 0 && !routes.isLocal(address)) {
            throw new BindException(
                    "Cannot assign requested address: " + Ipv4Address.toString(address) + " is not ours");
        }
    }

    private TcpParameters parameters(Binding binding, TcpSettings settings, Route route) {
        long now = environment.clock.nanos();
        return new TcpParameters(
                settings,
                numbers.sequence(binding.addresses, binding.ports, now),
                numbers.timestampOffset(binding.addresses, binding.ports),
                route.capabilities().mtu(),
                route.capabilities().maxSegmentation());
    }

    private Binding bind(long addresses, int ports, Port port) {
        Binding binding = new Binding(addresses, ports, port);
        connections.put(addresses, ports, binding);
        environment.counters.connections.increment();
        return binding;
    }

    private void spawn(Binding binding, TcpConnectionActor.Opening opening) {
        binding.actor = context.spawn(
                TcpConnectionActor.create(opening, context.getSelf(), ipv4, environment),
                "connection-" + ++sequence,
                LoopSystem.SINGLE_CONSUMER);
        context.watchWith(binding.actor, new Unbind(binding));
    }

    private void unbind(Binding binding) {
        if (!binding.bound) {
            return;
        }
        binding.bound = false;
        connections.remove(binding.addresses, binding.ports, binding);
        environment.counters.connections.decrement();
        binding.actor.tell(new Unbound());
        if (binding.port != null && binding.port.halfOpen.remove(binding)) {
            environment.counters.halfOpen.decrement();
            environment.counters.failedOpens.increment();
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
        requireOurs(address);
        int number = listen.local.port() != 0
                ? listen.local.port()
                : ListeningPorts.ephemeral(environment.random, candidate -> !listeners.isTaken(address, candidate));
        if (number == 0 || listeners.isTaken(address, number)) {
            throw new BindException("Address already in use");
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Endpoint local = new Endpoint(listen.local.address(), number);
        Port port = new Port(local, Math.max(1, listen.backlog), listen.settings);
        port.actor = context.spawn(
                TcpListenerActor.create(port, context.getSelf(), closed),
                "listener-" + ++sequence,
                LoopSystem.SINGLE_CONSUMER);
        listeners.add(port);
        environment.counters.listeners.increment();
        context.watchWith(port.actor, new Unlisten(port));
        return new Listening(port.actor.narrow(), local, closed);
    }

    private void unlisten(Port port) {
        if (!port.open) {
            return;
        }
        port.open = false;
        listeners.remove(port);
        environment.counters.listeners.decrement();
        for (Binding binding : port.halfOpen) {
            binding.actor.tell(new TcpConnectionActor.Abort(new CompletableFuture<>()));
        }
        port.actor.tell(new Unlistened());
    }

    private void onEstablished(Established established) {
        Binding binding = established.binding();
        Port port = binding.port;
        if (port.halfOpen.remove(binding)) {
            environment.counters.halfOpen.decrement();
        }
        if (port.open) {
            environment.counters.passiveOpens.increment();
            port.waiting++;
            port.actor.tell(new Incoming(established.opened()));
        } else {
            established.opened().connection().tell(new TcpConnectionActor.Abort(new CompletableFuture<>()));
        }
    }

    // --- segments

    /** Splits the batch by connection; one that is for one connection is passed on as it is. */
    private void onDelivered(PacketBatch packets) {
        environment.counters.received.add(packets.size());
        Binding main = null;
        int kept = 0;
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            Binding binding = receiver(packet);
            if (binding == null) {
                continue;
            }
            main = main == null ? binding : main;
            if (binding == main) {
                packets.set(kept++, packet);
            } else if (binding.aside != null) {
                binding.aside.add(packet);
            } else {
                binding.aside = PacketBatch.of(packet);
                aside.add(binding);
            }
        }
        packets.truncate(kept);
        if (main != null) {
            main.actor.tell(new Segments(packets));
        }
        for (int i = 0; i < aside.size(); i++) {
            Binding binding = aside.get(i);
            binding.actor.tell(new Segments(binding.aside));
            binding.aside = null;
        }
        aside.clear();
    }

    /** The connection of a segment; if there is none, the packet has been taken care of. */
    private Binding receiver(PacketBuffer packet) {
        int source = Ipv4Header.source(packet);
        int destination = Ipv4Header.destination(packet);
        TcpDrop drop = TcpHeader.check(packet, source, destination);
        if (drop == null) {
            int sourcePort = TcpHeader.sourcePort(packet);
            int destinationPort = TcpHeader.destinationPort(packet);
            long addresses = ConnectionTable.addresses(destination, source);
            int ports = ConnectionTable.ports(destinationPort, sourcePort);
            Binding binding = connections.get(addresses, ports);
            if (binding != null) {
                return binding;
            }
            drop = checkStranger(source, destination);
            if (drop == null && source == destination && sourcePort == destinationPort) {
                drop = TcpDrop.BAD_SOURCE;
            }
            if (drop == null) {
                drop = onStranger(packet, addresses, ports);
            }
        }
        if (drop != null) {
            environment.counters.group.drop(drop);
            packet.release();
        }
        return null;
    }

    /** RFC 9293 §3.10.7.1, §3.9.2.3: no connection with who is nobody in particular. */
    private TcpDrop checkStranger(int source, int destination) {
        if (!isHost(source)) {
            return TcpDrop.BAD_SOURCE;
        }
        return Ipv4Address.isMulticast(destination) || routes.isBroadcast(destination) ? TcpDrop.BAD_DESTINATION : null;
    }

    /** A segment of no connection: the beginning of one, or answered by RST. Returns why it was dropped, or null. */
    private TcpDrop onStranger(PacketBuffer packet, long addresses, int ports) {
        TcpSegment segment = replies.read(packet);
        int local = (int) (addresses >>> 32);
        Port port = listeners.lookup(local, segment.destinationPort);
        boolean opens = (segment.flags & (TcpSegment.SYN | TcpSegment.ACK | TcpSegment.RST)) == TcpSegment.SYN;
        if (port == null || !opens) {
            PacketBuffer reset = replies.reset(segment, local, (int) addresses);
            if (reset != null) {
                ipv4.tell(new Ipv4Actor.Transmit(
                        reset, local, (int) addresses, IpProtocol.TCP, 0, Ipv4Actor.Transmit.DEFAULT_TTL, true));
            }
            return TcpDrop.NO_LISTENER;
        }
        if (!port.hasRoom()) {
            return TcpDrop.BACKLOG_FULL;
        }
        if (connections.size() >= LIMIT) {
            return TcpDrop.TABLE_FULL;
        }
        Route route = routes.lookup((int) addresses);
        if (route == null) {
            return TcpDrop.BAD_SOURCE;
        }
        Binding binding = bind(addresses, ports, port);
        port.halfOpen.add(binding);
        environment.counters.halfOpen.increment();
        spawn(
                binding,
                new TcpConnectionActor.Opening(
                        binding,
                        new Endpoint(new Ipv4Address(local), segment.destinationPort),
                        new Endpoint(new Ipv4Address((int) addresses), segment.sourcePort),
                        parameters(binding, port.settings, route),
                        packet,
                        null));
        return null;
    }

    /** RFC 5927 §4: an error counts for the connection whose endpoints it quotes. */
    private void onError(IcmpError error) {
        environment.counters.errors.increment();
        Binding binding = connections.get(
                ConnectionTable.addresses(
                        error.source().value(), error.destination().value()),
                ConnectionTable.ports(error.sourcePort(), error.destinationPort()));
        if (binding != null) {
            binding.actor.tell(new TcpConnectionActor.Failed(error));
        }
    }
}
