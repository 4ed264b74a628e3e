package dev.lanyard.actors.udp;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What UDP counts. */
public final class UdpCounters {
    public final CounterGroup<UdpDrop> group = new CounterGroup<>("udp", UdpDrop.class);
    /** Datagrams handed to a socket. */
    public final Counter received = group.counter("received");
    /** Datagrams handed to IPv4. */
    public final Counter sent = group.counter("sent");
    /** ICMP errors about datagrams of ours. */
    public final Counter errors = group.counter("errors");
    /** Sockets that are open. */
    public final Counter sockets = group.counter("sockets");
}
