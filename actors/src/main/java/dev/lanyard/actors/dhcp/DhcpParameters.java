package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.LinkCapabilities;
import java.util.List;
import java.util.Optional;

/** What a server told a client about its network, with or without a lease (RFC 2132). */
public record DhcpParameters(DhcpOptions options) {
    public List<Ipv4Address> routers() {
        return options.addresses(DhcpOption.ROUTER);
    }

    public List<Ipv4Address> nameServers() {
        return options.addresses(DhcpOption.DOMAIN_NAME_SERVER);
    }

    /** NTP servers in the order of preference. */
    public List<Ipv4Address> timeServers() {
        return options.addresses(DhcpOption.NTP_SERVERS);
    }

    public Optional<String> hostName() {
        return options.text(DhcpOption.HOST_NAME);
    }

    public Optional<String> domain() {
        return options.text(DhcpOption.DOMAIN_NAME);
    }

    /** The search option's names, or else the domain (RFC 3397 §1). */
    public List<DnsName> searchList() {
        List<DnsName> names = options.searchList();
        if (!names.isEmpty() || domain().isEmpty()) {
            return names;
        }
        try {
            return List.of(DnsName.parse(domain().get()));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Bytes of the largest packet, if the server names one that is possible (RFC 2132 §5.1). */
    public Optional<Integer> mtu() {
        return options.number(DhcpOption.INTERFACE_MTU)
                .map(Long::intValue)
                .filter(mtu -> mtu >= LinkCapabilities.MINIMUM_MTU);
    }

    public Optional<Ipv4Address> broadcast() {
        return options.address(DhcpOption.BROADCAST_ADDRESS);
    }
}
