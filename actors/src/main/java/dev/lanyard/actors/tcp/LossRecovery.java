package dev.lanyard.actors.tcp;

/**
 * Decides what is lost and when to reduce the congestion window. With SACK this is RFC 6675. Without it is NewReno
 * (RFC 6582), in the form that each duplicate ACK stands for one segment that has left the network: that inflates nothing and
 * makes limited transmit (RFC 3042) fall out by itself.
 */
final class LossRecovery {
    /** DupThresh. */
    static final int THRESHOLD = 3;

    /** What the sender is doing about losses. */
    enum Phase {
        OPEN,
        /** Fast recovery: repairs without a timeout. */
        RECOVERY,
        /** After a timeout: slow start over everything. */
        LOSS
    }

    private final RetransmissionQueue queue;
    private final CongestionControl congestion;
    private final boolean selective;
    private Phase phase = Phase.OPEN;
    /** SND.NXT when the current or last recovery began: it ends when that is acknowledged. */
    private int recover;

    private int duplicateAcks;
    /** Without SACK: bytes that duplicate ACKs say have left the network. */
    private int departed;
    /** The next transmission of the front does not ask the congestion window. */
    private boolean forced;

    private long duplicatesReported;
    private long recoveries;

    LossRecovery(RetransmissionQueue queue, CongestionControl congestion, boolean selective) {
        this.queue = queue;
        this.congestion = congestion;
        this.selective = selective;
    }

    void start(int sndUna) {
        recover = sndUna - 1;
    }

    Phase phase() {
        return phase;
    }

    long recoveries() {
        return recoveries;
    }

    /** Segments that the peer says it received twice. */
    long duplicatesReported() {
        return duplicatesReported;
    }

    /** Bytes thought to be in the network. */
    int pipe() {
        return queue.pipe() - departed;
    }

    boolean takeForced() {
        boolean was = forced;
        forced = false;
        return was;
    }

    /**
     * Records the blocks that make sense (RFC 2018 §5, RFC 2883 §5).
     *
     * @return bytes reported for the first time
     */
    int onSacks(TcpSegment segment, int sndUna, int sndNxt, int mss) {
        int reported = 0;
        for (int i = 0; i < segment.sackBlocks; i++) {
            int left = segment.sackEdges[2 * i];
            int right = segment.sackEdges[2 * i + 1];
            if (i == 0 && isDuplicateReport(segment, left, right)) {
                duplicatesReported++;
                continue;
            }
            boolean valid = SeqNumber.lessThan(left, right)
                    && SeqNumber.greaterThan(right, sndUna)
                    && SeqNumber.atMost(right, sndNxt)
                    && SeqNumber.atLeast(left, sndUna);
            if (valid) {
                reported += queue.sack(left, right, mss);
            }
        }
        return reported;
    }

    /** RFC 2883 §5: the first block lies below the ACK, or inside the second. */
    private static boolean isDuplicateReport(TcpSegment segment, int left, int right) {
        if (SeqNumber.atMost(right, segment.ack)) {
            return true;
        }
        return segment.sackBlocks > 1
                && SeqNumber.atLeast(left, segment.sackEdges[2])
                && SeqNumber.atMost(right, segment.sackEdges[3]);
    }

    /**
     * SND.UNA has advanced.
     *
     * @param delivered of what was acknowledged, the bytes that had not been reported before: only they count for the window
     */
    void onProgress(
            int acknowledged, int delivered, int sndUna, int sndNxt, boolean limited, long rtt, int mss, long now) {
        duplicateAcks = 0;
        departed = queue.isEmpty() ? 0 : Math.max(0, departed - Math.max(0, acknowledged - mss));
        if (!queue.isEmpty() && queue.has(0, RetransmissionQueue.SACKED)) {
            // the ACK stops short of what was reported: the receiver has thrown that away (RFC 2018 §8)
            queue.forgetSacked();
        }
        if (phase == Phase.RECOVERY) {
            if (SeqNumber.atLeast(sndUna, recover)) {
                phase = Phase.OPEN;
                departed = 0;
                congestion.onRecovered(now);
            } else if (!selective) {
                // a partial ACK: what follows it is lost too (RFC 6582 §3.2)
                queue.markFrontLost(mss);
                forced = true;
            }
            return;
        }
        if (phase == Phase.LOSS && SeqNumber.atLeast(sndUna, recover)) {
            phase = Phase.OPEN;
            departed = 0;
        }
        if (limited || phase == Phase.LOSS) {
            congestion.onAck(delivered, rtt, now);
        }
    }

    void onDuplicateAck(int sndUna, int sndNxt, int mss, long now) {
        duplicateAcks++;
        if (!selective) {
            departed = Math.min(departed + mss, Math.max(0, queue.pipe() - mss));
        }
    }

    /**
     * Looks for new losses after an ACK.
     *
     * @return whether fast recovery begins
     */
    boolean detect(int sndUna, int sndNxt, int mss, long now) {
        if (queue.isEmpty()) {
            return false;
        }
        boolean found = selective && queue.sackedBytes() > 0 && queue.markLost(mss, THRESHOLD);
        // RFC 6582 §3.2 step 2: duplicates of what a recovery sent again start no other
        boolean fresh = selective || SeqNumber.greaterThan(sndUna, recover);
        if (phase != Phase.OPEN || !found && (duplicateAcks < THRESHOLD || !fresh)) {
            return false;
        }
        // what limited transmit added does not count (RFC 6675 §5 (4.2))
        int flight = Math.min(queue.outstanding(), congestion.window());
        queue.markFrontLost(mss);
        phase = Phase.RECOVERY;
        recover = sndNxt;
        forced = true;
        recoveries++;
        congestion.onLoss(flight, now);
        return true;
    }

    /** RFC 5681 §3.1, RFC 6675 §5.1. */
    void onTimeout(int sndNxt, boolean first, long now) {
        if (!queue.isEmpty() && queue.has(0, RetransmissionQueue.SACKED)) {
            queue.forgetSacked();
        }
        // what was reported has left the network, however long the front has been missing
        int flight = Math.min(queue.outstanding() - queue.sackedBytes(), congestion.window());
        queue.markAllLost();
        departed = 0;
        duplicateAcks = 0;
        phase = Phase.LOSS;
        recover = sndNxt;
        forced = true;
        congestion.onTimeout(flight, first, now);
    }

    /** Everything in flight was too large for the path. */
    void resendAll() {
        queue.markAllLost();
        departed = 0;
        forced = true;
    }
}
