package dev.lanyard.actors.ipv4;

import dev.lanyard.link.packet.PacketBuffer;

/** The options of an IPv4 header (RFC 791 §3.1), as far as a router has to look at them. */
final class Ipv4Options {
    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int LOOSE_SOURCE_ROUTE = 131;
    private static final int STRICT_SOURCE_ROUTE = 137;

    private Ipv4Options() {}

    /** Offset from the head of the octet that makes the options malformed, or -1 if they are well-formed. */
    static int problem(PacketBuffer packet) {
        int end = Ipv4Header.length(packet);
        for (int at = Ipv4Header.MINIMUM_LENGTH; at < end && packet.getUnsignedByte(at) != END; ) {
            int length = lengthAt(packet, at, end);
            if (length < 0) {
                return Math.min(at + 1, end - 1);
            }
            at += length;
        }
        return -1;
    }

    /** Whether well-formed options name the routers that the packet is to pass. */
    static boolean isSourceRouted(PacketBuffer packet) {
        int end = Ipv4Header.length(packet);
        for (int at = Ipv4Header.MINIMUM_LENGTH; at < end && packet.getUnsignedByte(at) != END; ) {
            int type = packet.getUnsignedByte(at);
            if (type == LOOSE_SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE) {
                return true;
            }
            at += lengthAt(packet, at, end);
        }
        return false;
    }

    /** Bytes of an option, or -1 if it says what cannot be. */
    private static int lengthAt(PacketBuffer packet, int at, int end) {
        if (packet.getUnsignedByte(at) == NO_OPERATION) {
            return 1;
        }
        int length = at + 1 < end ? packet.getUnsignedByte(at + 1) : 0;
        return length >= 2 && at + length <= end ? length : -1;
    }
}
