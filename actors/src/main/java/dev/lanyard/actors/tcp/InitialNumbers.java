package dev.lanyard.actors.tcp;

import java.util.random.RandomGenerator;

/**
 * Where a connection's numbers start: for each pair of endpoints a secret offset from the clock, so that nobody outside can
 * guess them and each incarnation starts above the last (RFC 6528 for sequence numbers, RFC 7323 §5.4 for timestamps).
 */
final class InitialNumbers {
    /** M, the timer of RFC 6528 §3: one tick each 4 microseconds. */
    private static final long TICK = 4_000;

    private final SipHash sequences;
    private final SipHash timestamps;

    InitialNumbers(RandomGenerator random) {
        sequences = new SipHash(random.nextLong(), random.nextLong());
        timestamps = new SipHash(random.nextLong(), random.nextLong());
    }

    /**
     * @param addresses local address in the upper half, remote in the lower
     * @param ports likewise
     */
    int sequence(long addresses, int ports, long now) {
        return (int) (now / TICK) + (int) sequences.hash(addresses, ports & 0xffff_ffffL);
    }

    int timestampOffset(long addresses, int ports) {
        return (int) timestamps.hash(addresses, ports & 0xffff_ffffL);
    }
}
