package dev.lanyard.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import dev.lanyard.link.packet.PacketPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One end of a cable between two stacks, with a delay of a millisecond: the simplest link that can be. */
final class TestWire {
    static final Duration DELAY = Duration.ofMillis(1);

    private final PacketPool pool;
    final List<byte[]> frames = new ArrayList<>();
    private ActorRef<Link.Event> upper;
    private ActorRef<LayerMessage> peer;

    /**
     * @param pool from which received frames are lent, or null for the heap
     */
    TestWire(PacketPool pool) {
        this.pool = pool;
    }

    ActorRef<Link.Event> upper() {
        return upper;
    }

    record Connect(ActorRef<LayerMessage> peer) implements LayerMessage {}

    /** Frames that come at once, as bytes on the cable. */
    record Arrived(List<byte[]> frames) implements LayerMessage {}

    record Cut() implements LayerMessage {}

    Behavior<LayerMessage> behavior() {
        return Behaviors.receive((context, message) -> {
            if (message instanceof Link.Attach attach) {
                upper = attach.upper();
                upper.tell(new Link.Up(new LinkCapabilities(1500, false, 0)));
            } else if (message instanceof Connect connect) {
                peer = connect.peer();
            } else if (message instanceof Link.Transmit transmit) {
                byte[] frame = finish(transmit.frame());
                frames.add(frame);
                if (peer != null) {
                    context.scheduleOnce(DELAY, peer, new Arrived(List.of(frame)));
                }
            } else if (message instanceof Arrived arrived) {
                receive(arrived.frames);
            } else if (message instanceof Cut) {
                upper.tell(new Link.Down("cut"));
            }
            return Behaviors.same();
        });
    }

    private void receive(List<byte[]> arrived) {
        PacketBatch batch = new PacketBatch();
        for (byte[] frame : arrived) {
            PacketBuffer packet = pool == null ? PacketBuffer.allocate(frame.length) : pool.allocate(frame.length);
            packet.append(frame, 0, frame.length);
            batch.add(packet);
        }
        upper.tell(new Link.Received(batch));
    }

    private static byte[] finish(PacketBuffer frame) {
        if (frame.checksum() == ChecksumState.PARTIAL) {
            int start = frame.checksumStart();
            int sum = InternetChecksum.sum(frame.bytes(), start, frame.tail() - start);
            int checksum = InternetChecksum.complement(sum);
            frame.bytes().putShort(start + frame.checksumOffset(), (short) (checksum == 0 ? 0xffff : checksum));
        }
        byte[] bytes = frame.toByteArray();
        frame.release();
        return bytes;
    }
}
