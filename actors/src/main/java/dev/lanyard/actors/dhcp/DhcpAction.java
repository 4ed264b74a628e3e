package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;

/** What the client wants done. */
public sealed interface DhcpAction {
    /**
     * Send to all on the link.
     *
     * @param source of the packet; 0.0.0.0 as long as there is no address
     */
    record Broadcast(DhcpMessage message, Ipv4Address source) implements DhcpAction {}

    /** Send to a server. */
    record Unicast(DhcpMessage message, Ipv4Address source, Ipv4Address server) implements DhcpAction {}

    /** Find out whether another host has the address, and say so by {@link DhcpClient#probed}. */
    record Probe(Ipv4Address address) implements DhcpAction {}

    /**
     * Use the lease.
     *
     * @param before what was used until now and is replaced, or null
     */
    record Configure(DhcpLease lease, DhcpLease before) implements DhcpAction {}

    /** Give the lease's address up at once. */
    record Deconfigure(DhcpLease lease, String reason) implements DhcpAction {}

    /**
     * What servers said to an INFORM.
     *
     * @param options none if no server answered
     */
    record Informed(DhcpOptions options) implements DhcpAction {}
}
