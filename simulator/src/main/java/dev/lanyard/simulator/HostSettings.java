package dev.lanyard.simulator;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.StaticRoute;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node of a {@link World}.
 *
 * @param attachments one at least; the node's name stands for the address of the first
 * @param gateway of the default route, on one of the node's subnets
 * @param hosts names that this node knows besides those of all nodes
 * @param router whether it passes on packets for others
 * @param routes besides the default route
 * @param services as {@link dev.lanyard.node.service.Services} understands them, started with the node and at each restart
 */
public record HostSettings(
        String name,
        List<Attachment> attachments,
        Optional<Ipv4Address> gateway,
        Map<String, Ipv4Address> hosts,
        List<String> services,
        boolean router,
        List<StaticRoute> routes) {
    /** No router, and without more routes. */
    public HostSettings(
            String name,
            List<Attachment> attachments,
            Optional<Ipv4Address> gateway,
            Map<String, Ipv4Address> hosts,
            List<String> services) {
        this(name, attachments, gateway, hosts, services, false, List.of());
    }

    public HostSettings {
        Names.require("node", name);
        if (attachments.isEmpty()) {
            throw new IllegalArgumentException("node " + name + " has no interface");
        }
        attachments = List.copyOf(attachments);
        hosts = Collections.unmodifiableMap(new TreeMap<>(hosts));
        services = List.copyOf(services);
        routes = List.copyOf(routes);
    }

    /** The same as a router or not. */
    public HostSettings withRouter(boolean value) {
        return new HostSettings(name, attachments, gateway, hosts, services, value, routes);
    }

    /** The same with these routes besides the default one. */
    public HostSettings withRoutes(List<StaticRoute> others) {
        return new HostSettings(name, attachments, gateway, hosts, services, router, others);
    }
}
