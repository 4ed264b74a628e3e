package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;

/** The sending half: what an acknowledgment means, and the timers (RFC 9293 §3.8, RFC 5681, RFC 6298). */
final class TcpSender {
    private static final long OVERRIDE_TIMEOUT = 200_000_000;

    private final TransmissionControlBlock tcb;
    private final SendSequence sequence;
    private final RetransmissionQueue queue = new RetransmissionQueue();
    private final AckSample sample = new AckSample();
    private final RttEstimator rtt;
    private LossRecovery recovery;
    private CongestionControl congestion;
    private Transmitter transmitter;

    /** SND.NXT when the current round trip began. */
    private int roundEnd;

    private boolean writeBlocked;
    /** When the oldest unacknowledged data was first sent, or progress was last made. */
    private long stalledSince;

    private int timeouts;
    private int unansweredProbes;
    private int probeBackoff;

    private long bytesAcknowledged;
    private long totalTimeouts;
    private long totalProbes;

    TcpSender(TransmissionControlBlock tcb) {
        this.tcb = tcb;
        TcpSettings settings = tcb.settings();
        sequence = new SendSequence(tcb.parameters.initialSequence());
        rtt = new RttEstimator(
                settings.initialRto().toNanos(),
                settings.minRto().toNanos(),
                settings.maxRto().toNanos());
    }

    /** The handshake is complete: SND.UNA is behind the SYN. */
    void start(TcpSegment segment, long now) {
        sequence.sndUna = sequence.iss + 1;
        roundEnd = sequence.sndUna;
        congestion = tcb.settings().congestionControl().create(tcb.mss);
        queue.restart(sequence.sndUna);
        recovery = new LossRecovery(tcb, sequence, queue, congestion);
        transmitter = new Transmitter(tcb, sequence, queue, recovery, now);
        stalledSince = now;
        // the window in a SYN is never scaled (RFC 7323 §2.2)
        sequence.setWindow(segment, segment.has(TcpSegment.SYN) ? 0 : tcb.sendScale);
    }

    SendSequence sequence() {
        return sequence;
    }

    int iss() {
        return sequence.iss;
    }

    int sndUna() {
        return sequence.sndUna;
    }

    int sndNxt() {
        return sequence.sndNxt;
    }

    int sndWnd() {
        return sequence.sndWnd;
    }

    /** The highest acknowledgment that can be true. */
    int sndMax() {
        return sequence.sndMax();
    }

    /** MAX.SND.WND (RFC 5961 §5). */
    int maxSndWnd() {
        return sequence.maxSndWnd;
    }

    ByteRing buffer() {
        return sequence.buffer;
    }

    RttEstimator rtt() {
        return rtt;
    }

    CongestionControl congestion() {
        return congestion;
    }

    RetransmissionQueue queue() {
        return queue;
    }

    LossRecovery recovery() {
        return recovery;
    }

    long bytesAcknowledged() {
        return bytesAcknowledged;
    }

    long totalTimeouts() {
        return totalTimeouts;
    }

    long totalRetransmits() {
        return transmitter == null ? 0 : transmitter.totalRetransmits();
    }

    long totalProbes() {
        return totalProbes;
    }

    /** Whether everything, with the FIN if there is one, has been acknowledged. */
    boolean isDrained() {
        return sequence.buffer.length() == 0 && (!sequence.finQueued || sequence.finAcknowledged());
    }

    boolean finAcknowledged() {
        return sequence.finAcknowledged();
    }

    /** Whether a burst was cut short, and output should be called again. */
    boolean wantsMore() {
        return transmitter != null && transmitter.wantsMore();
    }

    /** Takes what fits from the source; says how many bytes that was. */
    int write(ByteBuffer source) {
        int count = sequence.buffer.append(source, tcb.settings().sendBuffer());
        writeBlocked = source.hasRemaining();
        return count;
    }

    /** Whether a write that was cut short could go on; true once for each. */
    boolean becameWritable() {
        // worth waking the application for: a third of the buffer
        if (writeBlocked && sequence.buffer.length() <= tcb.settings().sendBuffer() / 3 * 2) {
            writeBlocked = false;
            return true;
        }
        return false;
    }

    void queueFin() {
        sequence.finQueued = true;
    }

    /** Processes the acknowledgment and the window of an acceptable segment (RFC 9293 §3.10.7.4, fifth step). */
    void onAck(TcpSegment segment, long now) {
        unansweredProbes = 0;
        int ack = segment.ack;
        if (sequence.probeSent && ack == sequence.sndNxt + 1) {
            queue.push(++sequence.sndNxt, now);
            queue.resent(queue.count() - 1, now);
            sequence.probeSent = false;
        }
        boolean windowChanged = sequence.updateWindow(segment, tcb.sendScale);
        boolean advances = SeqNumber.greaterThan(ack, sequence.sndUna);
        sample.limited = transmitter.wasLimited(sequence.sndUna);
        sample.now = now;
        sample.rtt = -1;
        sample.roundStart = false;
        recovery.begin(segment, now);
        int acknowledged = ack - sequence.sndUna;
        if (advances) {
            advance(segment, now);
            timeouts = 0;
            stalledSince = now;
        }
        sample.srtt = rtt.srtt();
        if (recovery.onAck(segment, Math.max(0, acknowledged), windowChanged, sample)) {
            tcb.timers.set(TcpTimers.RETRANSMIT, now + rtt.rto());
        }
        armReordering(now);
        if (advances) {
            armProbe(now);
        }
    }

    private void armReordering(long now) {
        long wait = recovery.reorderingTimeout();
        if (wait > 0) {
            tcb.timers.set(TcpTimers.REORDERING, now + wait);
        } else {
            tcb.timers.cancel(TcpTimers.REORDERING);
        }
    }

    /** RFC 8985 §7.2: while nothing seems lost, probe before the retransmission timer concludes that all is. */
    private void armProbe(long now) {
        TcpTimers timers = tcb.timers;
        boolean quiet = recovery.phase() == LossRecovery.Phase.OPEN && queue.sackedBytes() == 0 && !queue.hasLost();
        if (!tcb.selectiveAcks
                || !tcb.settings().tailLossProbes()
                || queue.isEmpty()
                || !quiet
                || recovery.probe().isOutstanding()
                || !rtt.hasSample()) {
            timers.cancel(TcpTimers.PROBE);
            return;
        }
        long timeout = TailLossProbe.timeout(rtt.srtt(), queue.outstanding() <= tcb.mss);
        timers.set(TcpTimers.PROBE, Math.min(now + timeout, timers.get(TcpTimers.RETRANSMIT)));
    }

    private void advance(TcpSegment segment, long now) {
        int ack = segment.ack;
        long sentAt = queue.acknowledge(ack);
        bytesAcknowledged += sequence.advance(ack);
        sample.roundStart = SeqNumber.greaterThan(ack, roundEnd);
        if (sample.roundStart) {
            roundEnd = sequence.sndNxt;
        }
        if (sentAt != Long.MAX_VALUE) {
            sample.rtt = now - sentAt;
        } else if (segment.hasTimestamps && tcb.timestamps && segment.tsEcr != 0) {
            // sent more than once: the timestamp tells which copy was acknowledged (RFC 7323 §4.1)
            long echoed = Math.max(0, tcb.timestamp(now) - segment.tsEcr) * 1_000_000L;
            sample.rtt = echoed <= now - stalledSince + 1_000_000L ? echoed : -1;
        }
        if (sample.rtt >= 0) {
            rtt.sample(sample.rtt);
        }
        // RFC 6298 (5.2), (5.3)
        if (queue.isEmpty()) {
            tcb.timers.cancel(TcpTimers.RETRANSMIT);
        } else {
            tcb.timers.set(TcpTimers.RETRANSMIT, now + rtt.rto());
        }
    }

    /** Sends what windows allow and arms the timer that is needed now. */
    void output(long now, TcpEffects out) {
        if (recovery == null || tcb.state.opening()) {
            return;
        }
        boolean idle = queue.isEmpty();
        long silence = now - transmitter.lastSent();
        if (idle && sequence.unsent() > 0 && silence > rtt.rto()) {
            congestion.onIdle(silence, rtt.rto());
        }
        int before = sequence.sndNxt;
        transmitter.run(now, out);
        if (idle && !queue.isEmpty()) {
            stalledSince = now;
        }
        arm(now);
        if (sequence.sndNxt != before || recovery.phase() != LossRecovery.Phase.OPEN) {
            armProbe(now);
        }
    }

    /** RETRANSMIT while something is in flight, else PERSIST or OVERRIDE while the window holds data back. */
    private void arm(long now) {
        TcpTimers timers = tcb.timers;
        if (!queue.isEmpty()) {
            timers.setIfIdle(TcpTimers.RETRANSMIT, now + rtt.rto());
            timers.cancel(TcpTimers.PERSIST);
            timers.cancel(TcpTimers.OVERRIDE);
            probeBackoff = 0;
            return;
        }
        timers.cancel(TcpTimers.RETRANSMIT);
        if (sequence.unsent() == 0 || transmitter.wantsMore()) {
            timers.cancel(TcpTimers.PERSIST);
            timers.cancel(TcpTimers.OVERRIDE);
        } else if (sequence.usableWindow() <= 0) {
            if (!timers.isSet(TcpTimers.PERSIST)) {
                stalledSince = probeBackoff == 0 ? now : stalledSince;
                timers.set(TcpTimers.PERSIST, now + rtt.backedOff(probeBackoff));
            }
        } else {
            timers.cancel(TcpTimers.PERSIST);
            probeBackoff = 0;
            timers.setIfIdle(TcpTimers.OVERRIDE, now + OVERRIDE_TIMEOUT);
        }
    }

    /** The retransmission timer expired (RFC 6298 (5.4) to (5.7)). Returns whether to give up. */
    boolean onRetransmitTimer(long now, TcpEffects out) {
        // a peer that shrank its window to nothing and still answers is alive (RFC 9293 §3.8.6)
        timeouts = sequence.sndWnd == 0 && unansweredProbes == 0 ? Math.min(timeouts + 1, 1) : timeouts + 1;
        if (timeouts > tcb.settings().retries() || userTimeoutPassed(now)) {
            return true;
        }
        unansweredProbes++;
        totalTimeouts++;
        recovery.onTimeout(timeouts == 1, now);
        tcb.timers.cancel(TcpTimers.PROBE);
        tcb.timers.cancel(TcpTimers.REORDERING);
        rtt.backOff();
        tcb.timers.set(TcpTimers.RETRANSMIT, now + rtt.rto());
        output(now, out);
        return false;
    }

    /** The persist timer expired: one byte of what is behind the window. Returns whether to give up. */
    boolean onPersistTimer(long now, TcpEffects out) {
        if (unansweredProbes > tcb.settings().retries() || userTimeoutPassed(now)) {
            return true;
        }
        unansweredProbes++;
        probeBackoff++;
        totalProbes++;
        sequence.probeSent = true;
        tcb.output.data(sequence.sndNxt, sequence.sentOffset(), 1, 0, now, out);
        arm(now);
        return false;
    }

    /** What was waited for is late enough to be lost. */
    void onReorderingTimer(long now, TcpEffects out) {
        if (recovery.detect(now)) {
            tcb.timers.set(TcpTimers.RETRANSMIT, now + rtt.rto());
        }
        armReordering(now);
        output(now, out);
    }

    /** RFC 8985 §7.3: new data if there is any, else the last segment again; and a full timeout for its answer. */
    void onProbeTimer(long now, TcpEffects out) {
        if (!queue.isEmpty() && transmitter.probe(now, out)) {
            totalProbes++;
            tcb.timers.set(TcpTimers.RETRANSMIT, now + rtt.rto());
        }
    }

    void onOverrideTimer(long now, TcpEffects out) {
        transmitter.override();
        output(now, out);
    }

    private boolean userTimeoutPassed(long now) {
        long limit = tcb.settings().userTimeout().toNanos();
        return limit > 0 && now - stalledSince >= limit;
    }

    /** The path takes smaller segments only: what is in flight is lost to it, and the network is not to blame. */
    void onSmallerSegments(long now, TcpEffects out) {
        if (recovery != null) {
            congestion.onSegmentSize(tcb.mss);
            recovery.resendAll();
            output(now, out);
        }
    }

    /** Gives idle memory back. */
    void trim() {
        sequence.buffer.trim();
        queue.trim();
    }

    boolean holdsMemory() {
        return sequence.buffer.allocated() > 0;
    }

    /** Forgets what was not acknowledged. */
    void discard() {
        sequence.buffer.discard();
        queue.restart(sequence.sndUna);
    }
}
