package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.LinkCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The node's interfaces, addresses and routes as they were configured, and the routing table that follows from them. */
final class Ipv4Interfaces {
    private final TreeMap<Integer, Configured> interfaces = new TreeMap<>();
    private final List<StaticRoute> routes = new ArrayList<>();

    private static final class Configured {
        final String name;
        final List<Ipv4Prefix> addresses = new ArrayList<>();
        LinkCapabilities capabilities;
        boolean linkKnown;

        Configured(String name) {
            this.name = name;
        }
    }

    private record StaticRoute(Ipv4Prefix network, Ipv4Address gateway, int metric) {}

    void attach(int index, String name) {
        interfaces.computeIfAbsent(index, i -> new Configured(name));
    }

    /**
     * Tells whether an interface carries packets.
     *
     * @param capabilities null if it does not
     */
    void link(int index, LinkCapabilities capabilities) {
        if (interfaces.containsKey(index)) {
            interfaces.get(index).capabilities = capabilities;
            interfaces.get(index).linkKnown = true;
        }
    }

    /** Hears of the state of a link. */
    @FunctionalInterface
    interface LinkVisitor {
        void visit(int index, boolean up);
    }

    /** Goes through the links of which anything is known. */
    void forEachLink(LinkVisitor visitor) {
        interfaces.forEach((index, configured) -> {
            if (configured.linkKnown) {
                visitor.visit(index, configured.capabilities != null);
            }
        });
    }

    /** Whether every interface has said whether it carries packets. */
    boolean linksKnown() {
        return interfaces.values().stream().allMatch(configured -> configured.linkKnown);
    }

    /**
     * @throws IllegalArgumentException if there is no such interface, or the address names no host, or the node has it already
     */
    void addAddress(int index, Ipv4Prefix prefix) {
        int address = prefix.address().value();
        if (!Ipv4Address.isUnicast(address) || Ipv4Address.isLoopback(address)) {
            throw new IllegalArgumentException(prefix.address() + " cannot be a host's address");
        }
        if (prefix.length() < 31 && (address == prefix.network() || address == prefix.broadcast())) {
            throw new IllegalArgumentException(
                    prefix + " is the address of the network itself or its broadcast: give the host's own");
        }
        if (interfaces.values().stream()
                .flatMap(i -> i.addresses.stream())
                .anyMatch(own -> own.address().equals(prefix.address()))) {
            throw new IllegalArgumentException("the node already has the address " + prefix.address());
        }
        configured(index).addresses.add(prefix);
    }

    /**
     * @throws IllegalArgumentException if the interface does not have the address
     */
    void removeAddress(int index, Ipv4Address address) {
        Configured configured = configured(index);
        if (!configured.addresses.removeIf(own -> own.address().equals(address))) {
            throw new IllegalArgumentException(configured.name + " does not have the address " + address);
        }
    }

    /**
     * @throws IllegalArgumentException if the gateway is not on the network of an interface, or the same route is there
     */
    void addRoute(Ipv4Prefix network, Ipv4Address gateway, int metric) {
        if (interfaceTowards(gateway) < 0) {
            throw new IllegalArgumentException(
                    "gateway " + gateway + " is on the network of no interface: give one an address there first");
        }
        Ipv4Prefix masked = new Ipv4Prefix(new Ipv4Address(network.network()), network.length());
        StaticRoute route = new StaticRoute(masked, gateway, metric);
        if (routes.contains(route)) {
            throw new IllegalArgumentException("the route to " + masked + " via " + gateway + " is there already");
        }
        routes.add(route);
    }

    /**
     * @throws IllegalArgumentException if there is no such route
     */
    void removeRoute(Ipv4Prefix network, Ipv4Address gateway) {
        if (!routes.removeIf(route -> route.network.network() == network.network()
                && route.network.length() == network.length()
                && route.gateway.equals(gateway))) {
            throw new IllegalArgumentException("there is no route to " + network + " via " + gateway);
        }
    }

    /** The addresses of an interface in the order they were added. */
    List<Ipv4Prefix> addresses(int index) {
        return List.copyOf(configured(index).addresses);
    }

    /** What the transports are told: interfaces that are up, their networks, and the routes through them. */
    RoutingTable snapshot() {
        List<RoutingTable.Interface> up = new ArrayList<>();
        List<RoutingTable.Entry> entries = new ArrayList<>();
        List<Ipv4Address> down = new ArrayList<>();
        interfaces.forEach((index, configured) -> {
            for (Ipv4Prefix prefix : configured.addresses) {
                if (configured.capabilities == null) {
                    down.add(prefix.address());
                } else {
                    up.add(new RoutingTable.Interface(index, configured.name, prefix, configured.capabilities));
                    Ipv4Prefix network = new Ipv4Prefix(new Ipv4Address(prefix.network()), prefix.length());
                    entries.add(new RoutingTable.Entry(network, Ipv4Address.ANY, index, 0));
                }
            }
        });
        for (StaticRoute route : routes) {
            int index = interfaceTowards(route.gateway);
            if (index >= 0) {
                entries.add(new RoutingTable.Entry(route.network, route.gateway, index, route.metric));
            }
        }
        return new RoutingTable(up, entries, down);
    }

    private int interfaceTowards(Ipv4Address gateway) {
        for (var entry : interfaces.entrySet()) {
            for (Ipv4Prefix prefix : entry.getValue().addresses) {
                if (prefix.contains(gateway.value()) && !prefix.address().equals(gateway)) {
                    return entry.getKey();
                }
            }
        }
        return -1;
    }

    private Configured configured(int index) {
        Configured configured = interfaces.get(index);
        if (configured == null) {
            throw new IllegalArgumentException("there is no interface " + index);
        }
        return configured;
    }
}
