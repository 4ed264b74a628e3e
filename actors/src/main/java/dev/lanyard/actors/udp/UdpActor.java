package dev.lanyard.actors.udp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.igmp.IgmpActor;
import dev.lanyard.actors.ip.BatchSplitter;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.actors.udp.UdpPortTable.Binding;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * UDP of a node: gives sockets their ports and hands each the datagrams that are for it (RFC 768, RFC 1122 §4.1).
 *
 * <p>If it fails, it restarts under the same reference with an empty port table: its sockets are stopped, and everything that
 * waits on them fails.
 */
public final class UdpActor {
    private final ActorRef<Ipv4Actor.Command> ipv4;
    private final ActorRef<IcmpReport> reports;
    private final ActorRef<IgmpActor.Command> igmp;
    private final Environment environment;
    private final ActorContext<LayerMessage> context;
    private final UdpPortTable<ActorRef<LayerMessage>> ports = new UdpPortTable<>();
    private final Map<ActorRef<LayerMessage>, Binding<ActorRef<LayerMessage>>> sockets = new LinkedHashMap<>();
    private final Demultiplexer demultiplexer = new Demultiplexer();
    private RoutingTable routes = RoutingTable.EMPTY;
    private long sequence;

    private UdpActor(
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<IcmpReport> reports,
            ActorRef<IgmpActor.Command> igmp,
            Environment environment,
            ActorContext<LayerMessage> context) {
        this.ipv4 = ipv4;
        this.reports = reports;
        this.igmp = igmp;
        this.environment = environment;
        this.context = context;
    }

    /** What UDP needs of its node. */
    public record Environment(RandomGenerator random, PacketAllocator allocator, UdpCounters counters) {}

    /** What UDP is told by who wants sockets. */
    public sealed interface Command extends LayerMessage permits Bind {}

    /**
     * Opens a socket.
     *
     * @param local an address of ours or {@link Ipv4Address#ANY}; port 0 takes a free one of 49152 to 65535 at random
     * @param remote the only one that the socket hears, or null
     * @param handler takes the datagrams, or null if they are to be {@linkplain UdpSocketActor.Receive received}
     * @param result completed on the event loop's thread; fails with BindException if the address is in use or not ours, with
     *     NoRouteToHostException if no route leads to the remote
     */
    public record Bind(
            Endpoint local, Endpoint remote, UdpOptions options, UdpHandler handler, CompletableFuture<Bound> result)
            implements Command {}

    /**
     * An open socket.
     *
     * @param local what it is bound to, never port 0
     * @param closed completes when the socket is gone; commands sent to it after that are lost
     */
    public record Bound(ActorRef<UdpSocketActor.Command> socket, Endpoint local, CompletableFuture<Void> closed) {}

    /** From a socket: hear this one only from now on, or anybody if null. */
    record Connect(ActorRef<LayerMessage> socket, Endpoint remote, CompletableFuture<Endpoint> result)
            implements LayerMessage {}

    /** From a socket: the groups that it is in from now on. */
    record Join(ActorRef<LayerMessage> socket, Map<UdpGroups.Place, SourceFilter> groups) implements LayerMessage {}

    /** From a socket that closes: no more datagrams, please. Answered by {@link UdpSocketActor.Unbound}. */
    record Unbind(ActorRef<LayerMessage> socket) implements LayerMessage {}

    public static Behavior<LayerMessage> create(
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<IcmpReport> reports,
            ActorRef<IgmpActor.Command> igmp,
            Environment environment) {
        return Behaviors.supervise(Behaviors.<LayerMessage>setup(
                        context -> new UdpActor(ipv4, reports, igmp, environment, context).start()))
                .onFailure(SupervisorStrategy.restart());
    }

    private Behavior<LayerMessage> start() {
        ipv4.tell(new Ipv4Actor.Bind(IpProtocol.UDP, context.getSelf().narrow()));
        return Behaviors.receive((c, message) -> onMessage(message), (c, signal) -> {
            if (signal instanceof Terminated terminated) {
                unbind(terminated.getRef().unsafeUpcast());
            } else if (signal instanceof PreRestart) {
                environment.counters().sockets.add(-sockets.size());
            }
            return Behaviors.same();
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof TransportEvent.Delivered delivered) {
            demultiplexer.index = delivered.interfaceIndex();
            demultiplexer.split(delivered.packets());
        } else if (message instanceof TransportEvent.ErrorReceived received) {
            onError(received.error());
        } else if (message instanceof TransportEvent.RoutesChanged changed) {
            routes = changed.routes();
            sockets.keySet().forEach(socket -> socket.tell(changed));
        } else if (message instanceof Bind bind) {
            try {
                bind.result.complete(open(bind));
            } catch (IOException e) {
                bind.result.completeExceptionally(e);
            }
        } else if (message instanceof Connect connect) {
            onConnect(connect);
        } else if (message instanceof Join join) {
            if (sockets.containsKey(join.socket)) {
                sockets.get(join.socket).groups = join.groups;
            }
        } else if (message instanceof Unbind unbind) {
            unbind(unbind.socket);
            unbind.socket.tell(new UdpSocketActor.Unbound());
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private Bound open(Bind bind) throws IOException {
        Endpoint chosen = choose(bind.local, bind.options.reuseAddress());
        Endpoint local = towards(bind.remote, chosen);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        ActorRef<LayerMessage> socket = context.spawn(
                UdpSocketActor.create(
                        new UdpSocketActor.Opening(local, bind.remote, bind.options, bind.handler, routes, closed),
                        ipv4,
                        igmp,
                        context.getSelf(),
                        environment),
                "socket-" + ++sequence,
                LoopSystem.SINGLE_CONSUMER);
        context.watch(socket);
        environment.counters().sockets.increment();
        rebind(new Binding<>(socket, chosen, local, bind.remote, bind.options.reuseAddress()));
        return new Bound(socket.narrow(), local, closed);
    }

    private Endpoint choose(Endpoint wanted, boolean reuse) throws BindException {
        int address = wanted.address().value();
        boolean isOurs = routes.isLocal(address) || routes.isBroadcast(address) || Ipv4Address.isMulticast(address);
        if (address != 0 && !isOurs) {
            throw new BindException("Cannot assign requested address: " + wanted.address() + " is not ours");
        }
        int port = wanted.port() == 0 ? ports.ephemeral(address, environment.random()) : wanted.port();
        if (port == 0 || wanted.port() != 0 && ports.isTaken(address, port, reuse)) {
            throw new BindException("Address already in use");
        }
        return new Endpoint(wanted.address(), port);
    }

    /** What a socket is bound to once it is connected: an address of its own, or that of the route (RFC 1122 §4.1.3.5). */
    private Endpoint towards(Endpoint remote, Endpoint bound) throws NoRouteToHostException {
        if (remote == null) {
            return bound;
        }
        Route route = routes.lookup(remote.address().value());
        if (route == null) {
            throw new NoRouteToHostException("Network is unreachable: no route to " + remote.address());
        }
        return bound.address().equals(Ipv4Address.ANY) ? new Endpoint(route.source(), bound.port()) : bound;
    }

    private void rebind(Binding<ActorRef<LayerMessage>> binding) {
        ports.add(binding);
        sockets.put(binding.socket, binding);
    }

    private void onConnect(Connect connect) {
        Binding<ActorRef<LayerMessage>> binding = sockets.get(connect.socket);
        if (binding == null) {
            return; // it closes, and fails the result itself
        }
        try {
            Endpoint local = towards(connect.remote, binding.bound);
            ports.remove(binding);
            Binding<ActorRef<LayerMessage>> next =
                    new Binding<>(connect.socket, binding.bound, local, connect.remote, binding.reuse);
            next.groups = binding.groups;
            rebind(next);
            connect.socket.tell(new UdpSocketActor.Connected(local, connect.remote, connect.result));
        } catch (IOException e) {
            connect.socket.tell(new UdpSocketActor.NotConnected(e, connect.result));
        }
    }

    private void unbind(ActorRef<LayerMessage> socket) {
        Binding<ActorRef<LayerMessage>> binding = sockets.remove(socket);
        if (binding != null) {
            ports.remove(binding);
            environment.counters().sockets.decrement();
        }
    }

    private void onError(IcmpError error) {
        environment.counters().errors.increment();
        Binding<ActorRef<LayerMessage>> binding = ports.lookup(
                error.source().value(), error.sourcePort(), error.destination().value(), error.destinationPort());
        if (binding != null) {
            if (error.isAboutPathMtu()) {
                ipv4.tell(new RoutingCommand.PathMtu(error.destination().value(), error.nextHopMtu()));
            }
            binding.socket.tell(new UdpSocketActor.Failed(error));
        }
    }

    /** Finds the socket of a datagram. */
    private final class Demultiplexer extends BatchSplitter<Binding<ActorRef<LayerMessage>>> {
        /** Interface that the batch at hand came by. */
        private int index;

        @Override
        protected Binding<ActorRef<LayerMessage>> receiver(PacketBuffer packet) {
            UdpDrop drop = UdpHeader.strip(packet);
            if (drop != null) {
                environment.counters().group.drop(drop);
                packet.release();
                return null;
            }
            int destination = Ipv4Header.destination(packet);
            if (Ipv4Address.isMulticast(destination) || routes.isBroadcast(destination)) {
                spread(packet, destination);
                return null;
            }
            Binding<ActorRef<LayerMessage>> binding = ports.lookup(
                    destination,
                    UdpHeader.destinationPort(packet),
                    Ipv4Header.source(packet),
                    UdpHeader.sourcePort(packet));
            if (binding == null) {
                environment.counters().group.drop(UdpDrop.PORT_UNREACHABLE);
                reports.tell(new IcmpReport(IcmpType.DESTINATION_UNREACHABLE, IcmpType.PORT_UNREACHABLE, 0, packet));
            }
            return binding;
        }

        /** Hands what was sent to all or to a group to every socket that wants it (RFC 1122 §4.1.3.3). */
        private void spread(PacketBuffer packet, int destination) {
            int source = Ipv4Header.source(packet);
            int port = UdpHeader.destinationPort(packet);
            List<Binding<ActorRef<LayerMessage>>> all = new ArrayList<>(1);
            boolean known = ports.forEach(index, destination, port, source, UdpHeader.sourcePort(packet), all::add);
            if (all.isEmpty()) {
                environment.counters().group.drop(known ? UdpDrop.NOT_A_MEMBER : UdpDrop.PORT_UNREACHABLE);
                packet.release(); // and no word of it (RFC 1122 §3.2.2)
                return;
            }
            for (int i = 1; i < all.size(); i++) {
                setAside(all.get(i), Ipv4Header.copy(packet));
            }
            setAside(all.get(0), packet);
        }

        @Override
        protected void handUp(Binding<ActorRef<LayerMessage>> binding, PacketBatch packets) {
            environment.counters().received.add(packets.size());
            binding.socket.tell(new UdpSocketActor.Delivered(packets));
        }
    }
}
