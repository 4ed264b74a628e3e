package dev.lanyard.simulator;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Address;
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
 */
public record HostSettings(
        String name,
        List<Attachment> attachments,
        Optional<Ipv4Address> gateway,
        Map<String, Ipv4Address> hosts,
        List<String> services,
        DnsSettings dns) {
    /** Without name servers. */
    public HostSettings(
            String name,
            List<Attachment> attachments,
            Optional<Ipv4Address> gateway,
            Map<String, Ipv4Address> hosts,
            List<String> services) {
        this(name, attachments, gateway, hosts, services, DnsSettings.NONE);
    }

    public HostSettings {
        Names.require("node", name);
        if (attachments.isEmpty()) {
            throw new IllegalArgumentException("node " + name + " has no interface");
        }
        attachments = List.copyOf(attachments);
        hosts = Collections.unmodifiableMap(new TreeMap<>(hosts));
        services = List.copyOf(services);
    }

    public HostSettings withDns(DnsSettings names) {
        return new HostSettings(name, attachments, gateway, hosts, services, names);
    }
}
