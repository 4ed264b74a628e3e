package dev.lanyard.simulator;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.node.TcpConfiguration;
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
 * @param services as {@link dev.lanyard.node.service.Services} understands them, started with the node and at each restart
 * @param dns name servers that it asks and its search list; without servers, those that DHCP names
 * @param router whether it passes on packets for others
 * @param routes besides the default route
 * @param tcp settings of its connections, and their limits
 */
public record HostSettings(
        String name,
        List<Attachment> attachments,
        Optional<Ipv4Address> gateway,
        Map<String, Ipv4Address> hosts,
        List<String> services,
        DnsSettings dns,
        boolean router,
        List<StaticRoute> routes,
        TcpConfiguration tcp) {
    /** No router, without name servers and more routes. */
    public HostSettings(
            String name,
            List<Attachment> attachments,
            Optional<Ipv4Address> gateway,
            Map<String, Ipv4Address> hosts,
            List<String> services) {
        this(name, attachments, gateway, hosts, services, DnsSettings.NONE, false, List.of());
    }

    /** With TCP as it comes. */
    public HostSettings(
            String name,
            List<Attachment> attachments,
            Optional<Ipv4Address> gateway,
            Map<String, Ipv4Address> hosts,
            List<String> services,
            DnsSettings dns,
            boolean router,
            List<StaticRoute> routes) {
        this(name, attachments, gateway, hosts, services, dns, router, routes, TcpConfiguration.DEFAULT);
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

    /** The same, attached to these nets. */
    public HostSettings withAttachments(List<Attachment> all) {
        return new HostSettings(name, all, gateway, hosts, services, dns, router, routes, tcp);
    }

    /** The same with a default route. */
    public HostSettings withGateway(Ipv4Address address) {
        return new HostSettings(name, attachments, Optional.of(address), hosts, services, dns, router, routes, tcp);
    }

    /** The same with these services. */
    public HostSettings withServices(List<String> all) {
        return new HostSettings(name, attachments, gateway, hosts, all, dns, router, routes, tcp);
    }

    /** The same as a router or not. */
    public HostSettings withRouter(boolean value) {
        return new HostSettings(name, attachments, gateway, hosts, services, dns, value, routes, tcp);
    }

    /** The same with these routes besides the default one. */
    public HostSettings withRoutes(List<StaticRoute> others) {
        return new HostSettings(name, attachments, gateway, hosts, services, dns, router, others, tcp);
    }

    public HostSettings withDns(DnsSettings names) {
        return new HostSettings(name, attachments, gateway, hosts, services, names, router, routes, tcp);
    }

    /** The same with other settings of TCP. */
    public HostSettings withTcp(TcpConfiguration choice) {
        return new HostSettings(name, attachments, gateway, hosts, services, dns, router, routes, choice);
    }
}
