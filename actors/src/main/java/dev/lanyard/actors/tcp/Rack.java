package dev.lanyard.actors.tcp;

/**
 * RACK (RFC 8985 §6): what was sent before something that has been delivered, and long enough before, is lost. Also finds lost
 * retransmissions, which no count of duplicates can.
 */
final class Rack implements Deliveries {
    /** Below this the reordering window makes no sense: clocks and batches of the machines at both ends are no finer. */
    static final long GRANULARITY = 1_000_000;

    private static final int DSACK_FREE_RECOVERIES = 16;

    private final RetransmissionQueue queue;
    private long xmitTs = Long.MIN_VALUE;
    private int endSeq;
    private long rtt;
    private long minRtt = Long.MAX_VALUE;
    private int fack;
    private boolean reorderingSeen;
    private int reoWndMult = 1;
    private int reoWndPersist;
    private boolean inDsackRound;
    private int dsackRound;
    private long timeout;

    // the ACK that is being processed
    private long now;
    private int fackBefore;
    private boolean hasEcho;
    private int echo;
    private int clockOffset;
    private boolean originalDelivered;
    private int originalLimit;

    Rack(RetransmissionQueue queue) {
        this.queue = queue;
    }

    /**
     * @param minRtt what the handshake took, or {@link Long#MAX_VALUE}
     */
    void start(int sndUna, long minRtt) {
        this.minRtt = minRtt;
        fack = sndUna;
        endSeq = sndUna;
    }

    /**
     * An ACK is about to be processed.
     *
     * @param echo TSecr, if there is one
     * @param clockOffset what TSval exceeds the clock by
     * @param originalLimit end of what {@link #originalDelivered} is about
     */
    void begin(long now, boolean hasEcho, int echo, int clockOffset, int originalLimit) {
        this.now = now;
        this.hasEcho = hasEcho;
        this.echo = echo;
        this.clockOffset = clockOffset;
        this.originalLimit = originalLimit;
        fackBefore = fack;
        originalDelivered = false;
    }

    /** Steps 1 to 3. */
    @Override
    public void delivered(int end, long sentAt, boolean repeated) {
        long sample = now - sentAt;
        if (repeated) {
            // the ACK may be of an earlier copy
            int stamp = (int) (sentAt / 1_000_000) + clockOffset;
            if (hasEcho && SeqNumber.lessThan(echo, stamp) || minRtt != Long.MAX_VALUE && sample < minRtt) {
                return;
            }
        } else {
            minRtt = Math.min(minRtt, sample);
            originalDelivered |= SeqNumber.atMost(end, originalLimit);
            reorderingSeen |= SeqNumber.atMost(end, fackBefore);
        }
        fack = SeqNumber.max(fack, end);
        if (sentAfter(sentAt, end, xmitTs, endSeq)) {
            xmitTs = sentAt;
            endSeq = end;
            rtt = sample;
        }
    }

    /** Whether this ACK is the first to tell of something below the limit that was sent once only. */
    boolean originalDelivered() {
        return originalDelivered;
    }

    static boolean sentAfter(long sentAt, int end, long otherSentAt, int otherEnd) {
        return sentAt > otherSentAt || sentAt == otherSentAt && SeqNumber.greaterThan(end, otherEnd);
    }

    /** Step 4: a duplicate was sent, so we were too fast; once for each round trip. */
    void onDuplicateReport(int sndUna, int sndNxt) {
        reorderingSeen = true;
        if (inDsackRound && SeqNumber.lessThan(sndUna, dsackRound)) {
            return;
        }
        inDsackRound = true;
        dsackRound = sndNxt;
        reoWndMult++;
        reoWndPersist = DSACK_FREE_RECOVERIES;
    }

    /** Step 4: a recovery is over. */
    void onRecovered() {
        if (--reoWndPersist <= 0) {
            reoWndMult = 1;
        }
    }

    /** What a late segment is waited for. Before any reordering was seen, three segments above a hole end the wait. */
    long reorderingWindow(boolean recovering, int mss, long srtt) {
        if (!reorderingSeen && (recovering || queue.sackedBytes() > (DuplicateAcks.THRESHOLD - 1) * mss)) {
            return 0;
        }
        long window = minRtt == Long.MAX_VALUE ? 0 : minRtt / 4 * reoWndMult;
        return Math.max(GRANULARITY, Math.min(window, srtt));
    }

    /**
     * Step 5.
     *
     * @return whether anything new is deemed lost
     */
    boolean detect(long reorderingWindow, long when) {
        int before = queue.lostBytes() - queue.repairedBytes();
        timeout = 0;
        if (xmitTs != Long.MIN_VALUE && (queue.sackedBytes() > 0 || queue.hasRepeated())) {
            timeout = queue.markLost(xmitTs, endSeq, when - rtt - reorderingWindow);
        }
        return queue.lostBytes() - queue.repairedBytes() > before;
    }

    /** How long to wait before the next look, or 0 if there is nothing to wait for. */
    long timeout() {
        return timeout;
    }

    long minRtt() {
        return minRtt;
    }

    boolean reorderingSeen() {
        return reorderingSeen;
    }
}
