package dev.lanyard.actors.packet;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ethernet.TapCommand;
import dev.lanyard.actors.ip.ReceiveQueue;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import java.io.IOException;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The packet sockets of a node: whole frames that an interface receives and sends, and frames to be sent as they are (packet(7)
 * of Linux).
 *
 * <p>If it fails, it restarts under the same reference without sockets: everything that waits on them fails.
 */
public final class PacketActor {
    /** Sockets that may be open at a time. */
    static final int LIMIT = 256;

    private final Environment environment;
    private final PacketCounters counters;
    private final ActorContext<LayerMessage> context;
    private final Map<Integer, ActorRef<EthernetActor.Command>> interfaces;
    private final Map<Integer, Socket> sockets = new LinkedHashMap<>();
    private int sequence;

    private PacketActor(
            Environment environment,
            Map<Integer, ActorRef<EthernetActor.Command>> interfaces,
            ActorContext<LayerMessage> context) {
        this.environment = environment;
        this.counters = environment.counters;
        this.interfaces = interfaces;
        this.context = context;
    }

    /** What packet sockets need of their node. */
    public record Environment(Clock clock, PacketAllocator allocator, PacketCounters counters) {}

    private record Socket(int interfaceIndex, ReceiveQueue<CapturedFrame> queue, CompletableFuture<Void> closed) {}

    public static Behavior<LayerMessage> create(Environment environment) {
        return Behaviors.setup(outside -> {
            Map<Integer, ActorRef<EthernetActor.Command>> interfaces = new TreeMap<>(); // outlives a restart
            return Behaviors.supervise(Behaviors.<LayerMessage>setup(
                            context -> new PacketActor(environment, interfaces, context).start()))
                    .onFailure(SupervisorStrategy.restart());
        });
    }

    private Behavior<LayerMessage> start() {
        return Behaviors.receive((c, message) -> onMessage(message), (c, signal) -> {
            if (signal instanceof PostStop || signal instanceof PreRestart) {
                sockets.forEach(this::end);
                sockets.clear();
            }
            return Behaviors.same();
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof TapCommand.Seen seen) {
            onSeen(seen);
        } else if (message instanceof PacketCommand.Send send) {
            onSend(send);
        } else if (message instanceof PacketCommand.Receive receive) {
            Socket socket = sockets.get(receive.id());
            if (socket != null) {
                socket.queue.receive(receive.result());
            }
        } else if (message instanceof PacketCommand.Open open) {
            onOpen(open);
        } else if (message instanceof PacketCommand.Close close) {
            Socket socket = sockets.remove(close.id());
            if (socket != null) {
                end(close.id(), socket);
            }
        } else if (message instanceof PacketCommand.Attach attach) {
            interfaces.put(attach.index(), attach.ethernet());
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private void onOpen(PacketCommand.Open open) {
        ActorRef<EthernetActor.Command> ethernet = interfaces.get(open.interfaceIndex());
        if (ethernet == null) {
            open.result()
                    .completeExceptionally(
                            new SocketException("No such device: there is no interface " + open.interfaceIndex()));
            return;
        }
        if (sockets.size() == LIMIT) {
            open.result().completeExceptionally(new IOException("too many packet sockets are open: " + LIMIT));
            return;
        }
        int id = ++sequence;
        Socket socket = new Socket(
                open.interfaceIndex(),
                new ReceiveQueue<>(open.receiveBuffer(), frame -> frame.bytes().length),
                new CompletableFuture<>());
        sockets.put(id, socket);
        counters.sockets.increment();
        ethernet.tell(new TapCommand.Open(
                id, open.etherType(), open.filter(), context.getSelf().narrow()));
        open.result().complete(new PacketCommand.Opened(id, socket.closed));
    }

    private void onSend(PacketCommand.Send send) {
        Socket socket = sockets.get(send.id());
        if (socket != null) {
            PacketBuffer frame = environment.allocator.allocate(send.frame().remaining());
            frame.append(send.frame());
            counters.sent.increment();
            interfaces.get(socket.interfaceIndex).tell(new TapCommand.Send(frame, send.id(), send.done()));
        }
    }

    private void onSeen(TapCommand.Seen seen) {
        Socket socket = sockets.get(seen.tap());
        if (socket != null && socket.queue.accepts(seen.frame().length())) {
            counters.received.increment();
            socket.queue.offer(new CapturedFrame(
                    environment.clock.instant(),
                    seen.type(),
                    socket.interfaceIndex,
                    seen.frame().toByteArray()));
        } else if (socket != null) {
            counters.group.drop(PacketDrop.RECEIVE_QUEUE_FULL);
        }
        seen.frame().release();
    }

    private void end(int id, Socket socket) {
        counters.sockets.decrement();
        interfaces.get(socket.interfaceIndex).tell(new TapCommand.Close(id));
        socket.queue.close(new SocketException("Socket closed"));
        socket.closed.complete(null);
    }
}
