package dev.lanyard.actors.igmp;

import java.time.Duration;

/**
 * Which version the routers of a network speak, as their general queries tell (RFC 3376 §7.2.1), and what the querier says of
 * its timing. Times are nanoseconds of any monotonic clock.
 */
final class QuerierVersion {
    /** RFC 3376 §8.1. */
    static final int DEFAULT_ROBUSTNESS = 2;
    /** RFC 3376 §8.2. */
    static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(125);

    private static final long NOT_PRESENT = Long.MIN_VALUE;

    private final IgmpVersion newest;
    private IgmpVersion mode;
    private long v1Until = NOT_PRESENT;
    private long v2Until = NOT_PRESENT;
    private int robustness = DEFAULT_ROBUSTNESS;
    private Duration interval = DEFAULT_INTERVAL;

    QuerierVersion(IgmpVersion newest) {
        this.newest = newest;
        this.mode = newest;
    }

    /** The version to speak: the oldest of our own and those that were heard lately. */
    IgmpVersion mode() {
        return mode;
    }

    int robustness() {
        return robustness;
    }

    /** Takes note of a query; says whether there is another version to be spoken from now on. */
    boolean heard(IgmpQuery query, long now) {
        if (query.version() == IgmpVersion.V3) {
            robustness = query.robustness() == 0 ? DEFAULT_ROBUSTNESS : query.robustness();
            interval = query.interval().isZero() ? DEFAULT_INTERVAL : query.interval();
        } else if (query.isGeneral()) {
            // Older Version Querier Present Timeout (RFC 3376 §8.12).
            long until = now
                    + interval.multipliedBy(robustness)
                            .plus(query.maxResponse())
                            .toNanos();
            if (query.version() == IgmpVersion.V1) {
                v1Until = until;
            } else {
                v2Until = until;
            }
        }
        return update();
    }

    /** Forgets older queriers that were not heard for long; says whether there is another version to be spoken. */
    boolean expire(long now) {
        if (v1Until <= now) {
            v1Until = NOT_PRESENT;
        }
        if (v2Until <= now) {
            v2Until = NOT_PRESENT;
        }
        return update();
    }

    private boolean update() {
        IgmpVersion before = mode;
        IgmpVersion heard =
                v1Until != NOT_PRESENT ? IgmpVersion.V1 : v2Until != NOT_PRESENT ? IgmpVersion.V2 : IgmpVersion.V3;
        mode = heard.compareTo(newest) < 0 ? heard : newest;
        return mode != before;
    }

    /** When {@link #expire} has something to do, or {@link Long#MAX_VALUE}. */
    long nextDeadline() {
        long v1 = v1Until == NOT_PRESENT ? Long.MAX_VALUE : v1Until;
        long v2 = v2Until == NOT_PRESENT ? Long.MAX_VALUE : v2Until;
        return Math.min(v1, v2);
    }
}
