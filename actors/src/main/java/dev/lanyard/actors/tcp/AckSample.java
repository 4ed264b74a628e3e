package dev.lanyard.actors.tcp;

/** What one ACK tells congestion control: a mutable descriptor that is filled again for each. */
public final class AckSample {
    int delivered;
    int marked;
    long rtt;
    long srtt;
    boolean limited;
    boolean roundStart;
    long now;

    /** Bytes that the receiver is now known to have and was not before, by the ACK or by SACK. */
    public int delivered() {
        return delivered;
    }

    /** Of these, bytes that arrived marked by a congested router, as far as the receiver says so (RFC 8257 §3.3). */
    public int marked() {
        return marked;
    }

    /** Round-trip time in nanoseconds that this ACK measured, or -1. */
    public long rtt() {
        return rtt;
    }

    /** Smoothed round-trip time in nanoseconds, or -1. */
    public long srtt() {
        return srtt;
    }

    /** Whether the congestion window was what held the sender back. */
    public boolean limited() {
        return limited;
    }

    /** Whether what was in flight when the last round began is acknowledged: about once in a round-trip time. */
    public boolean roundStart() {
        return roundStart;
    }

    /** Nanoseconds. */
    public long now() {
        return now;
    }
}
