package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;

/** Decides which packets from an interface are for this host (RFC 791 §3.1, RFC 1122 §3.2.1). */
final class Ipv4Receiver {
    private Ipv4Receiver() {}

    /**
     * Validates the packet at the head; if it is good, cuts off what the link padded it with. Options are not interpreted.
     *
     * @param index of the interface that brought it
     * @param group whether the link brought it as a broadcast or multicast
     * @param groups that were joined
     * @return why the packet is dropped, or null
     */
    static Ipv4Drop accept(PacketBuffer packet, int index, boolean group, RoutingTable routes, Ipv4Groups groups) {
        Ipv4Drop drop = checkForm(packet);
        if (drop == null) {
            drop = checkSource(packet, routes);
        }
        if (drop == null) {
            drop = checkDestination(packet, index, group, routes, groups);
        }
        if (drop == null) {
            trim(packet);
        }
        return drop;
    }

    /** Cuts off what the link padded a packet with whose form is good. */
    static void trim(PacketBuffer packet) {
        packet.trimTo(packet.getUnsignedShort(Ipv4Header.TOTAL_LENGTH_OFFSET));
    }

    /** Marks the header of a packet that is known to be good and moves the head behind it, options included. */
    static void strip(PacketBuffer packet) {
        packet.markNetworkHeader();
        packet.trimFront(Ipv4Header.length(packet));
    }

    private static Ipv4Drop checkForm(PacketBuffer packet) {
        if (packet.length() < Ipv4Header.MINIMUM_LENGTH) {
            return Ipv4Drop.TRUNCATED;
        }
        if (packet.getUnsignedByte(Ipv4Header.VERSION_IHL_OFFSET) >>> 4 != 4) {
            return Ipv4Drop.BAD_VERSION;
        }
        int headerLength = Ipv4Header.length(packet);
        if (headerLength < Ipv4Header.MINIMUM_LENGTH || headerLength > packet.length()) {
            return Ipv4Drop.BAD_HEADER_LENGTH;
        }
        if (InternetChecksum.sum(packet.bytes(), packet.head(), headerLength) != 0xffff) {
            return Ipv4Drop.BAD_CHECKSUM;
        }
        int totalLength = packet.getUnsignedShort(Ipv4Header.TOTAL_LENGTH_OFFSET);
        if (totalLength < headerLength || totalLength > packet.length()) {
            return Ipv4Drop.BAD_TOTAL_LENGTH;
        }
        return null;
    }

    private static Ipv4Drop checkSource(PacketBuffer packet, RoutingTable routes) {
        int source = packet.getInt(Ipv4Header.SOURCE_OFFSET);
        int destination = packet.getInt(Ipv4Header.DESTINATION_OFFSET);
        if (Ipv4Address.isLoopback(source) || Ipv4Address.isLoopback(destination)) {
            return Ipv4Drop.LOOPBACK_ON_WIRE;
        }
        // A host that does not know its address yet may say so to all (RFC 1122 §3.2.1.3 (a)); so may a switch that
        // asks
        // for members, and a member without an address (RFC 4541 §2.1.1, RFC 3376 §4.2.13).
        boolean initializing =
                source == 0 && (destination == -1 || Ipv4Address.isMulticast(destination) && isIgmp(packet));
        if (!Ipv4Address.isUnicast(source) && !initializing || routes.isBroadcast(source)) {
            return Ipv4Drop.BAD_SOURCE;
        }
        return routes.isOwn(source) ? Ipv4Drop.SOURCE_IS_OURS : null;
    }

    private static boolean isIgmp(PacketBuffer packet) {
        return packet.getUnsignedByte(Ipv4Header.PROTOCOL_OFFSET) == IpProtocol.IGMP;
    }

    private static Ipv4Drop checkDestination(
            PacketBuffer packet, int index, boolean group, RoutingTable routes, Ipv4Groups groups) {
        int destination = packet.getInt(Ipv4Header.DESTINATION_OFFSET);
        if (routes.isOwn(destination)) {
            return group ? Ipv4Drop.UNICAST_IN_BROADCAST : null;
        }
        if (routes.isBroadcast(destination)) {
            return null;
        }
        return Ipv4Address.isMulticast(destination)
                ? groups.check(index, destination, packet.getInt(Ipv4Header.SOURCE_OFFSET))
                : Ipv4Drop.NOT_FOR_US;
    }

    /** Whether the packet at the head is a part of a datagram only. */
    static boolean isFragment(PacketBuffer packet) {
        int field = packet.getUnsignedShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET);
        return (field & (Ipv4Header.MORE_FRAGMENTS | Ipv4Header.FRAGMENT_OFFSET_MASK)) != 0;
    }
}
