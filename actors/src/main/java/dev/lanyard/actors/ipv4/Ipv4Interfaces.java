package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.link.LinkCapabilities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The node's interfaces, addresses and routes as they were configured, and the routing table that follows from them. */
final class Ipv4Interfaces {
    /** Hosts that another router was recommended for. */
    static final int REDIRECTS = 64;

    private final TreeMap<Integer, Configured> interfaces = new TreeMap<>();
    private final List<StaticRoute> routes = new ArrayList<>();
    private final List<LinkRoute> linkRoutes = new ArrayList<>();
    private final List<RoutingTable.Entry> refusals = new ArrayList<>();
    private final Map<Ipv4Address, Ipv4Address> redirects = new LinkedHashMap<>();

    private static final class Configured {
        final String name;
        final List<Ipv4Prefix> addresses = new ArrayList<>();
        LinkCapabilities link;
        LinkCapabilities capabilities;
        int mtuLimit = LinkCapabilities.MAXIMUM_MTU;
        boolean linkKnown;

        Configured(String name) {
            this.name = name;
        }

        void settle() {
            capabilities = link == null ? null : link.withMtuAtMost(mtuLimit);
        }
    }

    private record LinkRoute(Ipv4Prefix network, int index, int metric) {}

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
            interfaces.get(index).link = capabilities;
            interfaces.get(index).settle();
            interfaces.get(index).linkKnown = true;
        }
    }

    /**
     * Keeps what leaves by an interface smaller than its link would carry.
     *
     * @param mtu in bytes; 0 for that of the link
     * @throws IllegalArgumentException if there is no such interface, or no IPv4 network has so small an MTU
     */
    void limitMtu(int index, int mtu) {
        if (mtu != 0 && mtu < LinkCapabilities.MINIMUM_MTU) {
            throw new IllegalArgumentException(
                    "an MTU of " + mtu + " bytes is less than " + LinkCapabilities.MINIMUM_MTU + " (RFC 791)");
        }
        configured(index).mtuLimit = mtu == 0 ? LinkCapabilities.MAXIMUM_MTU : mtu;
        configured(index).settle();
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
        if (hasAddress(prefix.address())) {
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
            throw new IllegalArgumentException("gateway " + gateway
                    + " is on the network of no interface: give one an address or a route there first");
        }
        StaticRoute route = new StaticRoute(network, gateway, metric);
        if (routes.contains(route)) {
            throw new IllegalArgumentException(
                    "the route to " + route.network() + " via " + gateway + " is there already");
        }
        routes.add(route);
    }

    /**
     * @throws IllegalArgumentException if there is no such interface, or the same route is there
     */
    void addLinkRoute(Ipv4Prefix network, int index, int metric) {
        String name = configured(index).name;
        LinkRoute route = new LinkRoute(masked(network), index, metric);
        if (linkRoutes.contains(route)) {
            throw new IllegalArgumentException("the route to " + route.network + " by " + name + " is there already");
        }
        linkRoutes.add(route);
    }

    /**
     * @throws IllegalArgumentException if there is no such route
     */
    void removeLinkRoute(Ipv4Prefix network, int index) {
        String name = configured(index).name;
        if (!linkRoutes.removeIf(route -> route.index == index && route.network.equals(masked(network)))) {
            throw new IllegalArgumentException("there is no route to " + network + " by " + name);
        }
    }

    /**
     * @param type not unicast
     * @throws IllegalArgumentException if the same route is there
     */
    void addRefusal(Ipv4Prefix network, RouteType type, int metric) {
        RoutingTable.Entry route = RoutingTable.Entry.refusing(masked(network), type, metric);
        if (refusals.contains(route)) {
            throw new IllegalArgumentException("the route to " + route.network() + " is there already");
        }
        refusals.add(route);
    }

    /**
     * @throws IllegalArgumentException if there is no such route
     */
    void removeRefusal(Ipv4Prefix network, RouteType type) {
        if (!refusals.removeIf(route -> route.type() == type && route.network().equals(masked(network)))) {
            throw new IllegalArgumentException("there is no such route to " + network);
        }
    }

    /**
     * Follows a redirect (RFC 1122 §3.2.2.2): from the router in use, to a neighbour on the same network that is not this node.
     * The oldest of too many is forgotten.
     *
     * @param current route to the destination, or null
     * @return whether it was followed
     */
    boolean redirect(Ipv4Address from, Ipv4Address destination, Ipv4Address gateway, Route current) {
        boolean inUse = current != null && current.nextHop().equals(from);
        if (!inUse || interfaceTowards(gateway) != current.interfaceIndex() || hasAddress(gateway)) {
            return false;
        }
        redirects.remove(destination);
        redirects.put(destination, gateway);
        if (redirects.size() > REDIRECTS) {
            redirects.remove(redirects.keySet().iterator().next());
        }
        return true;
    }

    /** Forgets redirects to a router that does not answer; says whether there were any. */
    boolean forgetRedirects(Ipv4Address gateway) {
        return redirects.values().removeIf(gateway::equals);
    }

    private static Ipv4Prefix masked(Ipv4Prefix prefix) {
        return new Ipv4Prefix(new Ipv4Address(prefix.network()), prefix.length());
    }

    private boolean hasAddress(Ipv4Address address) {
        return interfaces.values().stream()
                .flatMap(i -> i.addresses.stream())
                .anyMatch(own -> own.address().equals(address));
    }

    /**
     * @throws IllegalArgumentException if there is no such route
     */
    void removeRoute(Ipv4Prefix network, Ipv4Address gateway) {
        if (!routes.removeIf(route ->
                route.network().equals(masked(network)) && route.gateway().equals(gateway))) {
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
                    entries.add(new RoutingTable.Entry(masked(prefix), Ipv4Address.ANY, index, 0));
                }
            }
        });
        redirects.forEach((destination, gateway) ->
                addEntry(entries, new StaticRoute(new Ipv4Prefix(destination, 32), gateway, 0)));
        routes.forEach(route -> addEntry(entries, route));
        linkRoutes.forEach(route ->
                entries.add(new RoutingTable.Entry(route.network, Ipv4Address.ANY, route.index, route.metric)));
        // An interface without a link leads nowhere: another route may.
        entries.removeIf(entry -> configured(entry.interfaceIndex()).capabilities == null);
        entries.addAll(refusals);
        return new RoutingTable(up, entries, down);
    }

    private void addEntry(List<RoutingTable.Entry> entries, StaticRoute route) {
        int index = interfaceTowards(route.gateway());
        if (index >= 0) {
            entries.add(new RoutingTable.Entry(route.network(), route.gateway(), index, route.metric()));
        }
    }

    /** How a group is reached by an interface, from 0.0.0.0 if that has no address; null if there is none or it is down. */
    Route multicast(int index, int group) {
        Configured configured = interfaces.get(index);
        if (configured == null || configured.capabilities == null) {
            return null;
        }
        Ipv4Address source = configured.addresses.isEmpty()
                ? Ipv4Address.ANY
                : configured.addresses.get(0).address();
        return new Route(index, source, new Ipv4Address(group), configured.capabilities);
    }

    /** All interfaces, up or down. */
    List<Ipv4State.Interface> describe() {
        List<Ipv4State.Interface> all = new ArrayList<>();
        interfaces.forEach((index, configured) -> all.add(
                new Ipv4State.Interface(index, configured.name, configured.addresses, configured.capabilities)));
        return all;
    }

    private int interfaceTowards(Ipv4Address gateway) {
        for (var entry : interfaces.entrySet()) {
            for (Ipv4Prefix prefix : entry.getValue().addresses) {
                if (prefix.contains(gateway.value()) && !prefix.address().equals(gateway)) {
                    return entry.getKey();
                }
            }
        }
        for (LinkRoute route : linkRoutes) {
            // Not a default route on the link: it would make a neighbour of everybody.
            if (route.network.length() > 0 && route.network.contains(gateway.value())) {
                return route.index;
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
