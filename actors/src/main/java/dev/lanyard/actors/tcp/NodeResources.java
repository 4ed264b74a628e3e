package dev.lanyard.actors.tcp;

import java.util.random.RandomGenerator;

/** What the connections of one node, which take turns on one thread, share. */
final class NodeResources {
    /** Descriptors for the segment at hand; good during one call. */
    final TcpSegment incoming = new TcpSegment();

    final TcpSegment outgoing = new TcpSegment();
    final BufferBudget buffers;
    final TcpCounters counters;

    private final NodeBudget challenges;

    NodeResources(RandomGenerator random, TcpLimits limits, TcpCounters counters) {
        this.counters = counters;
        buffers = new BufferBudget(limits.buffers());
        challenges = new NodeBudget(random, limits.challenges());
    }

    /** Those of a connection that shares nothing. */
    private NodeResources() {
        counters = new TcpCounters();
        buffers = new BufferBudget(Long.MAX_VALUE);
        challenges = null;
    }

    static NodeResources unshared() {
        return new NodeResources();
    }

    /** Whether the node may send one more challenge ACK now. */
    boolean challenge(long now) {
        return challenges == null || challenges.take(now);
    }
}
