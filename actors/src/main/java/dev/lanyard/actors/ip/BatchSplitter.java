package dev.lanyard.actors.ip;

import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits what arrives for a protocol by who it is for. A batch for one receiver, which most are, is passed on as it is; the
 * order of packets for a receiver stays. For one thread.
 *
 * @param <R> who packets are for
 */
public abstract class BatchSplitter<R extends BatchSplitter.Receiver> {
    private final List<R> others = new ArrayList<>();

    /** Somebody whom packets are for. */
    public abstract static class Receiver {
        /** What of the batch at hand is for this receiver, or null. */
        private PacketBatch aside;
    }

    /** Who the packet is for, or null if it has been taken care of. */
    protected abstract R receiver(PacketBuffer packet);

    /** Hands the receiver what is for it. */
    protected abstract void handUp(R receiver, PacketBatch packets);

    /** Hands up all packets of a batch. */
    public final void split(PacketBatch packets) {
        R main = null;
        int kept = 0;
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            R receiver = receiver(packet);
            if (receiver == null) {
                continue;
            }
            main = main == null ? receiver : main;
            if (receiver == main) {
                packets.set(kept++, packet);
            } else {
                setAside(receiver, packet);
            }
        }
        packets.truncate(kept);
        if (main != null) {
            handUp(main, packets);
        }
        for (int i = 0; i < others.size(); i++) {
            R other = others.get(i);
            PacketBatch aside = ((Receiver) other).aside;
            ((Receiver) other).aside = null;
            handUp(other, aside);
        }
        others.clear();
    }

    /** Keeps a packet, or a copy of it, for a receiver to the end of the batch. */
    protected final void setAside(R receiver, PacketBuffer packet) {
        Receiver other = receiver;
        if (other.aside != null) {
            other.aside.add(packet);
        } else {
            other.aside = PacketBatch.of(packet);
            others.add(receiver);
        }
    }
}
