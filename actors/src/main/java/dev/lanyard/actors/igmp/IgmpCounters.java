package dev.lanyard.actors.igmp;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What IGMP counts. */
public final class IgmpCounters {
    public final CounterGroup<IgmpDrop> group = new CounterGroup<>("igmp", IgmpDrop.class);
    /** Queries that were heeded. */
    public final Counter queriesReceived = group.counter("queries-received");
    /** Reports of others, of version 1 or 2, that were heeded. */
    public final Counter reportsReceived = group.counter("reports-received");
    /** Reports of any version. */
    public final Counter reportsSent = group.counter("reports-sent");
    /** Leaves of version 2. */
    public final Counter leavesSent = group.counter("leaves-sent");
    /** Groups joined on all interfaces, 224.0.0.1 not counted. */
    public final Counter groups = group.counter("groups");
}
