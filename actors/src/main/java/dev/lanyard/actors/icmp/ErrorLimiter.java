package dev.lanyard.actors.icmp;

import dev.lanyard.actors.ip.IcmpLimits;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * How many errors are sent (RFC 1812 §4.3.2.8): so many in all, and so many to one host, that one who provokes them does not
 * silence us towards others. Bounded: the host that was told longest ago is forgotten.
 */
final class ErrorLimiter {
    /** Hosts that are remembered. */
    static final int HOSTS = 256;

    private final IcmpLimits limits;
    private final TokenBucket all;
    private final LinkedHashMap<Integer, TokenBucket> hosts = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param now nanoseconds of a monotonic clock
     */
    ErrorLimiter(IcmpLimits limits, long now) {
        this.limits = limits;
        all = new TokenBucket(limits.perSecond(), limits.burst(), now);
    }

    /** Whether an error may be sent to a host now; if so, it counts. */
    boolean take(int host, long now) {
        TokenBucket one = hosts.get(host);
        if (one == null) {
            if (hosts.size() == HOSTS) {
                Iterator<Integer> oldest = hosts.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
            one = new TokenBucket(limits.perSecondToOne(), limits.burstToOne(), now);
            hosts.put(host, one);
        }
        return one.take(now) && all.take(now);
    }
}
