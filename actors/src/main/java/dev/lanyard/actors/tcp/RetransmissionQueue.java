package dev.lanyard.actors.tcp;

/** The SACK scoreboard (RFC 6675 §3): what was sent and is not acknowledged, and on each entry what is known of it. */
final class RetransmissionQueue extends SentSegments {
    /** The receiver has it. */
    static final int SACKED = 1;
    /** Deemed lost. */
    static final int LOST = 2;
    /** Deemed lost, and sent again since. */
    static final int RETRANSMITTED = 4;
    /** Sent more than once: no RTT sample (Karn). */
    static final int AMBIGUOUS = 8;

    private int sacked;
    private int lost;
    private int retransmitted;
    private long delivered;
    /** End of the highest entry that was sent more than once. */
    private int repeatedEnd;

    private Deliveries listener = Deliveries.NONE;
    private long ackedSentAt;

    void listener(Deliveries deliveries) {
        listener = deliveries;
    }

    /** Makes the queue empty at a sequence number. */
    void restart(int seq) {
        clear(seq);
        sacked = 0;
        lost = 0;
        retransmitted = 0;
        repeatedEnd = seq;
    }

    int sackedBytes() {
        return sacked;
    }

    int lostBytes() {
        return lost;
    }

    /** Of those, bytes that were sent again. */
    int repairedBytes() {
        return retransmitted;
    }

    /** Whether anything in flight was sent more than once. */
    boolean hasRepeated() {
        return SeqNumber.greaterThan(repeatedEnd, start());
    }

    /** What is thought to be in the network (RFC 6675 §4 Pipe). */
    int pipe() {
        return outstanding() - sacked - lost + retransmitted;
    }

    /** Whether something deemed lost has not been sent again. */
    boolean hasLost() {
        return lost > retransmitted;
    }

    /** Bytes that the receiver is known to have, since the beginning. */
    long delivered() {
        return delivered;
    }

    /**
     * Removes what a cumulative ACK covers.
     *
     * @return when the oldest of it was sent that had not been reported before, or {@link Long#MAX_VALUE} if there is no such
     *     thing or if anything of it was sent twice
     */
    long acknowledge(int ack) {
        ackedSentAt = Long.MAX_VALUE;
        while (!isEmpty() && SeqNumber.atMost(end(0), ack)) {
            sample(0);
            deliver(0, end(0));
            account(0, -length(0));
            pop();
        }
        if (!isEmpty() && SeqNumber.lessThan(start(), ack)) {
            sample(0);
            deliver(0, ack);
            account(0, start() - ack);
        }
        cutFront(ack);
        repeatedEnd = SeqNumber.max(repeatedEnd, ack);
        return ackedSentAt == Long.MIN_VALUE ? Long.MAX_VALUE : ackedSentAt;
    }

    /** The receiver has an entry up to there. */
    private void deliver(int i, int end) {
        if (!has(i, SACKED)) {
            delivered += end - start(i);
            listener.delivered(end, sentAt(i), has(i, AMBIGUOUS));
        }
    }

    /** An ACK of anything that was sent twice says nothing: the rest may have waited at the receiver for just that (Karn). */
    private void sample(int i) {
        if (has(i, AMBIGUOUS)) {
            ackedSentAt = Long.MIN_VALUE;
        } else if (!has(i, SACKED)) {
            ackedSentAt = Math.min(ackedSentAt, sentAt(i));
        }
    }

    /** Adds bytes to the sums that an entry's flags take part in. */
    private void account(int i, int bytes) {
        int flag = flags(i);
        if ((flag & SACKED) != 0) {
            sacked += bytes;
        }
        if ((flag & LOST) != 0) {
            lost += bytes;
        }
        if ((flag & RETRANSMITTED) != 0) {
            retransmitted += bytes;
        }
    }

    /** Replaces an entry's flags but for AMBIGUOUS, which stays. */
    private void mark(int i, int set, int clear) {
        account(i, -length(i));
        flags(i, set, clear);
        account(i, length(i));
    }

    /**
     * Records a SACK block that lies between SND.UNA and SND.NXT. An entry that it covers in part is cut at a multiple of the
     * segment size, so that no peer can shred the queue.
     *
     * @return bytes reported for the first time
     */
    int sack(int left, int right, int mss) {
        int before = sacked;
        int i = indexOf(left);
        if (i < count() && SeqNumber.lessThan(start(i), left)) {
            i = splitAtSegment(i, left, mss, true);
        }
        while (i < count() && SeqNumber.lessThan(start(i), right)) {
            if (SeqNumber.greaterThan(end(i), right)) {
                int next = splitAtSegment(i, right, mss, false);
                if (next == i || SeqNumber.greaterThan(end(i), right)) {
                    break;
                }
            }
            if (!has(i, SACKED)) {
                deliver(i, end(i));
                mark(i, SACKED, LOST | RETRANSMITTED);
            }
            i++;
        }
        return sacked - before;
    }

    /** Cuts near a sequence number, above it or below, and returns the index of the upper part, or of the entry if uncut. */
    private int splitAtSegment(int i, int seq, int mss, boolean up) {
        int offset = seq - start(i);
        int multiple = (up ? offset + mss - 1 : offset) / mss * mss;
        if (multiple == 0) {
            return i;
        }
        if (multiple < length(i) && !isFull()) {
            split(i, start(i) + multiple);
        }
        return i + 1;
    }

    /** Forgets what the receiver reported: it has thrown it away (RFC 2018 §8). */
    void forgetSacked() {
        for (int i = 0; i < count(); i++) {
            mark(i, 0, SACKED);
        }
    }

    /** Bytes deemed lost and not sent again. */
    int newlyLostBytes() {
        return lost - retransmitted;
    }

    /** Of those, bytes in entries that begin in a range, which does not begin below SND.UNA. */
    int newlyLostBytes(int from, int to) {
        int bytes = 0;
        for (int i = indexOf(from); i < count() && SeqNumber.lessThan(start(i), to); i++) {
            bytes += has(i, LOST) && !has(i, RETRANSMITTED) ? length(i) : 0;
        }
        return bytes;
    }

    /** Deems lost what begins in a range, which does not begin below SND.UNA, unless the receiver has reported it. */
    void markRangeLost(int from, int to) {
        for (int i = indexOf(from); i < count() && SeqNumber.lessThan(start(i), to); i++) {
            if (!has(i, SACKED)) {
                mark(i, LOST, RETRANSMITTED);
            }
        }
    }

    /** Deems everything lost that the receiver has not reported, sent again or not. */
    void markAllLost() {
        for (int i = 0; i < count(); i++) {
            if (!has(i, SACKED)) {
                mark(i, LOST, RETRANSMITTED);
            }
        }
    }

    /** Deems the first {@code bytes} lost, at least, unless they are reported or already deemed so. */
    void markFrontLost(int bytes) {
        if (isEmpty() || has(0, SACKED | LOST)) {
            return;
        }
        if (length(0) > bytes && !isFull()) {
            split(0, start() + bytes);
        }
        mark(0, LOST, 0);
    }

    /**
     * RFC 8985 §6.2 step 5: deems lost what was sent before a segment that was delivered, and before a deadline.
     *
     * @param deliveredSentAt when that segment was sent; the next parameter is where it ends
     * @param deadline what was sent then or before is too late
     * @return nanoseconds until everything that was sent before it is too late, 0 if it is or nothing was
     */
    long markLost(long deliveredSentAt, int deliveredEnd, long deadline) {
        long timeout = 0;
        for (int i = 0; i < count(); i++) {
            boolean before = Rack.sentAfter(deliveredSentAt, deliveredEnd, sentAt(i), end(i));
            if (!before && SeqNumber.atLeast(start(i), repeatedEnd)) {
                // from here on everything was sent once, and later
                break;
            }
            if (before && !has(i, SACKED) && (!has(i, LOST) || has(i, RETRANSMITTED))) {
                long remaining = sentAt(i) - deadline;
                if (remaining <= 0) {
                    mark(i, LOST, RETRANSMITTED);
                } else {
                    timeout = Math.max(timeout, remaining);
                }
            }
        }
        return timeout;
    }

    /** Deems nothing lost any more. */
    void forgetLost() {
        for (int i = 0; i < count(); i++) {
            mark(i, 0, LOST | RETRANSMITTED);
        }
    }

    /** Index of the first entry that is to be sent again; there must be one. */
    int firstLost() {
        int i = 0;
        while (!has(i, LOST) || has(i, RETRANSMITTED)) {
            i++;
        }
        return i;
    }

    /** An entry was sent again. */
    void resent(int i, long now) {
        mark(i, (has(i, LOST) ? RETRANSMITTED : 0) | AMBIGUOUS, 0);
        repeatedEnd = SeqNumber.max(repeatedEnd, end(i));
        sentAt(i, now);
    }
}
