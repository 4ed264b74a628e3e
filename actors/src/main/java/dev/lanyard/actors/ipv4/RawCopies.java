package dev.lanyard.actors.ipv4;

import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.SoftwareOffload;

/** Copies of delivered packets for those who want them whole. */
final class RawCopies {
    private RawCopies() {}

    /**
     * Copies of packets whose heads are behind their headers, with heads at these.
     *
     * @param release whether nobody else is going to have the packets
     */
    static PacketBatch of(PacketBatch packets, boolean release) {
        PacketBatch copies = new PacketBatch();
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            int header = packet.head() - packet.networkHeader();
            packet.prepend(header);
            copies.add(SoftwareOffload.completedCopy(packet));
            packet.trimFront(header);
        }
        if (release) {
            packets.release();
        }
        return copies;
    }
}
