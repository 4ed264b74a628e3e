package dev.lanyard.actors.udp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.igmp.IgmpActor;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.ipv4.MulticastCommand;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket. Results are completed on the event loop's thread, in the order in which the commands came; when the socket is
 * closed or stops, those that wait fail with SocketException "Socket closed".
 */
public final class UdpSocketActor {
    private static final Logger LOG = LoggerFactory.getLogger(UdpSocketActor.class);

    private final ActorRef<Ipv4Actor.Command> ipv4;
    private final ActorRef<IgmpActor.Command> igmp;
    private final ActorRef<LayerMessage> udp;
    private final UdpActor.Environment environment;
    private final ActorContext<LayerMessage> context;
    private final Opening opening;
    private final UdpReceiveQueue queue;
    private final UdpOutput output;
    private final UdpGroups groups = new UdpGroups();
    private final UdpSender sender = new Sender();
    private final List<CompletableFuture<Endpoint>> connecting = new ArrayList<>();
    private final List<CompletableFuture<Integer>> joining = new ArrayList<>();
    private final List<CompletableFuture<Void>> closers = new ArrayList<>();
    private UdpOptions options;
    private Endpoint local;
    private Endpoint remote;
    private boolean closing;

    private UdpSocketActor(
            Opening opening,
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<IgmpActor.Command> igmp,
            ActorRef<LayerMessage> udp,
            UdpActor.Environment environment,
            ActorContext<LayerMessage> context) {
        this.opening = opening;
        this.options = opening.options;
        this.ipv4 = ipv4;
        this.igmp = igmp;
        this.udp = udp;
        this.environment = environment;
        this.context = context;
        this.queue = new UdpReceiveQueue(opening.options.receiveBuffer());
        this.output = new UdpOutput(opening.options, opening.routes);
        this.local = opening.local;
        this.remote = opening.remote;
    }

    /** What a socket is told by its user. */
    public sealed interface Command extends LayerMessage permits Send, Receive, Connect, Close, UdpSocketCommand {}

    /**
     * Sends a datagram.
     *
     * @param destination null for the one that the socket is connected to
     * @param payload what remains in it, up to 65,507 bytes; handed over until the result is there
     * @param done when the datagram has left for IPv4, or fails with an IOException that says why it cannot: PortUnreachable if
     *     the one connected to said so before, NoRouteToHost, SocketException "Message too long" or "Permission denied"
     */
    public record Send(Endpoint destination, ByteBuffer payload, CompletableFuture<Void> done) implements Command {}

    /**
     * Asks for the next datagram. Cancel the result to withdraw: the datagram is then the next receiver's.
     *
     * @param result fails with PortUnreachableException if the one connected to said so
     */
    public record Receive(CompletableFuture<Datagram> result) implements Command {}

    /**
     * Limits the socket to one remote endpoint, which sends without a destination go to.
     *
     * @param remote null to hear everybody again
     * @param result the local endpoint: while connected a socket bound to any address has that of the route
     */
    public record Connect(Endpoint remote, CompletableFuture<Endpoint> result) implements Command {}

    /** Closes the socket. When done, its port is free. */
    public record Close(CompletableFuture<Void> done) implements Command {}

    /** How a socket begins. */
    record Opening(
            Endpoint local,
            Endpoint remote,
            UdpOptions options,
            UdpHandler handler,
            RoutingTable routes,
            CompletableFuture<Void> closed) {}

    record Delivered(PacketBatch packets) implements LayerMessage {}

    record Failed(IcmpError error) implements LayerMessage {}

    record Connected(Endpoint local, Endpoint remote, CompletableFuture<Endpoint> result) implements LayerMessage {}

    record NotConnected(IOException reason, CompletableFuture<Endpoint> result) implements LayerMessage {}

    record Unbound() implements LayerMessage {}

    /** From IGMP: what became of a change of what is wanted of a group. */
    private record FilterSet(UdpGroups.Place place, Throwable failure, CompletableFuture<Integer> result)
            implements LayerMessage {}

    static Behavior<LayerMessage> create(
            Opening opening,
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<IgmpActor.Command> igmp,
            ActorRef<LayerMessage> udp,
            UdpActor.Environment environment) {
        return Behaviors.setup(context -> {
            UdpSocketActor socket = new UdpSocketActor(opening, ipv4, igmp, udp, environment, context);
            return Behaviors.receive((c, message) -> socket.onMessage(message), (c, signal) -> {
                if (signal instanceof PostStop) {
                    socket.stopped();
                }
                return Behaviors.same();
            });
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof Delivered delivered) {
            onDelivered(delivered.packets);
        } else if (message instanceof Unbound) {
            return Behaviors.stopped();
        } else if (message instanceof Command command && closing) {
            refuse(command);
        } else if (message instanceof Send send) {
            onSend(send);
        } else if (message instanceof Receive receive) {
            queue.receive(receive.result);
        } else if (message instanceof Connect connect) {
            connecting.add(connect.result);
            udp.tell(new UdpActor.Connect(context.getSelf(), connect.remote, connect.result));
        } else if (message instanceof Connected connected) {
            local = connected.local;
            remote = connected.remote;
            connecting.remove(connected.result);
            connected.result.complete(local);
        } else if (message instanceof NotConnected failed) {
            connecting.remove(failed.result);
            failed.result.completeExceptionally(failed.reason);
        } else if (message instanceof Failed failed) {
            onFailed(failed.error);
        } else if (message instanceof UdpSocketCommand command) {
            onCommand(command);
        } else if (message instanceof FilterSet set) {
            onFilterSet(set);
        } else if (message instanceof TransportEvent.RoutesChanged changed) {
            output.routes(changed.routes());
        } else if (message instanceof Close close) {
            closers.add(close.done);
            close();
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private void onDelivered(PacketBatch packets) {
        if (opening.handler != null && !closing) {
            handle(() -> opening.handler.received(sender, packets));
            return;
        }
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            if (closing) {
                environment.counters().group.drop(UdpDrop.SOCKET_CLOSED);
            } else if (queue.accepts(packet.length())) {
                queue.offer(new Datagram(
                        new Endpoint(new Ipv4Address(Ipv4Header.source(packet)), UdpHeader.sourcePort(packet)),
                        new Ipv4Address(Ipv4Header.destination(packet)),
                        packet.toByteArray(),
                        Ipv4Header.ttl(packet)));
            } else {
                environment.counters().group.drop(UdpDrop.RECEIVE_QUEUE_FULL);
            }
        }
        packets.release();
    }

    private void onCommand(UdpSocketCommand command) {
        if (command instanceof UdpSocketCommand.Membership membership) {
            onMembership(membership);
        } else if (command instanceof UdpSocketCommand.GetOptions get) {
            get.result().complete(options);
        } else if (command instanceof UdpSocketCommand.Configure configure) {
            try {
                options = configure.change().apply(options).withReuseAddress(opening.options.reuseAddress());
            } catch (RuntimeException e) {
                configure.done().completeExceptionally(e);
                return;
            }
            output.options(options);
            queue.limit(options.receiveBuffer());
            configure.done().complete(null);
        }
    }

    private void onMembership(UdpSocketCommand.Membership order) {
        Ipv4Address group = order.group();
        int index = order.index() >= 0 ? order.index() : output.interfaceTowards(group.value());
        UdpGroups.Place place = new UdpGroups.Place(index, group);
        try {
            if (index < 0) {
                throw new SocketException("No such device: no route leads to " + group + ", and no interface is named");
            }
            groups.change(order.operation(), place, order.source());
        } catch (SocketException e) {
            order.result().completeExceptionally(e);
            return;
        }
        udp.tell(new UdpActor.Join(context.getSelf(), groups.filters()));
        CompletableFuture<Void> set = new CompletableFuture<>();
        joining.add(order.result());
        ActorRef<LayerMessage> self = context.getSelf();
        set.whenComplete((done, failure) -> self.tell(new FilterSet(place, failure, order.result())));
        igmp.tell(new IgmpActor.SetFilter(self, index, group, groups.filter(place), set));
    }

    private void onFilterSet(FilterSet set) {
        joining.remove(set.result);
        if (set.failure == null) {
            set.result.complete(set.place.index());
            return;
        }
        groups.forget(set.place); // refused, as nothing but a first join is
        udp.tell(new UdpActor.Join(context.getSelf(), groups.filters()));
        set.result.completeExceptionally(set.failure);
    }

    private void onSend(Send send) {
        IOException error = queue.takeError();
        Endpoint to = send.destination == null ? remote : send.destination;
        if (error == null && to == null) {
            error = new SocketException("Destination address required: the socket is not connected");
        } else if (error == null && send.payload.remaining() > UdpHeader.MAXIMUM_PAYLOAD) {
            error = UdpOutput.describe(UdpDrop.MESSAGE_TOO_LONG);
            environment.counters().group.drop(UdpDrop.MESSAGE_TOO_LONG);
        } else if (error == null) {
            PacketBuffer packet = environment.allocator().allocate(send.payload.remaining());
            packet.append(send.payload);
            UdpDrop drop = transmit(packet, 0, to.address().value(), to.port());
            error = drop == null ? null : UdpOutput.describe(drop);
        }
        if (error == null) {
            send.done.complete(null);
        } else {
            send.done.completeExceptionally(error);
        }
    }

    /** Sends the payload or releases it and says why. */
    private UdpDrop transmit(PacketBuffer payload, int source, int destination, int port) {
        UdpDrop drop = output.check(payload, destination, port);
        if (drop != null) {
            environment.counters().group.drop(drop);
            payload.release();
            return drop;
        }
        int from = output.source(source == 0 ? local.address().value() : source, destination);
        UdpHeader.prepend(payload, from, local.port(), destination, port);
        environment.counters().sent.increment();
        boolean toGroup = Ipv4Address.isMulticast(destination);
        int ttl = toGroup ? options.multicast().ttl() : options.ttl();
        Ipv4Actor.Transmit order = new Ipv4Actor.Transmit(
                payload, from, destination, IpProtocol.UDP, options.tos(), ttl, options.dontFragment());
        ipv4.tell(
                toGroup
                        ? new MulticastCommand.Send(
                                order,
                                output.interfaceTowards(destination),
                                options.multicast().loop())
                        : order);
        return null;
    }

    private void onFailed(IcmpError error) {
        boolean tooLong =
                error.type() == IcmpType.DESTINATION_UNREACHABLE && error.code() == IcmpType.FRAGMENTATION_NEEDED;
        if (tooLong) {
            output.learnPathMtu(error.destination().value(), error.nextHopMtu());
        }
        if (opening.handler != null) {
            handle(() -> opening.handler.failed(sender, error));
        } else if (remote == null && !options.receiveErrors()) {
            return; // nobody could tell what it is about
        } else if (tooLong) {
            queue.fail(UdpOutput.describe(UdpDrop.MESSAGE_TOO_LONG));
        } else if (error.type() == IcmpType.DESTINATION_UNREACHABLE || error.isHard()) { // RFC 1122 §4.1.3.3
            queue.fail(error.toException());
        }
    }

    /** Runs the user's code; if it throws, the socket is of no use any more. */
    private void handle(Runnable handler) {
        try {
            handler.run();
        } catch (RuntimeException e) {
            LOG.error("the handler of UDP socket {} failed; the socket is closed", local, e);
            close();
        }
    }

    private void close() {
        if (!closing) {
            closing = true;
            queue.close(closed());
            udp.tell(new UdpActor.Unbind(context.getSelf()));
        }
    }

    private void refuse(Command command) {
        if (command instanceof Send send) {
            send.done.completeExceptionally(closed());
        } else if (command instanceof Receive receive) {
            receive.result.completeExceptionally(closed());
        } else if (command instanceof Connect connect) {
            connect.result.completeExceptionally(closed());
        } else if (command instanceof Close close) {
            closers.add(close.done);
        } else if (command instanceof UdpSocketCommand.Configure configure) {
            configure.done().completeExceptionally(closed());
        } else if (command instanceof UdpSocketCommand.GetOptions get) {
            get.result().completeExceptionally(closed());
        } else if (command instanceof UdpSocketCommand.Membership membership) {
            membership.result().completeExceptionally(closed());
        }
    }

    private void stopped() {
        queue.close(closed());
        connecting.forEach(result -> result.completeExceptionally(closed()));
        joining.forEach(result -> result.completeExceptionally(closed()));
        closers.forEach(done -> done.complete(null));
        opening.closed.complete(null);
    }

    private static SocketException closed() {
        return new SocketException("Socket closed");
    }

    private final class Sender implements UdpSender {
        @Override
        public Endpoint local() {
            return local;
        }

        @Override
        public PacketBuffer allocate(int capacity) {
            return environment.allocator().allocate(capacity);
        }

        @Override
        public boolean send(PacketBuffer payload, int source, int destination, int port) {
            return transmit(payload, source, destination, port) == null;
        }
    }
}
