package dev.lanyard.link.loop;

/**
 * How long a loop that has nothing to do looks on before it sleeps. A thread that sleeps has to be woken, which costs more than most
 * of what a loop does and is paid by the other side: tens of microseconds where the core has gone to rest.
 *
 * <p>Looking on pays only if something comes within the window, so the loop learns from what it got: after a window in which nothing
 * came it sleeps at once the next time, then the next three times, seven and so on up to {@value #MOST_SKIPPED}; one that was worth
 * it ends that. A loop that is idle, or that shares its core with the peer that it waits for, hardly ever looks on. The idea is
 * that of the halt polling of KVM and of Linux's {@code net.core.busy_poll}.
 *
 * <p>Not thread-safe: it belongs to one loop.
 */
final class BusyPoll {
    /** Waits that are slept through, after many windows in vain, before the next one is tried. */
    static final int MOST_SKIPPED = 1023;

    private final long windowNanos;
    private int penalty;
    private int skip;

    /**
     * @param windowNanos how long to look on, in nanoseconds; 0 sleeps at once
     */
    BusyPoll(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /** How long to look on in the wait that begins now, in nanoseconds; 0 to sleep at once. */
    long begin() {
        if (skip > 0) {
            skip--;
            return 0;
        }
        return windowNanos;
    }

    /** What came of a window that was looked through. */
    void end(boolean worthIt) {
        penalty = worthIt ? 0 : Math.min(2 * penalty + 1, MOST_SKIPPED);
        skip = penalty;
    }
}
