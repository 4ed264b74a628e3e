package dev.lanyard.actors.tcp;

import java.util.random.RandomGenerator;

/**
 * How often a whole node does something for strangers: so many times a second on average. What one second allows is drawn
 * between a half and one and a half of that, because a fixed budget that all connections share tells an outsider, who uses up
 * the rest, what others took of it (the attack on RFC 5961 of 2016, CVE-2016-5696).
 */
final class NodeBudget {
    private static final long SECOND = 1_000_000_000L;

    private final RandomGenerator random;
    private final int perSecond;
    private long end = Long.MIN_VALUE;
    private int left;

    /**
     * @param perSecond at least 1
     */
    NodeBudget(RandomGenerator random, int perSecond) {
        this.random = random;
        this.perSecond = perSecond;
    }

    /** Whether it may be done once more now. */
    boolean take(long now) {
        if (now >= end) {
            end = now + SECOND;
            left = Math.max(1, perSecond / 2 + random.nextInt(perSecond));
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
