package dev.lanyard.actors.packet;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What packet sockets count. */
public final class PacketCounters {
    public final CounterGroup<PacketDrop> group = new CounterGroup<>("packet", PacketDrop.class);
    /** Copies handed to sockets. */
    public final Counter received = group.counter("received");

    public final Counter sent = group.counter("sent");
    /** Open now. */
    public final Counter sockets = group.counter("sockets");
}
