package dev.lanyard.actors.tcp;

/** TS.Recent: which of the peer's timestamps is echoed, and which is too old to be true (RFC 7323 §4.3, §5). */
final class RecentTimestamp {
    /** After this long without a segment it says nothing any more: 24 days (RFC 7323 §5.5). */
    private static final long LIFETIME = 24L * 24 * 3600 * 1_000_000_000L;

    private int value;
    private long at;
    private int lastAckSent;

    void start(int tsVal, int rcvNxt, long now) {
        value = tsVal;
        at = now;
        lastAckSent = rcvNxt;
    }

    int value() {
        return value;
    }

    /** An ACK of everything below goes out. */
    void acknowledged(int rcvNxt) {
        lastAckSent = rcvNxt;
    }

    /** §5.3 R1, with §5.5: whether the timestamp is too old. */
    boolean isOlder(int tsVal, long now) {
        return SeqNumber.lessThan(tsVal, value) && now - at < LIFETIME;
    }

    /** §4.3: it follows segments that span the last ACK sent. */
    void update(TcpSegment segment, long now) {
        if (SeqNumber.atMost(segment.seq, lastAckSent)
                && (SeqNumber.atLeast(segment.tsVal, value) || now - at >= LIFETIME)) {
            value = segment.tsVal;
            at = now;
        }
    }
}
