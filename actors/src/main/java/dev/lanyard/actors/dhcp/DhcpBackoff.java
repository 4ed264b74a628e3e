package dev.lanyard.actors.dhcp;

import java.util.random.RandomGenerator;

/** How long to wait for an answer: 4, 8, 16, 32, then always 64 seconds, each with up to a second more or less (RFC 2131 §4.1). */
final class DhcpBackoff {
    private static final long SECOND = 1_000_000_000L;
    private static final int LONGEST = 64;

    private final RandomGenerator random;
    private int seconds = 4;
    private int count;

    DhcpBackoff(RandomGenerator random) {
        this.random = random;
    }

    void reset() {
        seconds = 4;
        count = 0;
    }

    /** How often {@link #next} was called since the reset. */
    int count() {
        return count;
    }

    /** Nanoseconds. */
    long next() {
        long wait = seconds * SECOND + random.nextLong(-SECOND, SECOND + 1);
        seconds = Math.min(LONGEST, seconds * 2);
        count++;
        return wait;
    }
}
