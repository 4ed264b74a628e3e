package dev.lanyard.actors.ip;

import dev.lanyard.link.LinkCapabilities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The node's addresses and routes at one moment. Immutable: the IPv4 layer hands a new one to the transports whenever an
 * address, a route or a link changes, so that each looks up for itself.
 */
public final class RoutingTable {
    public static final RoutingTable EMPTY = new RoutingTable(List.of(), List.of());

    private final List<Interface> interfaces;
    private final List<Entry> entries;

    /**
     * One interface that is up.
     *
     * @param index from 0, unique in the node
     * @param prefix its address and on-link network
     */
    public record Interface(int index, String name, Ipv4Prefix prefix, LinkCapabilities capabilities) {}

    /**
     * A route to a network.
     *
     * @param gateway next hop, or {@link Ipv4Address#ANY} if the network is on-link
     */
    public record Entry(Ipv4Prefix network, Ipv4Address gateway, int interfaceIndex, int metric) {}

    public RoutingTable(List<Interface> interfaces, List<Entry> entries) {
        this.interfaces = List.copyOf(interfaces);
        List<Entry> ordered = new ArrayList<>(entries);
        // Longest prefix first, then the smallest metric, then the order given.
        ordered.sort(Comparator.comparingInt((Entry e) -> -e.network.length()).thenComparingInt(Entry::metric));
        this.entries = List.copyOf(ordered);
    }

    /** The route to a destination by longest prefix (RFC 1812 §5.2.4.3), or null if there is none. */
    public Route lookup(int destination) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.network.contains(destination)) {
                Interface via = byIndex(entry.interfaceIndex);
                if (via != null) {
                    boolean onLink = entry.gateway.value() == 0;
                    Ipv4Address nextHop = onLink ? new Ipv4Address(destination) : entry.gateway;
                    return new Route(via.index, via.prefix.address(), nextHop, via.capabilities);
                }
            }
        }
        return null;
    }

    /** The interface of an index, or null if it is not up. */
    public Interface byIndex(int index) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).index == index) {
                return interfaces.get(i);
            }
        }
        return null;
    }

    /** Whether the address is one of the node's own unicast addresses. */
    public boolean isOwn(int address) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).prefix.address().value() == address) {
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
