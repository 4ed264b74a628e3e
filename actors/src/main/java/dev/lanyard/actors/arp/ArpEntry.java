package dev.lanyard.actors.arp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;

/**
 * What the ARP cache knows of a neighbour at one moment.
 *
 * @param mac its hardware address, or null in {@link State#INCOMPLETE}
 */
public record ArpEntry(Ipv4Address address, MacAddress mac, State state) {
    /** Named as in RFC 4861 §7.3.2; RFC 826 has no states. */
    public enum State {
        /** Asked for, and not answered yet. Packets wait. */
        INCOMPLETE,
        /** Heard of not long ago. */
        REACHABLE,
        /** Heard of long ago: the next packet is sent there and makes us ask. */
        STALE,
        /** Configured: neither asked for nor forgotten, whatever others say. */
        PERMANENT,
        /** Being asked whether it is still there; packets go there meanwhile. */
        PROBE
    }
}
