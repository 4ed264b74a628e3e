package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;

/**
 * What a server lends.
 *
 * @param server its own address
 * @param first of the pool
 * @param last of the pool, on the same network and not before the first
 * @param seconds of a lease
 * @param options that every client is told besides those of the lease: mask, routers, name servers
 */
public record DhcpServerSettings(
        Ipv4Address server, Ipv4Address first, Ipv4Address last, long seconds, DhcpOptions options) {
    public DhcpServerSettings {
        if (Integer.compareUnsigned(first.value(), last.value()) > 0) {
            throw new IllegalArgumentException("the pool " + first + "-" + last + " ends before it begins");
        }
        if (seconds < 1 || seconds > DhcpLease.INFINITE) {
            throw new IllegalArgumentException("a lease of " + seconds + " s is not in 1.." + DhcpLease.INFINITE);
        }
    }
}
