package dev.lanyard.actors.tcp;

/**
 * Limits the ACKs that hostile or confused segments draw from a connection (RFC 5961 §7): a bucket of {@code burst} ACKs that
 * fills by one each interval. One per connection and purpose, since a bucket that is shared can be read from outside.
 */
final class AckBudget {
    private final int burst;
    private final long interval;
    private long full = Long.MIN_VALUE;

    /**
     * @param interval nanoseconds
     */
    AckBudget(int burst, long interval) {
        this.burst = burst;
        this.interval = interval;
    }

    /** Whether one more ACK may go out now. */
    boolean take(long now) {
        // "full" is when the bucket would be full again if nothing more were taken
        long start = Math.max(full, now);
        if (start + interval - now > burst * interval) {
            return false;
        }
        full = start + interval;
        return true;
    }
}
