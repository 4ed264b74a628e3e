package dev.lanyard.actors.raw;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What raw sockets count. */
public final class RawCounters {
    public final CounterGroup<RawDrop> group = new CounterGroup<>("raw", RawDrop.class);
    /** Copies handed to sockets. */
    public final Counter received = group.counter("received");

    public final Counter sent = group.counter("sent");
    /** ICMP errors that a socket was told of. */
    public final Counter errors = group.counter("errors");
    /** Open now. */
    public final Counter sockets = group.counter("sockets");
}
