package dev.lanyard.node;

import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.igmp.IgmpSettings;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.StaticRoute;
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
 * @param ip whether it is a router, and how its IPv4 layer behaves else
 * @param routes besides the default route
 * @param igmp the newest version of IGMP that it speaks, and in how many multicast groups it may be
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
        DnsSettings dns,
        Ipv4Settings ip,
        List<StaticRoute> routes,
        IgmpSettings igmp) {

    /** A host without name servers and without more routes. */
    public NodeSettings(
            String name,
            List<InterfaceSettings> interfaces,
            Optional<Ipv4Address> gateway,
            Map<String, Ipv4Address> hosts,
            RandomGenerator random,
            PacketAllocator allocator,
            TcpSettings tcp) {
        this(
                name,
                interfaces,
                gateway,
                hosts,
                random,
                allocator,
                tcp,
                TcpLimits.DEFAULT,
                DnsSettings.NONE,
                Ipv4Settings.HOST,
                List.of(),
                IgmpSettings.DEFAULT);
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
        routes = List.copyOf(routes);
        if (interfaces.stream().map(InterfaceSettings::name).distinct().count() < interfaces.size()) {
            throw new IllegalArgumentException("node " + name + " has two interfaces of one name");
        }
        hosts = java.util.Collections.unmodifiableMap(new TreeMap<>(hosts));
    }

    /**
     * The index of an interface.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public int interfaceIndex(String interfaceName) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).name().equals(interfaceName)) {
                return i;
            }
        }
        throw new IllegalArgumentException("there is no interface " + interfaceName + "; there are: "
                + String.join(
                        ", ", interfaces.stream().map(InterfaceSettings::name).toList()));
    }

    /** The same with other settings of the IPv4 layer. */
    public NodeSettings withIp(Ipv4Settings settings) {
        return new NodeSettings(
                name, interfaces, gateway, hosts, random, allocator, tcp, tcpLimits, dns, settings, routes, igmp);
    }

    /** The same with these routes besides the default one. */
    public NodeSettings withRoutes(List<StaticRoute> others) {
        return new NodeSettings(
                name, interfaces, gateway, hosts, random, allocator, tcp, tcpLimits, dns, ip, others, igmp);
    }

    public NodeSettings withDns(DnsSettings names) {
        return new NodeSettings(
                name, interfaces, gateway, hosts, random, allocator, tcp, tcpLimits, names, ip, routes, igmp);
    }

    public NodeSettings withTcpLimits(TcpLimits limits) {
        return new NodeSettings(
                name, interfaces, gateway, hosts, random, allocator, tcp, limits, dns, ip, routes, igmp);
    }

    /** The same with other settings of IGMP. */
    public NodeSettings withIgmp(IgmpSettings settings) {
        return new NodeSettings(
                name, interfaces, gateway, hosts, random, allocator, tcp, tcpLimits, dns, ip, routes, settings);
    }

    /** The same with these name servers and this search list. */
    public NodeSettings withNameServers(List<Ipv4Address> nameServers, List<DnsName> searchList) {
        return withDns(DnsSettings.of(nameServers, searchList));
    }
}
