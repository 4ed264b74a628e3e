package dev.lanyard.actors.ipv4;

import dev.lanyard.link.packet.InternetChecksum;
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

    private static final int VERSION_4 = 0x40;

    private Ipv4Header() {}

    /** Length in bytes of the header at the packet's head; 0 to 60, trustworthy after validation only. */
    public static int length(PacketBuffer packet) {
        return (packet.getByte(VERSION_IHL_OFFSET) & 0xf) * 4;
    }

    /**
     * Puts a header with its checksum in front of the packet.
     *
     * @param flags {@link #DONT_FRAGMENT} or 0
     * @param options up to 40 bytes, a multiple of 4
     */
    public static void prepend(
            PacketBuffer packet,
            int tos,
            int identification,
            int flags,
            int ttl,
            int protocol,
            int source,
            int destination,
            byte[] options) {
        packet.prepend(options.length);
        packet.bytes().put(packet.head(), options);
        prepend(packet, tos, identification, flags, ttl, protocol, source, destination);
        packet.putByte(VERSION_IHL_OFFSET, VERSION_4 | (MINIMUM_LENGTH + options.length) / 4);
        Fragmenter.seal(packet, MINIMUM_LENGTH + options.length);
    }

    /** The options in the header at the packet's head; empty if there are none. */
    public static byte[] options(PacketBuffer packet) {
        return optionsAt(packet, packet.head());
    }

    /** The options of a packet that the IPv4 layer delivered. */
    public static byte[] deliveredOptions(PacketBuffer packet) {
        return optionsAt(packet, packet.networkHeader());
    }

    private static byte[] optionsAt(PacketBuffer packet, int header) {
        int length = (packet.bytes().get(header) & 0xf) * 4 - MINIMUM_LENGTH;
        byte[] options = new byte[Math.max(0, length)];
        packet.bytes().get(header + MINIMUM_LENGTH, options);
        return options;
    }

    /** Writes options over those in the header at the packet's head, which are as long, and the checksum. */
    static void putOptions(PacketBuffer packet, byte[] options) {
        packet.bytes().put(packet.head() + MINIMUM_LENGTH, options);
        Fragmenter.seal(packet, MINIMUM_LENGTH + options.length);
    }

    /**
     * Puts a header without options and with its checksum in front of the packet.
     *
     * @param flags {@link #DONT_FRAGMENT} or 0
     */
    public static void prepend(
            PacketBuffer packet,
            int tos,
            int identification,
            int flags,
            int ttl,
            int protocol,
            int source,
            int destination) {
        packet.prepend(MINIMUM_LENGTH);
        packet.putByte(VERSION_IHL_OFFSET, VERSION_4 | MINIMUM_LENGTH / 4);
        packet.putByte(TOS_OFFSET, tos);
        packet.putShort(TOTAL_LENGTH_OFFSET, packet.length());
        packet.putShort(IDENTIFICATION_OFFSET, identification);
        packet.putShort(FLAGS_FRAGMENT_OFFSET, flags);
        packet.putByte(TTL_OFFSET, ttl);
        packet.putByte(PROTOCOL_OFFSET, protocol);
        packet.putShort(CHECKSUM_OFFSET, 0);
        packet.putInt(SOURCE_OFFSET, source);
        packet.putInt(DESTINATION_OFFSET, destination);
        int sum = InternetChecksum.sum(packet.bytes(), packet.head(), MINIMUM_LENGTH);
        packet.putShort(CHECKSUM_OFFSET, InternetChecksum.complement(sum));
        packet.markNetworkHeader();
    }

    /** A copy of a delivered packet, with the headers that were stripped from it. */
    public static PacketBuffer copy(PacketBuffer packet) {
        int stripped = packet.head() - packet.networkHeader();
        packet.prepend(stripped);
        PacketBuffer copy = packet.copy();
        packet.trimFront(stripped);
        copy.trimFront(stripped);
        return copy;
    }

    /** Protocol number of a packet that the IPv4 layer delivered. */
    public static int protocol(PacketBuffer packet) {
        return packet.bytes().get(packet.networkHeader() + PROTOCOL_OFFSET) & 0xff;
    }

    /** Flags and fragment offset of a delivered packet. */
    public static int flagsAndFragmentOffset(PacketBuffer packet) {
        return packet.bytes().getShort(packet.networkHeader() + FLAGS_FRAGMENT_OFFSET) & 0xffff;
    }

    /** Length in bytes of the header of a delivered packet. */
    public static int deliveredLength(PacketBuffer packet) {
        return (packet.bytes().get(packet.networkHeader()) & 0xf) * 4;
    }

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
