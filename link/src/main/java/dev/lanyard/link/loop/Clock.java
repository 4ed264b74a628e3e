package dev.lanyard.link.loop;

import java.time.Instant;

/** The time of an event loop: real on a live one, a number that jumps from timer to timer on a virtual one. */
public interface Clock {
    /** Nanoseconds of a monotonic clock with an arbitrary origin; differences are what counts. */
    long nanos();

    /** The time of day that belongs to {@link #nanos()}. */
    Instant instant();
}
