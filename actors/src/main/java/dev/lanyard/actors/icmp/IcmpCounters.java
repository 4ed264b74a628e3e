package dev.lanyard.actors.icmp;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What ICMP counts. */
public final class IcmpCounters {
    public final CounterGroup<IcmpDrop> group = new CounterGroup<>("icmp", IcmpDrop.class);
    public final Counter echoesReceived = group.counter("echoes-received");
    public final Counter echoesAnswered = group.counter("echoes-answered");
    public final Counter echoesSent = group.counter("echoes-sent");
    /** Replies to echoes of ours. */
    public final Counter repliesReceived = group.counter("replies-received");
    /** Errors about packets of ours. */
    public final Counter errorsReceived = group.counter("errors-received");

    /** Requests for the time or the mask. */
    public final Counter queriesAnswered = group.counter("queries-answered");

    public final Counter errorsSent = group.counter("errors-sent");
}
