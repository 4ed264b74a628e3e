package dev.lanyard.actors.tcp;

/** Tail loss probes (RFC 8985 §7): one segment that draws an ACK when the end of a flight may be lost. */
final class TailLossProbe {
    /** Longest that a receiver may hold the ACK of a lone segment: TLP.max_ack_delay. */
    private static final long MAX_ACK_DELAY = 200_000_000;
    /** PTO is at least this: two ticks of a coarse clock, or a batch at the receiver. */
    private static final long FLOOR = 2_000_000;

    private boolean outstanding;
    private boolean repeats;
    private int endSeq;

    /** §7.2. */
    static long timeout(long srtt, boolean lone) {
        return 2 * srtt + (lone ? MAX_ACK_DELAY : FLOOR);
    }

    boolean isOutstanding() {
        return outstanding;
    }

    /**
     * The probe was sent.
     *
     * @param repeats whether it is a copy
     * @param sndNxt SND.NXT behind it
     */
    void sent(boolean repeats, int sndNxt) {
        outstanding = true;
        this.repeats = repeats;
        endSeq = sndNxt;
    }

    void cancel() {
        outstanding = false;
    }

    /** Whether a DSACK tells of the probe. */
    boolean isDuplicated(int right) {
        return outstanding && repeats && right == endSeq;
    }

    /**
     * §7.4.2.
     *
     * @param duplicated whether the ACK says that the probe arrived twice
     * @param bare whether it neither advances nor reports anything
     * @return whether the probe has repaired a loss
     */
    boolean onAck(int ack, boolean duplicated, boolean bare) {
        if (!outstanding || SeqNumber.lessThan(ack, endSeq)) {
            return false;
        }
        if (!repeats || duplicated || bare) {
            outstanding = false;
            return false;
        }
        if (SeqNumber.greaterThan(ack, endSeq)) {
            outstanding = false;
            return true;
        }
        return false;
    }
}
