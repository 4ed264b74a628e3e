package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Routes the packets of the transports and writes their headers (RFC 791, RFC 1122 §3.3). */
final class Ipv4Sender {
    private static final int CACHED = 64;
    private static final int COUNTERS = 256;
    private static final int TCP_MINIMUM = 20;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int MAXIMUM_LENGTH = 65_535;

    private final char[] identifications = new char[COUNTERS];
    private final int[] cachedDestinations = new int[CACHED];
    private final Route[] cachedRoutes = new Route[CACHED];
    private final int salt;
    private final PathMtuCache paths = new PathMtuCache();
    private RoutingTable routes;

    Ipv4Sender(RoutingTable routes, RandomGenerator random) {
        this.routes = routes;
        this.salt = random.nextInt();
        for (int i = 0; i < COUNTERS; i++) {
            identifications[i] = (char) random.nextInt();
        }
    }

    void routes(RoutingTable table) {
        routes = table;
        Arrays.fill(cachedRoutes, null);
    }

    /** The route to a destination, or null if there is none. */
    Route route(int destination) {
        int slot = slot(destination, CACHED);
        if (cachedRoutes[slot] == null || cachedDestinations[slot] != destination) {
            cachedDestinations[slot] = destination;
            cachedRoutes[slot] = routes.lookup(destination);
        }
        return cachedRoutes[slot];
    }

    /**
     * Why a packet, head at its transport header, cannot take the route, or null if it can.
     *
     * @param source 0 for that of the route
     * @param pathMtu as {@link #pathMtu} knows it
     */
    Ipv4Drop check(PacketBuffer packet, int source, Route route, boolean dontFragment, int pathMtu) {
        if (route == null) {
            return Ipv4Drop.NO_ROUTE;
        }
        boolean loopback = route.interfaceIndex() == RoutingTable.LOOPBACK_INDEX;
        if (source != 0 && !(loopback ? routes.isLocal(source) : routes.isOwn(source))) {
            return Ipv4Drop.SOURCE_NOT_OURS;
        }
        int length = packet.length() + Ipv4Header.MINIMUM_LENGTH;
        if (length > MAXIMUM_LENGTH) {
            return Ipv4Drop.TOO_LARGE;
        }
        // Super-segments are for the link to cut, or for nobody.
        boolean whole = dontFragment || packet.segmentSize() > 0;
        boolean tooLarge = length > limit(packet, route) || largestPiece(packet) > pathMtu;
        return whole && tooLarge ? Ipv4Drop.TOO_LARGE : null;
    }

    /** Bytes of the packet, head at its transport header, or of the largest segment that the link cuts it into. */
    private static int largestPiece(PacketBuffer packet) {
        if (packet.segmentSize() == 0 || packet.length() < TCP_MINIMUM) {
            return Ipv4Header.MINIMUM_LENGTH + packet.length();
        }
        int header = (packet.getUnsignedByte(TCP_DATA_OFFSET) >>> 4) * 4;
        return Ipv4Header.MINIMUM_LENGTH + Math.min(packet.length(), header + packet.segmentSize());
    }

    /** Bytes of the largest packet that the path to a destination takes: those of its link, or fewer. */
    int pathMtu(int destination, Route route, long now) {
        return Math.min(paths.mtu(destination, now), route.capabilities().mtu());
    }

    /** Takes note of an MTU on the way; says whether that is news. */
    boolean learnPathMtu(int destination, int mtu, long now) {
        Route route = route(destination);
        return route != null && mtu < route.capabilities().mtu() && paths.learn(destination, mtu, now);
    }

    /** Bytes of the largest packet that the route's link takes. */
    static int limit(PacketBuffer packet, Route route) {
        LinkCapabilities link = route.capabilities();
        return packet.segmentSize() > 0 ? Math.max(link.mtu(), link.maxSegmentation()) : link.mtu();
    }

    /** Puts the header in front of a packet that passed {@link #check}. */
    void prepend(Ipv4Actor.Transmit order, Route route) {
        int source = order.source() == 0 ? route.source().value() : order.source();
        Ipv4Header.prepend(
                order.packet(),
                order.tos(),
                identification(order),
                order.dontFragment() ? Ipv4Header.DONT_FRAGMENT : 0,
                order.ttl(),
                order.protocol(),
                source,
                order.destination());
    }

    /** The same with the option that makes routers look at it. */
    void prependWithRouterAlert(Ipv4Actor.Transmit order, Route route) {
        int source = order.source() == 0 ? route.source().value() : order.source();
        Ipv4Header.prependWithRouterAlert(
                order.packet(),
                order.tos(),
                identification(order),
                order.dontFragment() ? Ipv4Header.DONT_FRAGMENT : 0,
                order.ttl(),
                order.protocol(),
                source,
                order.destination());
    }

    private int identification(Ipv4Actor.Transmit order) {
        // Only what may be fragmented needs one (RFC 6864 §4.1). Counted apart for each slot of destinations, so that a
        // host
        // cannot tell from its own what we send to others.
        return order.dontFragment()
                ? 0
                : identifications[slot(order.destination() * 31 + order.protocol(), COUNTERS)]++;
    }

    /** Puts the header in front of a packet to all on a link. */
    void prependBroadcast(Ipv4Actor.Broadcast order) {
        int identification = identifications[slot(-31 + order.protocol(), COUNTERS)]++;
        Ipv4Header.prepend(
                order.packet(),
                0,
                identification,
                0,
                Ipv4Actor.Transmit.DEFAULT_TTL,
                order.protocol(),
                order.source(),
                -1);
    }

    /** What a transport is told of a packet that failed {@link #check}: as if ICMP had said so, but from ourselves. */
    static IcmpError error(Ipv4Actor.Transmit order, Route route, Ipv4Drop drop, int pathMtu) {
        boolean large = drop == Ipv4Drop.TOO_LARGE;
        int code = large ? IcmpType.FRAGMENTATION_NEEDED : IcmpType.NET_UNREACHABLE;
        int source = order.source() == 0 && route != null ? route.source().value() : order.source();
        return new IcmpError(
                IcmpType.DESTINATION_UNREACHABLE,
                code,
                large ? pathMtu : 0,
                new Ipv4Address(source),
                new Ipv4Address(source),
                new Ipv4Address(order.destination()),
                order.protocol(),
                quote(order.packet(), 0));
    }

    /** What a transport is told of a packet, head at its IPv4 header, whose next hop did not answer. */
    static IcmpError hostUnreachable(PacketBuffer packet) {
        Ipv4Address source = new Ipv4Address(packet.getInt(Ipv4Header.SOURCE_OFFSET));
        return new IcmpError(
                IcmpType.DESTINATION_UNREACHABLE,
                IcmpType.HOST_UNREACHABLE,
                0,
                source,
                source,
                new Ipv4Address(packet.getInt(Ipv4Header.DESTINATION_OFFSET)),
                packet.getUnsignedByte(Ipv4Header.PROTOCOL_OFFSET),
                quote(packet, Ipv4Header.length(packet)));
    }

    /** Eight bytes from an offset of the packet; zeros where it has ended. */
    private static long quote(PacketBuffer packet, int offset) {
        long quoted = 0;
        for (int i = offset; i < offset + 8; i++) {
            quoted = quoted << 8 | (i < packet.length() ? packet.getUnsignedByte(i) : 0);
        }
        return quoted;
    }

    private int slot(int value, int slots) {
        return ((value ^ salt) * 0x9e3779b9) >>> (32 - Integer.numberOfTrailingZeros(slots));
    }
}
