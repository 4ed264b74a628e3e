package dev.lanyard.node;

import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.tcp.TcpLimits;
import dev.lanyard.actors.tcp.TcpSettings;
import dev.lanyard.link.packet.PacketAllocator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What a node is made of. The clock comes from the system that the node is started in.
 *
 * @param name unique in its system; letters, digits, {@code -} and {@code _}
 * @param interfaces one at least
 * @param gateway of the default route, if there is one
 * @param hosts names that stand for addresses
 * @param random the node's own source of everything unpredictable; a seeded one makes the node repeatable
 * @param allocator where packets that the node sends get their memory
 * @param tcp what its connections start with unless told otherwise
 * @param tcpLimits what all connections together may take of the machine
 * @param dns name servers and search list; without servers, those that DHCP names are used
 */
public record NodeSettings(
        String name,
        List<InterfaceSettings> interfaces,
        Optional<Ipv4Address> gateway,
        Map<String, Ipv4Address> hosts,
        RandomGenerator random,
        PacketAllocator allocator,
        TcpSettings tcp,
        TcpLimits tcpLimits,
        DnsSettings dns) {

    /** Without name servers. */
    public NodeSettings(
            String name,
            List<InterfaceSettings> interfaces,
            Optional<Ipv4Address> gateway,
            Map<String, Ipv4Address> hosts,
            RandomGenerator random,
            PacketAllocator allocator,
            TcpSettings tcp) {
        this(name, interfaces, gateway, hosts, random, allocator, tcp, TcpLimits.DEFAULT, DnsSettings.NONE);
    }

    /** With TCP as it comes. */
    public NodeSettings(
            String name,
            List<InterfaceSettings> interfaces,
            Optional<Ipv4Address> gateway,
            Map<String, Ipv4Address> hosts,
            RandomGenerator random,
            PacketAllocator allocator) {
        this(name, interfaces, gateway, hosts, random, allocator, TcpSettings.DEFAULT);
    }

    public NodeSettings {
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("'" + name + "' cannot name a node: use letters, digits, - and _");
        }
        if (interfaces.isEmpty()) {
            throw new IllegalArgumentException("node " + name + " has no interface");
        }
        interfaces = List.copyOf(interfaces);
        hosts = java.util.Collections.unmodifiableMap(new TreeMap<>(hosts));
    }

    public NodeSettings withDns(DnsSettings names) {
        return new NodeSettings(name, interfaces, gateway, hosts, random, allocator, tcp, tcpLimits, names);
    }

    public NodeSettings withTcpLimits(TcpLimits limits) {
        return new NodeSettings(name, interfaces, gateway, hosts, random, allocator, tcp, limits, dns);
    }

    /** The same with these name servers and this search list. */
    public NodeSettings withNameServers(List<Ipv4Address> nameServers, List<DnsName> searchList) {
        return withDns(DnsSettings.of(nameServers, searchList));
    }
}
