package dev.lanyard.actors.tcp;

import java.util.Arrays;

/** The deadlines of one connection, of which only the earliest is armed. */
final class TcpTimers {
    static final long NONE = Long.MAX_VALUE;

    /** Runs while something is unacknowledged: never together with PERSIST and OVERRIDE. */
    static final int RETRANSMIT = 0;
    /** The window is closed: probe it (RFC 9293 §3.8.6.1). */
    static final int PERSIST = 1;
    /** Sends less than a full segment into a small window (RFC 9293 §3.8.6.2.1). */
    static final int OVERRIDE = 2;

    static final int DELAYED_ACK = 3;
    static final int KEEP_ALIVE = 4;
    /** The end of TIME_WAIT, or of FIN_WAIT_2 without an application. */
    static final int LIFETIME = 5;
    /** Gives the memory of idle buffers back. */
    static final int TRIM = 6;
    /** The end of a flight may be lost: probe it (RFC 8985 §7). Never later than RETRANSMIT, and goes before it. */
    static final int PROBE = 7;
    /** What is late may be reordered: after this it is lost (RFC 8985 §6). */
    static final int REORDERING = 8;

    private static final int COUNT = 9;

    private final long[] deadlines = new long[COUNT];

    TcpTimers() {
        clear();
    }

    void set(int timer, long deadline) {
        deadlines[timer] = deadline;
    }

    void setIfIdle(int timer, long deadline) {
        if (deadlines[timer] == NONE) {
            deadlines[timer] = deadline;
        }
    }

    void cancel(int timer) {
        deadlines[timer] = NONE;
    }

    void clear() {
        Arrays.fill(deadlines, NONE);
    }

    boolean isSet(int timer) {
        return deadlines[timer] != NONE;
    }

    long get(int timer) {
        return deadlines[timer];
    }

    /** Whether a timer is due; then it is set no longer. */
    boolean expire(int timer, long now) {
        if (deadlines[timer] > now) {
            return false;
        }
        deadlines[timer] = NONE;
        return true;
    }

    /** The earliest deadline, or {@link #NONE}. */
    long earliest() {
        long earliest = NONE;
        for (long deadline : deadlines) {
            earliest = Math.min(earliest, deadline);
        }
        return earliest;
    }
}
