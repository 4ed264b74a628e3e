package dev.lanyard.actors.ethernet;

import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.Arrays;

/** The header of an Ethernet II frame (RFC 894) as a flyweight over a packet whose head it stands at. */
public final class EthernetHeader {
    public static final int LENGTH = 14;

    public static final int DESTINATION_OFFSET = 0;
    public static final int SOURCE_OFFSET = 6;
    public static final int ETHERTYPE_OFFSET = 12;

    /** 01:00:5e:00:00:00, below which the low 23 bits of a group address stand (RFC 1112 §6.4). */
    private static final long IPV4_MULTICAST = 0x0100_5e00_0000L;

    /** 224.0.0.1, the group of all hosts, which every host belongs to (RFC 1112 §4). */
    private static final long ALL_HOSTS = IPV4_MULTICAST | 1;

    private EthernetHeader() {}

    /** Destination as {@link MacAddress#value()}. */
    public static long destination(PacketBuffer frame) {
        return frame.getMac(DESTINATION_OFFSET);
    }

    /** Source as {@link MacAddress#value()}. */
    public static long source(PacketBuffer frame) {
        return frame.getMac(SOURCE_OFFSET);
    }

    public static int etherType(PacketBuffer frame) {
        return frame.getUnsignedShort(ETHERTYPE_OFFSET);
    }

    /** Puts a header in front of the packet. */
    public static void prepend(PacketBuffer packet, long destination, long source, int etherType) {
        packet.prepend(LENGTH);
        packet.putMac(DESTINATION_OFFSET, destination);
        packet.putMac(SOURCE_OFFSET, source);
        packet.putShort(ETHERTYPE_OFFSET, etherType);
    }

    /** The address that a group's packets are sent to (RFC 1112 §6.4). */
    public static MacAddress ofGroup(int group) {
        return new MacAddress(IPV4_MULTICAST | group & 0x7f_ffff);
    }

    /**
     * Why a station does not take the frame, or null if it does.
     *
     * @param own its address
     * @param groups that it has joined, in ascending order; that of all hosts goes without saying
     */
    public static EthernetDrop check(PacketBuffer frame, long own, long[] groups) {
        if (frame.length() < LENGTH) {
            return EthernetDrop.TRUNCATED;
        }
        if (MacAddress.isGroup(source(frame))) {
            return EthernetDrop.GROUP_SOURCE;
        }
        long destination = destination(frame);
        if (destination == own || destination == MacAddress.BROADCAST.value() || destination == ALL_HOSTS) {
            return null;
        }
        if (!MacAddress.isGroup(destination)) {
            return EthernetDrop.NOT_FOR_US;
        }
        return Arrays.binarySearch(groups, destination) >= 0 ? null : EthernetDrop.NOT_OUR_GROUP;
    }
}
