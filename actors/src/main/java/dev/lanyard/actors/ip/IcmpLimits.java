package dev.lanyard.actors.ip;

/**
 * How many ICMP errors a node sends (RFC 1812 §4.3.2.8).
 *
 * @param perSecond in all, in the long run
 * @param burst in all, at once
 * @param perSecondToOne to one host, in the long run
 * @param burstToOne to one host, at once
 * <p>Each is 1 to 1,000,000.
 */
public record IcmpLimits(int perSecond, int burst, int perSecondToOne, int burstToOne) {
    public static final IcmpLimits DEFAULT = new IcmpLimits(1000, 50, 100, 20);

    public IcmpLimits {
        require(perSecond);
        require(burst);
        require(perSecondToOne);
        require(burstToOne);
    }

    private static void require(int limit) {
        if (limit < 1 || limit > 1_000_000) {
            throw new IllegalArgumentException("a limit of ICMP errors is 1 to 1000000, not " + limit);
        }
    }

    /** As many to all, and as many to one host. */
    public static IcmpLimits of(int perSecond, int burst) {
        return new IcmpLimits(perSecond, burst, perSecond, burst);
    }
}
