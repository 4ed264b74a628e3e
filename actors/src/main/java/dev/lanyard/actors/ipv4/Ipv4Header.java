package dev.lanyard.actors.ipv4;

import dev.lanyard.link.packet.PacketBuffer;

/** The IPv4 header (RFC 791 §3.1) as a flyweight over a packet. */
public final class Ipv4Header {
    public static final int MINIMUM_LENGTH = 20;
    public static final int MAXIMUM_LENGTH = 60;

    public static final int VERSION_IHL_OFFSET = 0;
    public static final int TOS_OFFSET = 1;
    public static final int TOTAL_LENGTH_OFFSET = 2;
    public static final int IDENTIFICATION_OFFSET = 4;
    public static final int FLAGS_FRAGMENT_OFFSET = 6;
    public static final int TTL_OFFSET = 8;
    public static final int PROTOCOL_OFFSET = 9;
    public static final int CHECKSUM_OFFSET = 10;
    public static final int SOURCE_OFFSET = 12;
    public static final int DESTINATION_OFFSET = 16;

    public static final int DONT_FRAGMENT = 0x4000;
    public static final int MORE_FRAGMENTS = 0x2000;
    public static final int FRAGMENT_OFFSET_MASK = 0x1fff;

    private Ipv4Header() {}

    /** Source address of a packet that the IPv4 layer delivered, whose head is behind the header. */
    public static int source(PacketBuffer packet) {
        return packet.bytes().getInt(packet.networkHeader() + SOURCE_OFFSET);
    }

    /** Destination address of a packet that the IPv4 layer delivered. */
    public static int destination(PacketBuffer packet) {
        return packet.bytes().getInt(packet.networkHeader() + DESTINATION_OFFSET);
    }

    /** Time to live that a delivered packet arrived with. */
    public static int ttl(PacketBuffer packet) {
        return packet.bytes().get(packet.networkHeader() + TTL_OFFSET) & 0xff;
    }

    /** Type of service octet that a delivered packet arrived with: DSCP and ECN (RFC 2474, RFC 3168). */
    public static int tos(PacketBuffer packet) {
        return packet.bytes().get(packet.networkHeader() + TOS_OFFSET) & 0xff;
    }
}
