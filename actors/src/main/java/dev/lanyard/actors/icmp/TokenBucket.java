package dev.lanyard.actors.icmp;

import java.time.Duration;

/** Limits how often something is done: so many times at once, and so many times a second in the long run. */
public final class TokenBucket {
    private final long interval;
    private final long depth;
    /** When the bucket would have been empty with no token taken since: the further back, the fuller. */
    private long empty;

    /**
     * @param perSecond tokens that are added in a second, at least 1
     * @param burst tokens that the bucket holds, at least 1; it begins full
     * @param now nanoseconds of a monotonic clock
     */
    public TokenBucket(int perSecond, int burst, long now) {
        interval = Duration.ofSeconds(1).toNanos() / perSecond;
        depth = interval * burst;
        empty = now - depth;
    }

    /** Takes a token if there is one. */
    public boolean take(long now) {
        if (now - empty > depth) {
            empty = now - depth;
        }
        if (now - empty < interval) {
            return false;
        }
        empty += interval;
        return true;
    }
}
