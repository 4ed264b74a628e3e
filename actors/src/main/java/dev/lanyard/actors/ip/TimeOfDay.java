package dev.lanyard.actors.ip;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** The time as ICMP and IPv4 timestamps have it (RFC 1122 §3.2.2.8). */
public final class TimeOfDay {
    private TimeOfDay() {}

    /** Milliseconds since midnight UT. */
    public static int milliseconds(Instant now) {
        return (int) (LocalTime.ofInstant(now, ZoneOffset.UTC).toNanoOfDay() / 1_000_000);
    }
}
