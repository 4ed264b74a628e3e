package dev.lanyard.actors.tcp;

/**
 * Round-trip time and retransmission timeout (RFC 6298), in nanoseconds. The floor stands under the variance and not under
 * the sum, as in Linux: a constant RTT just above the floor still leaves room for a delayed ACK.
 */
final class RttEstimator {
    /** G, the clock's granularity. */
    private static final long GRANULARITY = 1_000_000;

    private final long floor;
    private final long ceiling;
    private long srtt = -1;
    private long rttvar;
    private long minimum = Long.MAX_VALUE;
    private long base;
    private int backoff;

    /**
     * @param initial timeout before the first sample
     * @param floor what the timeout exceeds SRTT by, at least
     * @param ceiling largest timeout, backed off or not
     */
    RttEstimator(long initial, long floor, long ceiling) {
        this.floor = floor;
        this.ceiling = ceiling;
        base = initial;
    }

    /** Takes the round-trip time of a segment that was sent once, or that a timestamp identifies (Karn). */
    void sample(long rtt) {
        if (srtt < 0) {
            srtt = rtt;
            rttvar = rtt / 2;
        } else {
            rttvar += (Math.abs(srtt - rtt) - rttvar) / 4;
            srtt += (rtt - srtt) / 8;
        }
        minimum = Math.min(minimum, rtt);
        base = srtt + Math.max(floor, variance());
        backoff = 0;
    }

    private long variance() {
        return Math.max(GRANULARITY, 4 * rttvar);
    }

    /** (2.3): SRTT + max(G, 4 RTTVAR), without floor, ceiling and back-off. */
    long computed() {
        return srtt < 0 ? base : srtt + variance();
    }

    /** The timeout to arm a timer with. */
    long rto() {
        return backedOff(backoff);
    }

    /** The timeout after {@code times} doublings. */
    long backedOff(int times) {
        return times > 40 || base > ceiling >> times ? ceiling : base << times;
    }

    /** (5.5): doubles the timeout until the next sample. */
    void backOff() {
        backoff++;
    }

    /** (5.7): the SYN had to be retransmitted, so data starts with a cautious timeout, unless a sample is there. */
    void handshakeWasLossy(long timeout) {
        if (srtt < 0) {
            base = Math.max(base, timeout);
            backoff = 0;
        }
    }

    boolean hasSample() {
        return srtt >= 0;
    }

    /** Smoothed round-trip time, or -1 before the first sample. */
    long srtt() {
        return srtt;
    }

    long rttvar() {
        return rttvar;
    }

    /** Smallest round-trip time seen, or {@link Long#MAX_VALUE}. */
    long minimum() {
        return minimum;
    }
}
