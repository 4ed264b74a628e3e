package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.packet.PacketBuffer;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a socket may send, and from which address. */
final class UdpOutput {
    /** Destinations whose path a socket remembers. */
    private static final int PATHS = 64;

    private UdpOptions options;
    /** Forgotten when routes change. */
    private final Map<Integer, Integer> pathMtus = new LinkedHashMap<>();

    private RoutingTable routes;
    private int lastDestination;
    private Route lastRoute;

    UdpOutput(UdpOptions options, RoutingTable routes) {
        this.options = options;
        this.routes = routes;
    }

    void options(UdpOptions changed) {
        options = changed;
        lastRoute = null;
    }

    void routes(RoutingTable table) {
        routes = table;
        lastRoute = null;
        pathMtus.clear();
    }

    /** Index of the interface by which the socket sends to a group, or -1 if it cannot. */
    int interfaceTowards(int group) {
        Route route = route(group);
        return route == null ? -1 : route.interfaceIndex();
    }

    /** Why the payload cannot be sent, or null if it can. */
    UdpDrop check(PacketBuffer payload, int destination, int port) {
        if (port == 0) {
            return UdpDrop.BAD_PORT;
        }
        Route route = route(destination);
        if (route == null) {
            return UdpDrop.NO_ROUTE;
        }
        if (route.nextHop().equals(Ipv4Address.BROADCAST) && !options.broadcast()) {
            return UdpDrop.BROADCAST_NOT_ALLOWED;
        }
        int length = payload.length() + UdpHeader.LENGTH + Ipv4Header.MINIMUM_LENGTH;
        boolean fits = !options.dontFragment() || length <= pathMtu(destination, route);
        return payload.length() > UdpHeader.MAXIMUM_PAYLOAD || !fits ? UdpDrop.MESSAGE_TOO_LONG : null;
    }

    private int pathMtu(int destination, Route route) {
        return Math.min(
                pathMtus.getOrDefault(destination, Integer.MAX_VALUE),
                route.capabilities().mtu());
    }

    /** Takes note of how large a packet to a destination may be, from the answer to one that was larger. */
    void learnPathMtu(int destination, int mtu) {
        if (mtu >= LinkCapabilities.MINIMUM_MTU) {
            pathMtus.merge(destination, mtu, Math::min);
            if (pathMtus.size() > PATHS) {
                pathMtus.remove(pathMtus.keySet().iterator().next());
            }
        }
    }

    /**
     * The source address of what goes to a destination that was checked.
     *
     * @param bound the socket's address; 0, a broadcast address and a group are none to send from
     */
    int source(int bound, int destination) {
        return bound == 0 || Ipv4Address.isMulticast(bound) || routes.isBroadcast(bound)
                ? route(destination).source().value()
                : bound;
    }

    /** What the user is told. */
    static IOException describe(UdpDrop drop) {
        return switch (drop) {
            case MESSAGE_TOO_LONG -> new SocketException("Message too long");
            case NO_ROUTE -> new NoRouteToHostException("Network is unreachable");
            case BROADCAST_NOT_ALLOWED ->
                new SocketException("Permission denied: sending to a broadcast address needs the broadcast option");
            case BAD_PORT -> new SocketException("Invalid argument: nothing can be sent to port 0");
            default -> throw new AssertionError(drop);
        };
    }

    private Route route(int destination) {
        if (lastRoute == null || lastDestination != destination) {
            int index = options.multicast().interfaceIndex();
            boolean chosen = index >= 0 && Ipv4Address.isMulticast(destination);
            lastRoute = chosen ? routes.lookup(destination, index) : routes.lookup(destination);
            lastDestination = destination;
        }
        return lastRoute;
    }
}
