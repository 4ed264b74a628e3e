package dev.lanyard.apps.robustness;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.fuzz.Overheard;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.SoftwareOffload;
import dev.lanyard.node.LinkFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The link of a node in a test, which hears everything, says whatever it likes, and may be plugged into another one. */
final class WatchedLink {
    static final int MTU = 1500;
    private static final Duration DELAY = Duration.ofMillis(1);

    /** What the node sent, as far as generators care. */
    final Overheard overheard = new Overheard();
    /** What the node sent since this list was emptied last; null if nobody wants to know. */
    List<byte[]> sent;

    private final PacketAllocator pool;
    private final ActorRef<LayerMessage> self;
    private ActorRef<Link.Event> upper;
    private ActorRef<LayerMessage> peer;
    private Cable cable = (frame, delivery) -> delivery.accept(DELAY, frame);

    /**
     * @param pool from which received frames are lent
     */
    WatchedLink(LoopSystem system, String name, PacketAllocator pool) {
        this.pool = pool;
        this.self = system.spawn(behavior(), name);
    }

    /** What becomes of a frame between two links. */
    @FunctionalInterface
    interface Cable {
        void carry(byte[] frame, BiConsumer<Duration, byte[]> delivery);
    }

    private record Detached(ActorRef<Link.Event> upper) implements LayerMessage {}

    private record Arrived(List<byte[]> frames) implements LayerMessage {}

    LinkFactory factory() {
        return LinkFactory.existing(self.narrow());
    }

    /** From now on, what one sends the other receives. */
    static void plug(WatchedLink one, WatchedLink other) {
        one.peer = other.self;
        other.peer = one.self;
    }

    /** The same over a cable that does to frames what it likes. */
    static void plug(WatchedLink one, WatchedLink other, Cable cable) {
        plug(one, other);
        one.cable = cable;
        other.cable = cable;
    }

    /** Frames arrive at once, as the loop gets to it. */
    void arrive(List<byte[]> frames) {
        self.tell(new Arrived(frames));
    }

    void down() {
        tell(new Link.Down("pulled"));
    }

    void up() {
        tell(new Link.Up(new LinkCapabilities(MTU, false, 0)));
    }

    private void tell(Link.Event event) {
        if (upper != null) {
            upper.tell(event);
        }
    }

    private Behavior<LayerMessage> behavior() {
        return Behaviors.receive((context, message) -> {
            if (message instanceof Link.Attach attach) {
                upper = attach.upper();
                context.watchWith(upper, new Detached(upper));
                up();
            } else if (message instanceof Link.Transmit transmit) {
                SoftwareOffload.finish(transmit.frame(), PacketAllocator.HEAP, finished -> {
                    byte[] bytes = finished.toByteArray();
                    finished.release();
                    overheard.heard(bytes);
                    if (sent != null) {
                        sent.add(bytes);
                    }
                    if (peer != null) {
                        ActorRef<LayerMessage> to = peer;
                        cable.carry(
                                bytes, (delay, frame) -> context.scheduleOnce(delay, to, new Arrived(List.of(frame))));
                    }
                });
            } else if (message instanceof Detached detached) {
                upper = detached.upper == upper ? null : upper;
            } else if (message instanceof Arrived arrived) {
                receive(arrived.frames);
            }
            return Behaviors.same();
        });
    }

    private void receive(List<byte[]> frames) {
        if (upper == null) {
            return;
        }
        PacketBatch batch = new PacketBatch();
        for (byte[] frame : frames) {
            PacketBuffer packet = pool.allocate(frame.length);
            packet.append(frame, 0, frame.length);
            batch.add(packet);
        }
        upper.tell(new Link.Received(batch));
    }

    /** An empty list to collect what is sent from now on. */
    List<byte[]> record() {
        sent = new ArrayList<>();
        return sent;
    }
}
