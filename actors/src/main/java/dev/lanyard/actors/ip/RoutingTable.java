package dev.lanyard.actors.ip;

import dev.lanyard.link.LinkCapabilities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The node's addresses and routes at one moment. Immutable: the IPv4 layer hands a new one to the transports whenever an
 * address, a route or a link changes, so that each looks up for itself.
 */
public final class RoutingTable {
    public static final RoutingTable EMPTY = new RoutingTable(List.of(), List.of());

    /** {@link Route#interfaceIndex()} of a route that leads back to the node itself. */
    public static final int LOOPBACK_INDEX = -1;

    /** {@link Entry#interfaceIndex()} of a route whose packets are not sent on. */
    public static final int NO_INTERFACE = -2;

    private static final int ANY_INTERFACE = -3;

    /** Nothing is cut and nothing can be damaged on the way to oneself. */
    private static final LinkCapabilities LOOPBACK =
            new LinkCapabilities(LinkCapabilities.MAXIMUM_MTU, true, LinkCapabilities.MAXIMUM_MTU);

    private final List<Interface> interfaces;
    private final List<Entry> entries;
    private final int[] own;

    /**
     * One address of an interface that is up; one with several addresses is listed once for each.
     *
     * @param index from 0, that of the interface
     * @param prefix its address and on-link network
     */
    public record Interface(int index, String name, Ipv4Prefix prefix, LinkCapabilities capabilities) {}

    /**
     * A route to a network.
     *
     * @param gateway next hop, or {@link Ipv4Address#ANY} if the network is on-link
     * @param interfaceIndex {@link #NO_INTERFACE} if packets are not sent on
     */
    public record Entry(Ipv4Prefix network, Ipv4Address gateway, int interfaceIndex, int metric, RouteType type) {
        public Entry(Ipv4Prefix network, Ipv4Address gateway, int interfaceIndex, int metric) {
            this(network, gateway, interfaceIndex, metric, RouteType.UNICAST);
        }

        /** One whose packets are not sent on. */
        public static Entry refusing(Ipv4Prefix network, RouteType type, int metric) {
            return new Entry(network, Ipv4Address.ANY, NO_INTERFACE, metric, type);
        }
    }

    public RoutingTable(List<Interface> interfaces, List<Entry> entries) {
        this(interfaces, entries, List.of());
    }

    /**
     * @param interfaces those that are up
     * @param entries the routes through them
     * @param down addresses of interfaces that are down: still ours, but nobody is reached through them
     */
    public RoutingTable(List<Interface> interfaces, List<Entry> entries, List<Ipv4Address> down) {
        this.interfaces = List.copyOf(interfaces);
        this.own = IntStream.concat(
                        interfaces.stream().mapToInt(i -> i.prefix.address().value()),
                        down.stream().mapToInt(Ipv4Address::value))
                .toArray();
        List<Entry> ordered = new ArrayList<>(entries);
        // Longest prefix first, then the smallest metric, then the order given.
        ordered.sort(Comparator.comparingInt((Entry e) -> -e.network.length()).thenComparingInt(Entry::metric));
        this.entries = List.copyOf(ordered);
    }

    /**
     * The route to a destination, or null if there is none or packets there are refused. Our own addresses lead back to the node
     * itself; a broadcast leads to all on its network, the limited one to those on the network of the default route, or else of the
     * first interface; a multicast group leads by the interface of the longest prefix, or else the first; anything else goes by
     * longest prefix (RFC 1812 §5.2.4.3).
     *
     * <p>The source of a route is the address of its interface that is on the network of the next hop, or else the first that
     * the interface was given (RFC 1122 §3.3.4.3); that of a route to ourselves is the destination.
     */
    public Route lookup(int destination) {
        return lookup(destination, ANY_INTERFACE);
    }

    /** The same by way of one interface only: what the strong host model wants (RFC 1122 §3.3.4.2). */
    public Route lookup(int destination, int interfaceIndex) {
        if (isLocal(destination)) {
            Ipv4Address self = new Ipv4Address(destination);
            return new Route(LOOPBACK_INDEX, self, self, LOOPBACK);
        }
        if (destination == -1) {
            Interface via = interfaceIndex == ANY_INTERFACE ? defaultInterface() : byIndex(interfaceIndex);
            return via == null ? null : route(via, Ipv4Address.BROADCAST);
        }
        if (Ipv4Address.isMulticast(destination)) {
            Interface via = interfaceIndex == ANY_INTERFACE ? multicastInterface(destination) : byIndex(interfaceIndex);
            return via == null ? null : route(via, new Ipv4Address(destination));
        }
        if (!Ipv4Address.isUnicast(destination)) {
            return null;
        }
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (!entry.network.contains(destination)) {
                continue;
            }
            if (entry.type != RouteType.UNICAST) {
                return null;
            }
            if (interfaceIndex == ANY_INTERFACE || interfaceIndex == entry.interfaceIndex) {
                Ipv4Address nextHop = entry.gateway.value() == 0 ? new Ipv4Address(destination) : entry.gateway;
                Interface via = source(entry.interfaceIndex, nextHop.value());
                if (via != null) {
                    return route(via, isBroadcast(destination) ? Ipv4Address.BROADCAST : nextHop);
                }
            }
        }
        return null;
    }

    /** Why {@link #lookup(int)} gives no route: what the route says, or {@link RouteType#UNICAST} if there is none. */
    public RouteType refusal(int destination) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.network.contains(destination)
                    && (entry.type != RouteType.UNICAST || byIndex(entry.interfaceIndex) != null)) {
                return entry.type;
            }
        }
        return RouteType.UNICAST;
    }

    private static Route route(Interface via, Ipv4Address nextHop) {
        return new Route(via.index, via.prefix.address(), nextHop, via.capabilities);
    }

    /** Of the addresses of an interface one in the network of the next hop, else the first (RFC 1122 §3.3.4.3). */
    private Interface source(int index, int nextHop) {
        for (int i = 0; i < interfaces.size(); i++) {
            Interface candidate = interfaces.get(i);
            if (candidate.index == index && candidate.prefix.contains(nextHop)) {
                return candidate;
            }
        }
        return byIndex(index);
    }

    /** There is no gateway to a group: of its route only the interface counts. */
    private Interface multicastInterface(int group) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.network.contains(group) && entry.type != RouteType.UNICAST) {
                return null;
            }
            if (entry.network.contains(group) && byIndex(entry.interfaceIndex) != null) {
                return source(entry.interfaceIndex, entry.gateway.value());
            }
        }
        return interfaces.isEmpty() ? null : interfaces.get(0);
    }

    private Interface defaultInterface() {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.network.length() == 0 && byIndex(entry.interfaceIndex) != null) {
                return source(entry.interfaceIndex, entry.gateway.value());
            }
        }
        return interfaces.isEmpty() ? null : interfaces.get(0);
    }

    /** The interface of an index with the first of its addresses, or null if it is not up. */
    public Interface byIndex(int index) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).index == index) {
                return interfaces.get(i);
            }
        }
        return null;
    }

    /** Whether packets to the address stay in the node: one of its own, or 127.0.0.0/8 (RFC 1122 §3.2.1.3). */
    public boolean isLocal(int address) {
        return Ipv4Address.isLoopback(address) || isOwn(address);
    }

    /** Whether the address is an interface's own, up or down. */
    public boolean isOwn(int address) {
        for (int i = 0; i < own.length; i++) {
            if (own[i] == address) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address is one of an interface, which is up. */
    public boolean isOwnOf(int index, int address) {
        for (int i = 0; i < interfaces.size(); i++) {
            Interface candidate = interfaces.get(i);
            if (candidate.index == index && candidate.prefix.address().value() == address) {
                return true;
            }
        }
        return false;
    }

    /** The interface, which is up, that has an address, or {@link #NO_INTERFACE}. */
    public int interfaceOf(int address) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).prefix.address().value() == address) {
                return interfaces.get(i).index;
            }
        }
        return NO_INTERFACE;
    }

    /** The interface to whose network an address is the directed broadcast, or {@link #NO_INTERFACE}. */
    public int broadcastInterface(int address) {
        for (int i = 0; i < interfaces.size() && address != -1; i++) {
            if (interfaces.get(i).prefix.broadcast() == address) {
                return interfaces.get(i).index;
            }
        }
        return NO_INTERFACE;
    }

    /** Whether two addresses are on one network of an interface. */
    public boolean areNeighbours(int index, int one, int other) {
        for (int i = 0; i < interfaces.size(); i++) {
            Interface candidate = interfaces.get(i);
            if (candidate.index == index && candidate.prefix.contains(one) && candidate.prefix.contains(other)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address is the limited broadcast or the directed broadcast of an interface (RFC 1122 §3.3.6). */
    public boolean isBroadcast(int address) {
        if (address == -1) {
            return true;
        }
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).prefix.broadcast() == address) {
                return true;
            }
        }
        return false;
    }

    public List<Interface> interfaces() {
        return interfaces;
    }

    /** In the order in which they are tried. */
    public List<Entry> entries() {
        return entries;
    }
}
