package dev.lanyard.actors.arp;

import java.time.Duration;

/**
 * How long a station looks for another that has an address before it takes the address (RFC 5227 §1.1).
 *
 * @param delay most that passes before the first probe, at random (PROBE_WAIT)
 * @param probes how many (PROBE_NUM)
 * @param minimum between two probes (PROBE_MIN)
 * @param maximum between two probes (PROBE_MAX)
 * @param settle after the last one (ANNOUNCE_WAIT)
 */
public record ConflictTiming(Duration delay, int probes, Duration minimum, Duration maximum, Duration settle) {
    /** As RFC 5227 wants it on an Ethernet: 4 to 7 seconds. */
    public static final ConflictTiming RFC_5227 = new ConflictTiming(
            Duration.ofSeconds(1), 3, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));

    /**
     * For one who waits for an address from a server that has looked already: 300 to 400 milliseconds. Finds a station that
     * answers at once; misses one whose first frames a bridge is still withholding.
     */
    public static final ConflictTiming QUICK = new ConflictTiming(
            Duration.ZERO, 2, Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(200));
}
