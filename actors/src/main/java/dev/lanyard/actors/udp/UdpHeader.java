package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;

/** The UDP header (RFC 768) as a flyweight over a packet. */
public final class UdpHeader {
    public static final int LENGTH = 8;

    public static final int SOURCE_PORT_OFFSET = 0;
    public static final int DESTINATION_PORT_OFFSET = 2;
    public static final int LENGTH_OFFSET = 4;
    public static final int CHECKSUM_OFFSET = 6;

    /** Bytes of the largest payload: what an IPv4 packet of 65,535 bytes leaves. */
    public static final int MAXIMUM_PAYLOAD = 65_535 - Ipv4Header.MINIMUM_LENGTH - LENGTH;

    private UdpHeader() {}

    /** Source port of a packet that came up from IPv4, wherever its head is by now. */
    public static int sourcePort(PacketBuffer packet) {
        return packet.bytes().getShort(index(packet) + SOURCE_PORT_OFFSET) & 0xffff;
    }

    /** Destination port of a packet that came up from IPv4. */
    public static int destinationPort(PacketBuffer packet) {
        return packet.bytes().getShort(index(packet) + DESTINATION_PORT_OFFSET) & 0xffff;
    }

    private static int index(PacketBuffer packet) {
        return packet.networkHeader() + Ipv4Header.deliveredLength(packet);
    }

    /**
     * Validates the datagram at the head, as IPv4 delivered it; if it is good, leaves its payload between head and tail.
     *
     * @return why it is dropped, or null
     */
    public static UdpDrop strip(PacketBuffer packet) {
        if (packet.length() < LENGTH) {
            return UdpDrop.TRUNCATED;
        }
        int length = packet.getUnsignedShort(LENGTH_OFFSET);
        if (length < LENGTH || length > packet.length()) {
            return UdpDrop.BAD_LENGTH;
        }
        packet.trimTo(length);
        // Zero says that the sender made none.
        if (packet.checksum() == ChecksumState.UNKNOWN && packet.getUnsignedShort(CHECKSUM_OFFSET) != 0) {
            int pseudo = InternetChecksum.pseudoHeader(
                    Ipv4Header.source(packet), Ipv4Header.destination(packet), IpProtocol.UDP, length);
            int sum = InternetChecksum.sum(packet.bytes(), packet.head(), length);
            if (InternetChecksum.fold(pseudo + sum) != 0xffff) {
                return UdpDrop.BAD_CHECKSUM;
            }
        }
        packet.trimFront(LENGTH);
        return null;
    }

    /**
     * Puts a header in front of a payload. The checksum is partial: who completes it writes 0xffff for a sum of zero, because zero
     * in the field means that there is none.
     */
    public static void prepend(PacketBuffer payload, int source, int sourcePort, int destination, int destinationPort) {
        payload.prepend(LENGTH);
        int length = payload.length();
        payload.putShort(SOURCE_PORT_OFFSET, sourcePort);
        payload.putShort(DESTINATION_PORT_OFFSET, destinationPort);
        payload.putShort(LENGTH_OFFSET, length);
        payload.putShort(CHECKSUM_OFFSET, InternetChecksum.pseudoHeader(source, destination, IpProtocol.UDP, length));
        payload.checksumPartial(0, CHECKSUM_OFFSET);
    }
}
