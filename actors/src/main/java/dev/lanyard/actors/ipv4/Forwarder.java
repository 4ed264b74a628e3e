package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.function.IntFunction;

/** Passes on packets that are for others: what makes a node a router (RFC 1812 §5). */
final class Forwarder {
    private static final int TCP_MINIMUM = 20;
    private static final int TCP_DATA_OFFSET = 12;

    private final Output output;
    private final Ipv4Counters counters;
    private final IntFunction<Route> lookup;

    /** What the forwarder wants done. Packets that it hands over belong to the output. */
    interface Output {
        /** Send a packet, head at its header, in fragments if it exceeds the MTU. */
        void send(PacketBuffer packet, Route route);

        /** Let ICMP tell the sender. The packet's header is marked. */
        void report(int type, int code, int information, PacketBuffer packet);
    }

    Forwarder(Output output, Ipv4Counters counters, IntFunction<Route> lookup) {
        this.output = output;
        this.counters = counters;
        this.lookup = lookup;
    }

    /**
     * Forwards a packet that came to this station alone and is for an address that is not ours.
     *
     * @param packet head at a valid header, cut to its total length; handed over
     * @param arrivedOn index of its interface
     * @param redirects whether its sender may be told of a better first hop
     */
    void forward(PacketBuffer packet, int arrivedOn, boolean redirects, RoutingTable routes) {
        packet.markNetworkHeader();
        int source = packet.getInt(Ipv4Header.SOURCE_OFFSET);
        int destination = packet.getInt(Ipv4Header.DESTINATION_OFFSET);
        if (staysOnItsLink(source) || staysOnItsLink(destination) || !Ipv4Address.isUnicast(destination)) {
            counters.group.drop(Ipv4Drop.NOT_TO_BE_FORWARDED);
            packet.release();
            return;
        }
        int option = Ipv4Options.problem(packet);
        if (option >= 0) {
            refuse(packet, Ipv4Drop.BAD_OPTION, IcmpType.PARAMETER_PROBLEM, 0, option << 24);
        } else if (Ipv4Options.isSourceRouted(packet)) {
            refuse(packet, Ipv4Drop.SOURCE_ROUTED, IcmpType.DESTINATION_UNREACHABLE, IcmpType.SOURCE_ROUTE_FAILED, 0);
        } else if (packet.getUnsignedByte(Ipv4Header.TTL_OFFSET) <= 1) {
            refuse(packet, Ipv4Drop.TTL_EXCEEDED, IcmpType.TIME_EXCEEDED, IcmpType.TTL_EXCEEDED, 0);
        } else {
            route(packet, source, destination, arrivedOn, redirects, routes);
        }
    }

    private void route(
            PacketBuffer packet, int source, int destination, int arrivedOn, boolean redirects, RoutingTable routes) {
        Route route = lookup.apply(destination);
        if (route == null) {
            refuse(packet, Ipv4Drop.NO_ROUTE, IcmpType.DESTINATION_UNREACHABLE, IcmpType.NET_UNREACHABLE, 0);
            return;
        }
        int mtu = route.capabilities().mtu();
        if (!fits(packet, route)) {
            refuse(packet, Ipv4Drop.TOO_LARGE, IcmpType.DESTINATION_UNREACHABLE, IcmpType.FRAGMENTATION_NEEDED, mtu);
            return;
        }
        int nextHop = route.nextHop().value();
        if (redirects && route.interfaceIndex() == arrivedOn && routes.areNeighbours(arrivedOn, source, nextHop)) {
            counters.redirectsSent.increment();
            output.report(IcmpType.REDIRECT, IcmpType.REDIRECT_HOST, nextHop, packet.copy());
        }
        PacketBuffer own = packet.exclusive();
        decrementTtl(own);
        counters.forwarded.increment();
        output.send(own, route);
    }

    /** Whether a packet to a group is one that a multicast router would pass on (RFC 1112 §7). */
    static boolean isForRouters(PacketBuffer packet) {
        return packet.getUnsignedByte(Ipv4Header.TTL_OFFSET) > 1
                && !Ipv4Address.isLinkLocalMulticast(packet.getInt(Ipv4Header.DESTINATION_OFFSET));
    }

    /** 169.254/16 (RFC 3927 §7); 127/8 was refused before. */
    private static boolean staysOnItsLink(int address) {
        return address >>> 16 == 0xa9fe;
    }

    /** Whether the link takes the packet, as it is, in segments that it cuts itself or in fragments. */
    private static boolean fits(PacketBuffer packet, Route route) {
        int mtu = route.capabilities().mtu();
        if (packet.segmentSize() > 0) {
            int header = Ipv4Header.length(packet);
            int transport = packet.length() < header + TCP_MINIMUM
                    ? TCP_MINIMUM
                    : (packet.getUnsignedByte(header + TCP_DATA_OFFSET) >>> 4) * 4;
            return header + transport + packet.segmentSize() <= mtu
                    && packet.length() <= Ipv4Sender.limit(packet, route);
        }
        int field = packet.getUnsignedShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET);
        return packet.length() <= mtu || (field & Ipv4Header.DONT_FRAGMENT) == 0;
    }

    /** RFC 1812 §5.3.1, with the checksum changed by as much as the header is (RFC 1624 §3). */
    private static void decrementTtl(PacketBuffer packet) {
        packet.putByte(Ipv4Header.TTL_OFFSET, packet.getUnsignedByte(Ipv4Header.TTL_OFFSET) - 1);
        int sum = packet.getUnsignedShort(Ipv4Header.CHECKSUM_OFFSET) + 0x0100;
        packet.putShort(Ipv4Header.CHECKSUM_OFFSET, sum + (sum >= 0xffff ? 1 : 0));
    }

    private void refuse(PacketBuffer packet, Ipv4Drop drop, int type, int code, int information) {
        counters.group.drop(drop);
        output.report(type, code, information, packet);
    }
}
