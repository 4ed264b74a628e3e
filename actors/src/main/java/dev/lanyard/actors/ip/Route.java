package dev.lanyard.actors.ip;

import dev.lanyard.link.LinkCapabilities;

/**
 * How a destination is reached.
 *
 * @param interfaceIndex of the node's interface, from 0, or {@link RoutingTable#LOOPBACK_INDEX}
 * @param source address that packets leave with unless their socket is bound to another
 * @param nextHop the gateway, or the destination itself if it is on-link, or {@link Ipv4Address#BROADCAST} for any broadcast
 * @param capabilities of the interface's link
 */
public record Route(int interfaceIndex, Ipv4Address source, Ipv4Address nextHop, LinkCapabilities capabilities) {}
