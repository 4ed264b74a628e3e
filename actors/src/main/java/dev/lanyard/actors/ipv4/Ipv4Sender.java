package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.Arrays;
import java.util.function.IntSupplier;
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
    private boolean strongHost;

    Ipv4Sender(RoutingTable routes, RandomGenerator random) {
        this.routes = routes;
        this.salt = random.nextInt();
        for (int i = 0; i < COUNTERS; i++) {
            identifications[i] = (char) random.nextInt();
        }
    }

    /**
     * @param strong whether a packet from an address of ours leaves only by the interface that has it (RFC 1122 §3.3.4.2)
     */
    void routes(RoutingTable table, boolean strong) {
        routes = table;
        strongHost = strong;
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

    /** The route of a packet from an address of ours, or 0 for that of the route. */
    Route route(int destination, int source) {
        if (strongHost && source != 0 && !routes.isLocal(destination)) {
            int index = routes.interfaceOf(source);
            return index == RoutingTable.NO_INTERFACE ? route(destination) : routes.lookup(destination, index);
        }
        return route(destination);
    }

    /**
     * Why a packet, head at its transport header, cannot take the route, or null if it can.
     *
     * @param pathMtu as {@link #pathMtu} knows it
     */
    Ipv4Drop check(Ipv4Actor.Transmit order, Route route, int pathMtu) {
        if (route == null) {
            return noRoute(order.destination());
        }
        PacketBuffer packet = order.packet();
        int source = order.source();
        boolean loopback = route.interfaceIndex() == RoutingTable.LOOPBACK_INDEX;
        if (source != 0 && !(loopback ? routes.isLocal(source) : routes.isOwn(source))) {
            return Ipv4Drop.SOURCE_NOT_OURS;
        }
        int length = packet.length() + Ipv4Header.MINIMUM_LENGTH + order.options().length;
        if (length > MAXIMUM_LENGTH) {
            return Ipv4Drop.TOO_LARGE;
        }
        // Super-segments are for the link to cut, or for nobody.
        boolean whole = order.dontFragment() || packet.segmentSize() > 0;
        int largest = largestPiece(packet) + order.options().length;
        boolean tooLarge = length > limit(packet, route) || largest > pathMtu;
        return whole && tooLarge ? Ipv4Drop.TOO_LARGE : null;
    }

    /** Why there is no route. */
    Ipv4Drop noRoute(int destination) {
        return routes.refusal(destination) == RouteType.UNICAST ? Ipv4Drop.NO_ROUTE : Ipv4Drop.ROUTE_REFUSES;
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

    /** Takes note of packets that have arrived, whatever was known. */
    void provePathMtu(int destination, int mtu, long now) {
        if (mtu > paths.mtu(destination, now)) {
            paths.forget(destination);
            learnPathMtu(destination, mtu, now);
        }
    }

    /** Bytes of the largest packet that the route's link takes. */
    static int limit(PacketBuffer packet, Route route) {
        LinkCapabilities link = route.capabilities();
        return packet.segmentSize() > 0 ? Math.max(link.mtu(), link.maxSegmentation()) : link.mtu();
    }

    /**
     * Puts the header in front of a packet that passed {@link #check}.
     *
     * @param time milliseconds since midnight UT, for the options
     */
    void prepend(Ipv4Actor.Transmit order, Route route, IntSupplier time) {
        int source = order.source() == 0 ? route.source().value() : order.source();
        int identification = 0;
        if (!order.dontFragment()) {
            // Only what may be fragmented needs one (RFC 6864 §4.1). Counted apart for each slot of destinations, so
            // that a host cannot tell from its own what we send to others.
            identification = identifications[slot(order.destination() * 31 + order.protocol(), COUNTERS)]++;
        }
        int flags = order.dontFragment() ? Ipv4Header.DONT_FRAGMENT : 0;
        if (order.options().length == 0) {
            Ipv4Header.prepend(
                    order.packet(),
                    order.tos(),
                    identification,
                    flags,
                    order.ttl(),
                    order.protocol(),
                    source,
                    order.destination());
            return;
        }
        byte[] options = order.options().clone();
        // RFC 1122 §3.2.1.8 (e): who sends it is the first to record.
        IpOptions.record(options, source, routes::isOwn, time.getAsInt());
        Ipv4Header.prepend(
                order.packet(),
                order.tos(),
                identification,
                flags,
                order.ttl(),
                order.protocol(),
                source,
                order.destination(),
                options);
    }

    /** Fills in of a header that a user wrote what is ours to say (raw(7) of Linux): length, checksum, and what is zero. */
    void complete(PacketBuffer packet, Route route) {
        packet.putShort(Ipv4Header.TOTAL_LENGTH_OFFSET, packet.length());
        if (packet.getUnsignedShort(Ipv4Header.IDENTIFICATION_OFFSET) == 0) {
            int destination = packet.getInt(Ipv4Header.DESTINATION_OFFSET);
            int protocol = packet.getUnsignedByte(Ipv4Header.PROTOCOL_OFFSET);
            packet.putShort(
                    Ipv4Header.IDENTIFICATION_OFFSET, identifications[slot(destination * 31 + protocol, COUNTERS)]++);
        }
        if (packet.getInt(Ipv4Header.SOURCE_OFFSET) == 0) {
            packet.putInt(Ipv4Header.SOURCE_OFFSET, route.source().value());
        }
        Fragmenter.seal(packet, Ipv4Header.length(packet));
        packet.markNetworkHeader();
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
    IcmpError error(Ipv4Actor.Transmit order, Route route, Ipv4Drop drop, int pathMtu) {
        boolean large = drop == Ipv4Drop.TOO_LARGE;
        int code = code(drop, order.destination());
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

    /** Code of the destination unreachable that says why a packet was not sent. */
    int code(Ipv4Drop drop, int destination) {
        return switch (drop) {
            case TOO_LARGE -> IcmpType.FRAGMENTATION_NEEDED;
            case ROUTE_REFUSES -> routes.refusal(destination).icmpCode();
            default -> IcmpType.NET_UNREACHABLE;
        };
    }

    /**
     * What a transport is told of a packet, head at its IPv4 header, that was not sent.
     *
     * @param code of destination unreachable
     * @param mtu that it exceeds, or 0
     */
    static IcmpError unreachable(PacketBuffer packet, int code, int mtu) {
        Ipv4Address source = new Ipv4Address(packet.getInt(Ipv4Header.SOURCE_OFFSET));
        return new IcmpError(
                IcmpType.DESTINATION_UNREACHABLE,
                code,
                mtu,
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
