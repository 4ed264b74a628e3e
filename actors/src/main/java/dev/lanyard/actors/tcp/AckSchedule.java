package dev.lanyard.actors.tcp;

/** When what has arrived is acknowledged (RFC 9293 §3.8.6.3, RFC 5681 §4.2), and which duplicate the next ACK tells of. */
final class AckSchedule {
    private final TcpTimers timers;
    private int unacknowledged;
    private boolean now;
    /** Segments that are still acknowledged at once: a peer in slow start waits for that. */
    private int quick;

    private boolean duplicate;
    private int duplicateLeft;
    private int duplicateRight;

    AckSchedule(TcpTimers timers, int quick) {
        this.timers = timers;
        this.quick = quick;
    }

    /** An ACK goes out in this turn. */
    void request() {
        now = true;
    }

    /** Data has arrived in order. */
    void arrived(int bytes) {
        unacknowledged += bytes;
    }

    /**
     * Whether an ACK has to go out in this turn.
     *
     * @param enough bytes that are worth one: two segments, and for a small buffer, whose peer waits for each ACK, less
     */
    boolean isDue(int enough) {
        return now || unacknowledged > 0 && (quick > 0 || unacknowledged >= enough);
    }

    /** Whether an ACK has to go out sometime. */
    boolean isPending() {
        return now || unacknowledged > 0;
    }

    /** A segment that carries an ACK goes out. */
    void sent() {
        if (unacknowledged > 0 && quick > 0) {
            quick--;
        }
        unacknowledged = 0;
        now = false;
        timers.cancel(TcpTimers.DELAYED_ACK);
    }

    /** An ACK goes out with data: requests and replies alternate, so the next one can wait for its reply too. */
    void sentWithData() {
        if (unacknowledged > 0) {
            quick = 0;
        }
        sent();
    }

    /** So much was received before: the next ACK tells the peer that it sent it in vain (RFC 2883). */
    void reportDuplicate(int left, int right) {
        if (SeqNumber.lessThan(left, right)) {
            duplicate = true;
            duplicateLeft = left;
            duplicateRight = right;
        }
    }

    /** Adds the DSACK that is due, if one is: it comes first (RFC 2883 §4). */
    void takeDuplicate(TcpSegment segment) {
        if (duplicate) {
            segment.addSackBlock(duplicateLeft, duplicateRight);
            duplicate = false;
        }
    }
}
