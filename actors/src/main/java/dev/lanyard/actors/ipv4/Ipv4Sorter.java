package dev.lanyard.actors.ipv4;

import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayList;
import java.util.List;

/** Splits batches by protocol; one in which all packets are of the same protocol is passed on as it is. */
final class Ipv4Sorter {
    private final List<PacketBatch> others = new ArrayList<>();

    /** Takes the packets of one protocol, which it owns from then on. */
    @FunctionalInterface
    interface Taker {
        void take(int protocol, PacketBatch packets);
    }

    /** Hands over the packets of a batch, in order within each protocol, whose heads are behind their headers. */
    void sort(PacketBatch packets, Taker taker) {
        if (packets.isEmpty()) {
            return;
        }
        int first = Ipv4Header.protocol(packets.get(0));
        int kept = 0;
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            int protocol = Ipv4Header.protocol(packet);
            if (protocol == first) {
                packets.set(kept++, packet);
            } else {
                setAside(protocol, packet);
            }
        }
        packets.truncate(kept);
        taker.take(first, packets);
        for (int i = 0; i < others.size(); i++) {
            taker.take(Ipv4Header.protocol(others.get(i).get(0)), others.get(i));
        }
        others.clear();
    }

    private void setAside(int protocol, PacketBuffer packet) {
        for (int i = 0; i < others.size(); i++) {
            if (Ipv4Header.protocol(others.get(i).get(0)) == protocol) {
                others.get(i).add(packet);
                return;
            }
        }
        others.add(PacketBatch.of(packet));
    }
}
