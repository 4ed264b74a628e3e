package dev.lanyard.actors.tcp;

/**
 * Decides what is lost and what follows from that. With SACK the detector is RACK (RFC 8985), of which three segments above a
 * hole are a case (RFC 6675). Without it is NewReno (RFC 6582), in the form that each duplicate ACK stands for one segment that
 * has left the network: that inflates nothing and makes limited transmit (RFC 3042) fall out by itself. Either way the
 * reduction is spread by PRR (RFC 9937), and undone when the loss was none.
 */
final class LossRecovery {
    /** What the sender is doing about losses. */
    enum Phase {
        OPEN,
        /** Fast recovery: repairs without a timeout. */
        RECOVERY,
        /** The network says that it is congested, and nothing is lost (RFC 3168). */
        REDUCING,
        /** After a timeout: slow start over everything. */
        LOSS
    }

    private final TransmissionControlBlock tcb;
    private final SendSequence sequence;
    private final RetransmissionQueue queue;
    private final CongestionControl congestion;
    private final boolean selective;
    private final Rack rack;
    private final Prr prr = new Prr();
    private final SpuriousLoss spurious = new SpuriousLoss();
    private final Frto frto = new Frto();
    private final SackReader sacks;
    private final TailLossProbe probe = new TailLossProbe();
    private Phase phase = Phase.OPEN;
    /** SND.NXT when the current or last recovery began: it ends when that is acknowledged. */
    private int recover;

    private final DuplicateAcks duplicates = new DuplicateAcks();
    /** The next transmission of the front does not ask the congestion window. */
    private boolean forced;

    /** Bytes reported since SND.UNA moved last. */
    private int reportedOnly;

    private long deliveredBefore;
    private boolean reneged;
    private boolean newlyLost;

    private long recoveries;
    private long undone;

    LossRecovery(
            TransmissionControlBlock tcb,
            SendSequence sequence,
            RetransmissionQueue queue,
            CongestionControl congestion) {
        this.tcb = tcb;
        this.sequence = sequence;
        this.queue = queue;
        this.congestion = congestion;
        selective = tcb.selectiveAcks;
        sacks = new SackReader(sequence, queue);
        rack = new Rack(queue);
        queue.listener(rack);
        rack.start(sequence.sndUna, tcb.sender.rtt().minimum());
        recover = sequence.sndUna - 1;
    }

    Phase phase() {
        return phase;
    }

    long recoveries() {
        return recoveries;
    }

    /** Reductions undone, since the loss was none. */
    long undone() {
        return undone;
    }

    /** Segments that the peer says it received twice. */
    long duplicatesReported() {
        return sacks.duplicates();
    }

    TailLossProbe probe() {
        return probe;
    }

    Rack rack() {
        return rack;
    }

    /** What may be in flight now. */
    int window() {
        return switch (phase) {
            case OPEN -> congestion.window();
            case RECOVERY, REDUCING -> pipe() + prr.allowance();
            case LOSS -> frto.prefersNew() ? pipe() + frto.allowance() : congestion.window();
        };
    }

    /** Bytes thought to be in the network. */
    int pipe() {
        return queue.pipe() - duplicates.departed();
    }

    /** Whether what is deemed lost may be sent again now. F-RTO first wants to know whether it is. */
    boolean mayResend() {
        return !frto.prefersNew();
    }

    boolean takeForced() {
        boolean was = forced;
        forced = false;
        return was;
    }

    /** Something goes out: a copy, or something new. */
    void onSent(int bytes, boolean copy, long now) {
        if (isReducing()) {
            prr.onSent(bytes);
        }
        if (copy) {
            spurious.onRetransmission(bytes, tcb.timestamp(now));
        } else {
            frto.onNewSent(bytes);
        }
    }

    /** An ACK is about to be taken in: before SND.UNA moves. */
    void begin(TcpSegment segment, long now) {
        deliveredBefore = queue.delivered();
        boolean echo = tcb.timestamps && segment.hasTimestamps;
        rack.begin(now, echo, segment.tsEcr, tcb.parameters.timestampOffset(), recover);
    }

    /**
     * Takes in an acceptable ACK, after SND.UNA has moved.
     *
     * @param acknowledged bytes by which it has moved
     * @param ack what is to be filled in for congestion control
     * @return whether fast recovery begins
     */
    boolean onAck(TcpSegment segment, int acknowledged, boolean windowChanged, AckSample ack) {
        boolean advances = acknowledged > 0;
        reneged = false;
        int reported = selective ? takeSacks(segment) : 0;
        ack.delivered = (int) (queue.delivered() - deliveredBefore);
        boolean duplicate = !advances
                && segment.ack == sequence.sndUna
                && !queue.isEmpty()
                // RFC 5681 §2; with SACK an ACK that reports something new (RFC 6675 §2)
                && (selective ? reported > 0 : segment.sequenceLength() == 0 && !windowChanged);
        if (!selective) {
            ack.delivered = duplicates.estimateDelivered(acknowledged, duplicate, queue, tcb.mss);
        }
        duplicates.onAck(advances, duplicate);
        onProbeAck(segment, advances || reported > 0, windowChanged, ack.now);
        undo(segment, advances, duplicate, ack.now);
        if (advances) {
            onProgress(ack);
            reportedOnly = 0;
        } else if (selective) {
            reportedOnly += ack.delivered;
        }
        boolean began = detect(ack.now);
        if (isReducing()) {
            prr.onAck(ack.delivered, pipe(), advances && !newlyLost);
        }
        return began;
    }

    private int takeSacks(TcpSegment segment) {
        int reported = sacks.read(segment, tcb.mss);
        if (sacks.hasDuplicate()) {
            if (!probeArrivedTwice()) {
                rack.onDuplicateReport(sequence.sndUna, sequence.sndNxt);
            }
            spurious.onDuplicateReport(sacks.duplicateLeft(), sacks.duplicateRight());
        }
        return reported;
    }

    private boolean probeArrivedTwice() {
        return sacks.hasDuplicate() && probe.isDuplicated(sacks.duplicateRight());
    }

    private void onProbeAck(TcpSegment segment, boolean news, boolean windowChanged, long now) {
        boolean bare = !news && segment.sackBlocks == 0 && segment.sequenceLength() == 0 && !windowChanged;
        boolean repaired = probe.onAck(segment.ack, probeArrivedTwice(), bare);
        if (repaired && phase == Phase.OPEN) {
            // RFC 8985 §7.4.2: the probe has repaired a loss, which is a sign of congestion all the same
            congestion.onLoss(congestion.window(), now);
            congestion.onRecovered(now);
            recoveries++;
        }
    }

    /** Looks for signs that the last reduction was a mistake (RFC 3522, RFC 4015, RFC 3708, RFC 5682). */
    private void undo(TcpSegment segment, boolean advances, boolean duplicate, long now) {
        if (sacks.hasDuplicate() && spurious.everyCopyWasInVain()) {
            giveBack(now);
            return;
        }
        if (advances
                && (phase == Phase.RECOVERY || phase == Phase.LOSS)
                && spurious.predatesCopies(segment, tcb.timestamps)) {
            // in fast recovery other holes may be real
            if (phase == Phase.LOSS || recovered() || !queue.hasLost() && queue.repairedBytes() == 0) {
                giveBack(now);
                return;
            }
        }
        boolean canSendNew = !recovered() && sequence.unsent() > 0;
        if (frto.onAck(selective, advances, duplicate, rack.originalDelivered(), canSendNew, tcb.mss)) {
            giveBack(now);
        }
    }

    private boolean recovered() {
        return SeqNumber.atLeast(sequence.sndUna, recover);
    }

    private void giveBack(long now) {
        spurious.stop();
        queue.forgetLost();
        congestion.onSpurious(now);
        phase = Phase.OPEN;
        frto.stop();
        duplicates.clear();
        undone++;
    }

    /** SND.UNA has advanced. */
    private void onProgress(AckSample ack) {
        if (!queue.isEmpty() && queue.has(0, RetransmissionQueue.SACKED)) {
            // the ACK stops short of what was reported: the receiver has thrown that away (RFC 2018 §8)
            queue.forgetSacked();
            reneged = true;
        }
        if (isReducing()) {
            if (recovered()) {
                finish();
                congestion.onRecovered(ack.now);
            } else if (!selective && phase == Phase.RECOVERY) {
                // a partial ACK: what follows it is lost too (RFC 6582 §3.2)
                queue.markFrontLost(tcb.mss);
                forced = true;
            }
            return;
        }
        // a duplicate ACK grows no window (RFC 5681 §3.2), but if nothing was lost what it reported counts now
        ack.delivered += reportedOnly;
        if (phase == Phase.LOSS) {
            ack.limited = true;
            if (!selective) {
                // the ACK may cover what had arrived long before (RFC 3465 §2.3)
                ack.delivered = Math.min(ack.delivered, tcb.mss);
            }
            if (recovered()) {
                finish();
            }
        }
        congestion.onAck(ack);
    }

    private void finish() {
        phase = Phase.OPEN;
        frto.stop();
        duplicates.forgetDeparted();
        rack.onRecovered();
    }

    /**
     * Looks for new losses, after an ACK or when the reordering timer has expired.
     *
     * @return whether fast recovery begins
     */
    boolean detect(long now) {
        newlyLost = false;
        if (queue.isEmpty()) {
            return false;
        }
        boolean found;
        if (selective) {
            long window = rack.reorderingWindow(
                    phase != Phase.OPEN, tcb.mss, tcb.sender.rtt().srtt());
            found = !reneged && rack.detect(window, now);
        } else {
            // RFC 6582 §3.2 step 2: duplicates of what a recovery sent again start no other
            found = duplicates.enough() && SeqNumber.greaterThan(sequence.sndUna, recover);
        }
        newlyLost = found;
        if (phase == Phase.RECOVERY || phase == Phase.LOSS || !found) {
            return false;
        }
        if (tcb.pathMtu.isInFlight() && isMtuProbeLoss(now)) {
            return false;
        }
        if (!selective) {
            queue.markFrontLost(tcb.mss);
        }
        boolean reduced = phase == Phase.REDUCING;
        phase = Phase.RECOVERY;
        recover = sequence.sndNxt;
        recoveries++;
        probe.cancel();
        spurious.start(sequence.sndUna);
        if (!reduced) {
            congestion.onLoss(queue.outstanding(), now);
            startReduction();
        }
        prr.force();
        return true;
    }

    /** Whether nothing but a probe of the path MTU was lost: no sign of congestion (RFC 4821 §7.6.1). */
    private boolean isMtuProbeLoss(long now) {
        PathMtuDiscovery mtu = tcb.pathMtu;
        boolean alone = selective ? mtu.isOnlyLoss(queue) : sequence.sndUna == mtu.probeStart();
        if (alone) {
            onMtuProbeLost();
            mtu.onProbeLost(now);
        } else {
            mtu.onInconclusive();
        }
        return alone;
    }

    /** The probe of the path MTU that is in flight does not arrive: it goes out again in smaller segments. */
    void onMtuProbeLost() {
        queue.markRangeLost(tcb.pathMtu.probeStart(), tcb.pathMtu.probeEnd());
        forced = true;
        if (!selective) {
            // the duplicate ACKs that follow are its doing
            recover = sequence.sndNxt;
        }
    }

    private boolean isReducing() {
        return phase == Phase.RECOVERY || phase == Phase.REDUCING;
    }

    private void startReduction() {
        prr.start(inFlightBefore(), congestion.window(), tcb.mss);
    }

    /** What was in flight before the ACK that is being processed. */
    private int inFlightBefore() {
        return queue.outstanding() - queue.sackedBytes() + (int) (queue.delivered() - deliveredBefore);
    }

    /**
     * The ACK echoes a mark (RFC 3168 §6.1.2): reduces once in a window of data.
     *
     * @return whether it did
     */
    boolean onCongestionEcho(long now) {
        if (phase != Phase.OPEN || queue.isEmpty() || SeqNumber.atMost(sequence.sndUna, recover)) {
            return false;
        }
        phase = Phase.REDUCING;
        recover = sequence.sndNxt;
        spurious.stop();
        congestion.onCongestionEcho(inFlightBefore(), now);
        startReduction();
        prr.onAck((int) (queue.delivered() - deliveredBefore), pipe(), false);
        return true;
    }

    /** Whether nothing seems lost of what is in flight, and no probe is out (RFC 8985 §7.2). */
    boolean mayProbe() {
        return phase == Phase.OPEN
                && !queue.isEmpty()
                && queue.sackedBytes() == 0
                && !queue.hasLost()
                && !probe.isOutstanding();
    }

    /** When RACK wants to look again, in nanoseconds from now, or 0. */
    long reorderingTimeout() {
        return selective && !queue.isEmpty() ? rack.timeout() : 0;
    }

    /** RFC 5681 §3.1, RFC 6675 §5.1. */
    void onTimeout(boolean first, long now) {
        if (!queue.isEmpty() && queue.has(0, RetransmissionQueue.SACKED)) {
            queue.forgetSacked();
        }
        // what was reported has left the network, however long the front has been missing
        int flight = queue.outstanding() - queue.sackedBytes();
        if (phase == Phase.OPEN || phase == Phase.REDUCING) {
            spurious.start(sequence.sndUna);
        }
        if (phase == Phase.RECOVERY || phase == Phase.LOSS && first) {
            frto.stop();
        } else {
            frto.start();
        }
        queue.markAllLost();
        duplicates.clear();
        probe.cancel();
        phase = Phase.LOSS;
        recover = sequence.sndNxt;
        forced = true;
        congestion.onTimeout(flight, first, now);
    }

    /** Everything in flight was too large for the path. */
    void resendAll() {
        queue.markAllLost();
        duplicates.forgetDeparted();
        forced = true;
    }
}
