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
            copies.add(complete(packet.copy()));
            packet.trimFront(header);
        }
        if (release) {
            packets.release();
        }
        return copies;
    }

    /** Completes a checksum that was left to a link: what a packet that never came to one has. */
    private static PacketBuffer complete(PacketBuffer copy) {
        int checksum = SoftwareOffload.completedChecksum(copy);
        if (checksum >= 0) {
            copy.bytes().putShort(copy.checksumStart() + copy.checksumOffset(), (short) checksum);
            copy.checksumVerified();
        }
        return copy;
    }
}
