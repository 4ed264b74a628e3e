package dev.lanyard.actors.icmp;

import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;

/** The first eight bytes of an ICMP message (RFC 792) as a flyweight over a packet whose head they stand at. */
public final class IcmpHeader {
    public static final int LENGTH = 8;

    public static final int TYPE_OFFSET = 0;
    public static final int CODE_OFFSET = 1;
    public static final int CHECKSUM_OFFSET = 2;
    /** Of echo and echo reply. */
    public static final int IDENTIFIER_OFFSET = 4;
    /** Of echo and echo reply. */
    public static final int SEQUENCE_OFFSET = 6;
    /** Of fragmentation needed (RFC 1191 §4). */
    public static final int NEXT_HOP_MTU_OFFSET = 6;

    /** Of redirect. */
    public static final int GATEWAY_OFFSET = 4;

    private IcmpHeader() {}

    public static int type(PacketBuffer packet) {
        return packet.getUnsignedByte(TYPE_OFFSET);
    }

    public static int code(PacketBuffer packet) {
        return packet.getUnsignedByte(CODE_OFFSET);
    }

    public static int identifier(PacketBuffer packet) {
        return packet.getUnsignedShort(IDENTIFIER_OFFSET);
    }

    public static int sequence(PacketBuffer packet) {
        return packet.getUnsignedShort(SEQUENCE_OFFSET);
    }

    /** Why the message at the head is malformed, or null if it is not. */
    public static IcmpDrop check(PacketBuffer packet) {
        if (packet.length() < LENGTH) {
            return IcmpDrop.TRUNCATED;
        }
        if (packet.checksum() == ChecksumState.UNKNOWN
                && InternetChecksum.sum(packet.bytes(), packet.head(), packet.length()) != 0xffff) {
            return IcmpDrop.BAD_CHECKSUM;
        }
        return null;
    }

    /**
     * Puts a header with its checksum in front of what the message carries.
     *
     * @param rest the second word: identifier and sequence number, or next-hop MTU, or pointer
     */
    public static void prepend(PacketBuffer packet, int type, int code, int rest) {
        packet.prepend(LENGTH);
        packet.putByte(TYPE_OFFSET, type);
        packet.putByte(CODE_OFFSET, code);
        packet.putShort(CHECKSUM_OFFSET, 0);
        packet.putInt(IDENTIFIER_OFFSET, rest);
        int sum = InternetChecksum.sum(packet.bytes(), packet.head(), packet.length());
        packet.putShort(CHECKSUM_OFFSET, InternetChecksum.complement(sum));
    }
}
