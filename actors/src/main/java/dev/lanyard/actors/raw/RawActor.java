package dev.lanyard.actors.raw;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.RawEvent;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The raw sockets of a node: copies of whole datagrams of any protocol, besides what the node does with them, and packets of any
 * protocol to be sent, with headers of ours or of the user's (raw(7) of Linux).
 *
 * <p>If it fails, it restarts under the same reference without sockets: everything that waits on them fails.
 */
public final class RawActor {
    /** Sockets that may be open at a time. */
    static final int LIMIT = 1024;

    private final ActorRef<Ipv4Actor.Command> ipv4;
    private final ActorRef<IcmpReport> reports;
    private final Environment environment;
    private final RawCounters counters;
    private final ActorContext<LayerMessage> context;
    private final Map<Integer, Entry> sockets = new LinkedHashMap<>();
    private RoutingTable routes = RoutingTable.EMPTY;
    private int sequence;

    private RawActor(
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<IcmpReport> reports,
            Environment environment,
            ActorContext<LayerMessage> context) {
        this.ipv4 = ipv4;
        this.reports = reports;
        this.environment = environment;
        this.counters = environment.counters;
        this.context = context;
    }

    /** What raw sockets need of their node. */
    public record Environment(PacketAllocator allocator, RawCounters counters) {}

    private record Entry(RawSocket socket, CompletableFuture<Void> closed) {}

    /**
     * @param reports takes what is to be told by ICMP
     */
    public static Behavior<LayerMessage> create(
            ActorRef<Ipv4Actor.Command> ipv4, ActorRef<IcmpReport> reports, Environment environment) {
        return Behaviors.supervise(Behaviors.<LayerMessage>setup(
                        context -> new RawActor(ipv4, reports, environment, context).start()))
                .onFailure(SupervisorStrategy.restart());
    }

    private Behavior<LayerMessage> start() {
        bind();
        return Behaviors.receive((c, message) -> onMessage(message), (c, signal) -> {
            if (signal instanceof PostStop || signal instanceof PreRestart) {
                sockets.values().forEach(this::end);
                sockets.clear();
            }
            return Behaviors.same();
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof RawEvent.Delivered delivered) {
            onDelivered(delivered.packets(), delivered.unclaimed());
        } else if (message instanceof RawEvent.Failed failed) {
            onFailed(failed.error());
        } else if (message instanceof RawEvent.RoutesChanged changed) {
            routes = changed.routes();
        } else if (message instanceof RawCommand.Open open) {
            onOpen(open);
        } else if (message instanceof RawCommand.Close close) {
            onClose(close);
        } else if (message instanceof RawCommand command) {
            onCommand(command);
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    /** Tells the IPv4 layer which protocols somebody wants. */
    private void bind() {
        BitSet protocols = new BitSet();
        sockets.values().forEach(entry -> protocols.set(entry.socket.protocol));
        ipv4.tell(new Ipv4Actor.BindRaw(protocols, context.getSelf().narrow()));
    }

    private void onOpen(RawCommand.Open open) {
        int local = open.local().value();
        if (open.protocol() < 0 || open.protocol() > 255) {
            open.result().completeExceptionally(new SocketException("Protocol not supported: " + open.protocol()));
        } else if (local != 0
                && !routes.isLocal(local)
                && !routes.isBroadcast(local)
                && !Ipv4Address.isMulticast(local)) {
            open.result()
                    .completeExceptionally(
                            new BindException("Cannot assign requested address: " + open.local() + " is not ours"));
        } else if (sockets.size() == LIMIT) {
            open.result().completeExceptionally(new IOException("too many raw sockets are open: " + LIMIT));
        } else {
            Entry entry =
                    new Entry(new RawSocket(open.protocol(), open.local(), open.options()), new CompletableFuture<>());
            int id = ++sequence;
            sockets.put(id, entry);
            counters.sockets.increment();
            bind();
            open.result().complete(new RawCommand.Opened(id, entry.closed));
        }
    }

    private void onClose(RawCommand.Close close) {
        Entry entry = sockets.remove(close.id());
        if (entry != null) {
            bind();
            end(entry);
        }
    }

    private void end(Entry entry) {
        counters.sockets.decrement();
        entry.socket.queue.close(new SocketException("Socket closed"));
        entry.closed.complete(null);
    }

    /** A command to a socket; if that is gone, its end has failed the result. */
    private void onCommand(RawCommand command) {
        if (command instanceof RawCommand.Send send && sockets.containsKey(send.id())) {
            onSend(send, sockets.get(send.id()).socket);
        } else if (command instanceof RawCommand.Receive receive && sockets.containsKey(receive.id())) {
            sockets.get(receive.id()).socket.queue.receive(receive.result());
        } else if (command instanceof RawCommand.Connect connect && sockets.containsKey(connect.id())) {
            sockets.get(connect.id()).socket.connect(connect.remote());
            connect.done().complete(null);
        } else if (command instanceof RawCommand.Configure configure && sockets.containsKey(configure.id())) {
            sockets.get(configure.id()).socket.options(configure.options());
            configure.done().complete(null);
        }
    }

    private void onSend(RawCommand.Send send, RawSocket socket) {
        IOException error = socket.queue.takeError();
        Ipv4Address destination = RawOutput.destination(socket, send.destination(), send.packet());
        if (error == null && destination == null) {
            boolean header = socket.writesHeader();
            error = header
                    ? RawOutput.describe(RawDrop.BAD_HEADER)
                    : new SocketException("Destination address required: the socket is not connected");
        }
        if (error == null) {
            RawDrop drop = RawOutput.check(socket, destination, send.packet(), routes);
            if (drop == null) {
                transmit(send, socket, destination.value());
            } else {
                counters.group.drop(drop);
                error = RawOutput.describe(drop);
            }
        }
        if (error == null) {
            send.done().complete(null);
        } else {
            send.done().completeExceptionally(error);
        }
    }

    private void transmit(RawCommand.Send send, RawSocket socket, int destination) {
        PacketBuffer packet = environment.allocator.allocate(send.packet().remaining());
        packet.append(send.packet());
        counters.sent.increment();
        if (socket.writesHeader()) {
            ipv4.tell(new Ipv4Actor.TransmitWhole(packet, destination));
            return;
        }
        RawOptions options = socket.options();
        int local = socket.local.value();
        ipv4.tell(new Ipv4Actor.Transmit(
                        packet,
                        routes.isLocal(local) ? local : 0,
                        destination,
                        socket.protocol,
                        options.tos(),
                        options.ttl(),
                        options.dontFragment())
                .withOptions(options.options()));
    }

    private void onDelivered(PacketBatch packets, boolean unclaimed) {
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            boolean wanted = deliver(packet);
            if (wanted || !unclaimed) {
                packet.release();
            } else {
                counters.group.drop(RawDrop.NO_SOCKET);
                reports.tell(
                        new IcmpReport(IcmpType.DESTINATION_UNREACHABLE, IcmpType.PROTOCOL_UNREACHABLE, 0, packet));
            }
        }
    }

    /** Gives each socket that wants it a copy; says whether there is one. */
    private boolean deliver(PacketBuffer packet) {
        boolean wanted = false;
        for (Entry entry : sockets.values()) {
            RawSocket socket = entry.socket;
            if (!socket.wants(packet)) {
                continue;
            }
            wanted = true;
            if (socket.isFiltered(packet)) {
                continue;
            }
            RawDrop drop = socket.take(packet);
            if (drop == null) {
                counters.received.increment();
            } else {
                counters.group.drop(drop);
            }
        }
        return wanted;
    }

    private void onFailed(IcmpError error) {
        for (Entry entry : sockets.values()) {
            if (entry.socket.concerns(error)) {
                counters.errors.increment();
                entry.socket.queue.fail(error.toException());
            }
        }
    }
}
