package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpOptionType;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.SourceRoute;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** Passes on packets that are for others: what makes a node a router (RFC 1812 §5). */
final class Forwarder {
    private static final int TCP_MINIMUM = 20;
    private static final int TCP_DATA_OFFSET = 12;

    private final Output output;
    private final Ipv4Counters counters;
    private final IntFunction<Route> lookup;
    private final IntSupplier timeOfDay;

    /** What the forwarder wants done. Packets that it hands over belong to the output. */
    interface Output {
        /** Send a packet, head at its header, in fragments if it exceeds the MTU. */
        void send(PacketBuffer packet, Route route);

        /** Let ICMP tell the sender. The packet's header is marked. */
        void report(int type, int code, int information, PacketBuffer packet);
    }

    /**
     * @param timeOfDay milliseconds since midnight UT
     */
    Forwarder(Output output, Ipv4Counters counters, IntFunction<Route> lookup, IntSupplier timeOfDay) {
        this.timeOfDay = timeOfDay;
        this.output = output;
        this.counters = counters;
        this.lookup = lookup;
    }

    /**
     * Forwards a packet that came to this station alone and is for an address that is not ours.
     *
     * @param packet head at a valid header, cut to its total length; handed over
     * @param arrivedOn index of its interface
     */
    void forward(PacketBuffer packet, int arrivedOn, Ipv4Settings settings, RoutingTable routes) {
        packet.markNetworkHeader();
        int source = packet.getInt(Ipv4Header.SOURCE_OFFSET);
        int destination = packet.getInt(Ipv4Header.DESTINATION_OFFSET);
        if (staysOnItsLink(source) || staysOnItsLink(destination) || !Ipv4Address.isUnicast(destination)) {
            counters.group.drop(Ipv4Drop.NOT_TO_BE_FORWARDED);
            packet.release();
            return;
        }
        if (Ipv4Header.length(packet) > Ipv4Header.MINIMUM_LENGTH && !hasGoodOptions(packet, settings)) {
            return;
        }
        if (packet.getUnsignedByte(Ipv4Header.TTL_OFFSET) <= 1) {
            refuse(packet, Ipv4Drop.TTL_EXCEEDED, IcmpType.TIME_EXCEEDED, IcmpType.TTL_EXCEEDED, 0);
        } else {
            route(packet, arrivedOn, settings.sendRedirects(), routes);
        }
    }

    /** Whether the options are well-formed, and not a source route that we do not serve; if not, the packet is refused. */
    private boolean hasGoodOptions(PacketBuffer packet, Ipv4Settings settings) {
        byte[] options = Ipv4Header.options(packet);
        int problem = IpOptions.problem(options);
        if (problem >= 0) {
            int pointer = Ipv4Header.MINIMUM_LENGTH + problem << 24;
            refuse(packet, Ipv4Drop.BAD_OPTION, IcmpType.PARAMETER_PROBLEM, 0, pointer);
            return false;
        }
        int route = SourceRoute.find(options);
        // A strict route would have named us; a loose one leaves the way to its next stop to us.
        boolean strict = IpOptions.find(options, IpOptionType.STRICT_SOURCE_ROUTE) >= 0;
        if (route >= 0 && (!settings.sourceRoutes() || strict && SourceRoute.next(options, route) != 0)) {
            failSourceRoute(packet);
            return false;
        }
        return true;
    }

    private void route(PacketBuffer packet, int arrivedOn, boolean redirects, RoutingTable routes) {
        int source = packet.getInt(Ipv4Header.SOURCE_OFFSET);
        int destination = packet.getInt(Ipv4Header.DESTINATION_OFFSET);
        Route route = lookup.apply(destination);
        if (route == null) {
            refuseWithoutRoute(packet, routes.refusal(destination));
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
        if (Ipv4Header.length(own) > Ipv4Header.MINIMUM_LENGTH) {
            record(own, Ipv4Header.options(own), route, routes);
        }
        pass(own, route);
    }

    private void pass(PacketBuffer own, Route route) {
        decrementTtl(own);
        counters.forwarded.increment();
        output.send(own, route);
    }

    /** Whether a packet to a group is one that a multicast router would pass on (RFC 1112 §7). */
    static boolean isForRouters(PacketBuffer packet) {
        return packet.getUnsignedByte(Ipv4Header.TTL_OFFSET) > 1
                && !Ipv4Address.isLinkLocalMulticast(packet.getInt(Ipv4Header.DESTINATION_OFFSET));
    }

    /** Our address is that of the interface that the packet leaves by (RFC 1812 §4.2.2.2). */
    private void record(PacketBuffer own, byte[] options, Route route, RoutingTable routes) {
        IpOptions.record(options, route.source().value(), routes::isOwn, timeOfDay.getAsInt());
        Ipv4Header.putOptions(own, options);
    }

    private void refuseWithoutRoute(PacketBuffer packet, RouteType refusal) {
        if (refusal == RouteType.BLACKHOLE) {
            counters.group.drop(Ipv4Drop.ROUTE_REFUSES);
            packet.release();
        } else if (refusal == RouteType.UNICAST) {
            refuse(packet, Ipv4Drop.NO_ROUTE, IcmpType.DESTINATION_UNREACHABLE, IcmpType.NET_UNREACHABLE, 0);
        } else {
            refuse(packet, Ipv4Drop.ROUTE_REFUSES, IcmpType.DESTINATION_UNREACHABLE, refusal.icmpCode(), 0);
        }
    }

    /**
     * Takes a packet that was sent to us on to the next stop of its source route (RFC 791 §3.1, RFC 1122 §3.3.5).
     *
     * @param packet head at its header, which is marked; handed over
     * @param options of it, well-formed
     * @param at index of the source route, which has a next stop
     */
    void forwardSourceRouted(PacketBuffer packet, byte[] options, int at, Ipv4Settings settings, RoutingTable routes) {
        int next = SourceRoute.next(options, at);
        boolean strict = (options[at] & 0xff) == IpOptionType.STRICT_SOURCE_ROUTE;
        Route route = lookup.apply(next);
        if (packet.getUnsignedByte(Ipv4Header.TTL_OFFSET) <= 1) {
            refuse(packet, Ipv4Drop.TTL_EXCEEDED, IcmpType.TIME_EXCEEDED, IcmpType.TTL_EXCEEDED, 0);
        } else if (!settings.forwarding()
                || route == null
                || route.interfaceIndex() == RoutingTable.LOOPBACK_INDEX
                || strict && route.nextHop().value() != next
                || !Ipv4Address.isUnicast(next)
                || routes.isBroadcast(next)) {
            failSourceRoute(packet);
        } else if (!fits(packet, route)) {
            int mtu = route.capabilities().mtu();
            refuse(packet, Ipv4Drop.TOO_LARGE, IcmpType.DESTINATION_UNREACHABLE, IcmpType.FRAGMENTATION_NEEDED, mtu);
        } else {
            PacketBuffer own = packet.exclusive();
            SourceRoute.advance(options, at, route.source().value());
            own.putInt(Ipv4Header.DESTINATION_OFFSET, next);
            record(own, options, route, routes);
            pass(own, route);
        }
    }

    private void failSourceRoute(PacketBuffer packet) {
        refuse(packet, Ipv4Drop.SOURCE_ROUTED, IcmpType.DESTINATION_UNREACHABLE, IcmpType.SOURCE_ROUTE_FAILED, 0);
    }

    /**
     * Passes on a copy of a packet that we take ourselves if it is for all on another network of ours, and that is allowed
     * (RFC 1812 §5.3.5.2, RFC 2644).
     */
    void spread(PacketBuffer packet, int arrivedOn, Ipv4Settings settings, RoutingTable routes) {
        int destination = packet.getInt(Ipv4Header.DESTINATION_OFFSET);
        int target = routes.broadcastInterface(destination);
        if (target == RoutingTable.NO_INTERFACE || target == arrivedOn) {
            return;
        }
        if (settings.directedBroadcasts()) {
            PacketBuffer copy = packet.copy();
            copy.markNetworkHeader();
            boolean expired = copy.getUnsignedByte(Ipv4Header.TTL_OFFSET) <= 1;
            Route route = expired ? null : lookup.apply(destination);
            if (route != null && fits(copy, route)) {
                pass(copy, route);
                return;
            }
            copy.release(); // nobody is told of what became of a broadcast
        }
        counters.group.drop(Ipv4Drop.DIRECTED_BROADCAST);
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
