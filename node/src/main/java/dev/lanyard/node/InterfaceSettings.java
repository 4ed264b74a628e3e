package dev.lanyard.node;

import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import java.util.List;

/**
 * One network interface of a node.
 *
 * @param name unique in the node: {@code eth0}
 * @param mac its unicast address
 * @param addresses its IPv4 addresses with their on-link networks, perhaps none yet
 * @param mtu in bytes, or 0 for that of the link; the smaller of both counts
 * @param link where its frames go
 */
public record InterfaceSettings(String name, MacAddress mac, List<Ipv4Prefix> addresses, int mtu, LinkFactory link) {
    public InterfaceSettings {
        addresses = List.copyOf(addresses);
    }

    /** With one address. */
    public InterfaceSettings(String name, MacAddress mac, Ipv4Prefix address, int mtu, LinkFactory link) {
        this(name, mac, List.of(address), mtu, link);
    }
}
