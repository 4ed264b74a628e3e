package dev.lanyard.node;

import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;

/**
 * One network interface of a node.
 *
 * @param name unique in the node: {@code eth0}
 * @param mac its unicast address
 * @param address its IPv4 address and on-link network, or that DHCP gives it one
 * @param mtu in bytes, or 0 for that of the link; the smaller of both counts
 * @param link where its frames go
 */
public record InterfaceSettings(String name, MacAddress mac, InterfaceAddress address, int mtu, LinkFactory link) {
    /** With a fixed address. */
    public InterfaceSettings(String name, MacAddress mac, Ipv4Prefix address, int mtu, LinkFactory link) {
        this(name, mac, new InterfaceAddress.Static(address), mtu, link);
    }
}
