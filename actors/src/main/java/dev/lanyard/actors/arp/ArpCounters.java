package dev.lanyard.actors.arp;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What ARP counts, summed over the interfaces that share it. */
public final class ArpCounters {
    public final CounterGroup<ArpDrop> group = new CounterGroup<>("arp", ArpDrop.class);
    public final Counter requestsReceived = group.counter("requests-received");
    public final Counter repliesReceived = group.counter("replies-received");
    public final Counter requestsSent = group.counter("requests-sent");
    public final Counter repliesSent = group.counter("replies-sent");
    /** Addresses that another station was found to have before we took them. */
    public final Counter conflicts = group.counter("conflicts");
    /** Times that an address of ours was announced because another station used it. */
    public final Counter defended = group.counter("defended");
    /** Addresses given up because another station insisted. */
    public final Counter yielded = group.counter("yielded");
    /** Packets whose next hop did not answer. */
    public final Counter unreachable = group.counter("unreachable");
}
