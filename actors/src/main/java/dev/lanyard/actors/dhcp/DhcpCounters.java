package dev.lanyard.actors.dhcp;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What the DHCP client counts. */
public final class DhcpCounters {
    public final CounterGroup<DhcpDrop> group = new CounterGroup<>("dhcp", DhcpDrop.class);
    /** Messages sent. */
    public final Counter sent = group.counter("sent");
    /** Messages received and used. */
    public final Counter received = group.counter("received");
    /** Times that an address was taken into use. */
    public final Counter bound = group.counter("bound");
    /** Times that a lease was extended. */
    public final Counter renewed = group.counter("renewed");

    public final Counter naks = group.counter("naks");
    /** Addresses that another host had already. */
    public final Counter declined = group.counter("declined");
    /** Leases that ended because no server extended them. */
    public final Counter expired = group.counter("expired");
}
