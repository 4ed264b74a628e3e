package dev.lanyard.actors.ethernet;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What the Ethernet layer counts, summed over the interfaces that share it. */
public final class EthernetCounters {
    public final CounterGroup<EthernetDrop> group = new CounterGroup<>("ethernet", EthernetDrop.class);
    /** Frames handed to a protocol above. */
    public final Counter received = group.counter("received");
    /** Frames handed to the link. */
    public final Counter transmitted = group.counter("transmitted");
}
