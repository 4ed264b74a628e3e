package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;

/** The sending half: what an acknowledgment means, and the timers (RFC 9293 §3.8, RFC 5681, RFC 6298). */
final class TcpSender {
    private final TransmissionControlBlock tcb;
    private final SendSequence sequence;
    private final RetransmissionQueue queue = new RetransmissionQueue();
    private final AckSample sample = new AckSample();
    private final SendTimers timers;
    private final RttEstimator rtt;
    private LossRecovery recovery;
    private CongestionControl congestion;
    private Transmitter transmitter;

    /** SND.NXT when the current round trip began. */
    private int roundEnd;

    private final DeliveryRate rate = new DeliveryRate();
    private final SendTuning tuning;
    private long bytesAcknowledged;

    TcpSender(TransmissionControlBlock tcb) {
        this.tcb = tcb;
        sequence = new SendSequence(tcb.parameters.initialSequence(), tcb.parameters.node().buffers);
        tuning = new SendTuning(tcb.settings());
        timers = new SendTimers(tcb);
        rtt = timers.rtt();
    }

    /** The handshake is complete: SND.UNA is behind the SYN. */
    void start(TcpSegment segment, long now) {
        sequence.sndUna = sequence.iss + 1;
        roundEnd = sequence.sndUna;
        congestion = tcb.settings().congestionControl().create(tcb.mss);
        if (congestion.countsMarks()) {
            tcb.ecn.beExact();
        }
        queue.restart(sequence.sndUna);
        recovery = new LossRecovery(tcb, sequence, queue, congestion);
        transmitter = new Transmitter(tcb, sequence, queue, recovery, now);
        timers.sendingResumes(now);
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

    SendTimers timers() {
        return timers;
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

    long totalRetransmits() {
        return transmitter == null ? 0 : transmitter.totalRetransmits();
    }

    DeliveryRate rate() {
        return rate;
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
        int count = sequence.buffer.append(source, Math.min(capacity(), sequence.buffer.most()));
        tuning.written(source.hasRemaining());
        return count;
    }

    /** SO_SNDBUF: a size that stays. */
    void capacity(int bytes) {
        tuning.fix(bytes);
    }

    /** The sequence number behind all that was written. */
    int end() {
        return (tcb.state.opening() ? sequence.iss + 1 : sequence.sndUna) + sequence.buffer.length();
    }

    int capacity() {
        return tuning.capacity(congestion);
    }

    /** Whether a write that was cut short could go on; true once for each. */
    boolean becameWritable() {
        return tuning.becameWritable(sequence.buffer.length(), congestion);
    }

    void queueFin() {
        sequence.finQueued = true;
    }

    /** Processes the acknowledgment and the window of an acceptable segment (RFC 9293 §3.10.7.4, fifth step). */
    void onAck(TcpSegment segment, long now) {
        timers.heard();
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
            timers.progressed(queue.isEmpty(), now);
            tcb.pathMtu.onProgress(sequence.sndUna);
        }
        sample.srtt = rtt.srtt();
        if (recovery.onAck(segment, Math.max(0, acknowledged), windowChanged, sample)) {
            timers.restart(now);
        }
        if (tcb.ecn.agreed()) {
            onCongestionEcho(segment, advances, now);
        }
        timers.armReordering(now);
        rate.onAck(sequence.sndUna, queue.delivered(), now);
        if (advances) {
            timers.armProbe(now);
        }
    }

    private void onCongestionEcho(TcpSegment segment, boolean advances, long now) {
        boolean echo = tcb.ecn.isEcho(segment);
        sample.marked = echo ? sample.delivered : 0;
        congestion.onMarks(sample);
        if (echo && advances && recovery.onCongestionEcho(now)) {
            tcb.ecn.reduced();
        }
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
            sample.rtt = echoed <= now - timers.stalledSince() + 1_000_000L ? echoed : -1;
        }
        if (sample.rtt >= 0) {
            rtt.sample(sample.rtt);
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
        if (sequence.sndNxt != before) {
            rate.onSent(sequence.sndNxt, queue.delivered(), idle, sequence.unsent() == 0, now);
        }
        if (idle && !queue.isEmpty()) {
            timers.sendingResumes(now);
        }
        arm(now);
        if (sequence.sndNxt != before || recovery.phase() != LossRecovery.Phase.OPEN) {
            timers.armProbe(now);
        }
    }

    private void arm(long now) {
        if (!queue.isEmpty()) {
            timers.armRetransmit(now);
        } else if (sequence.unsent() == 0 || transmitter.wantsMore()) {
            timers.rest();
        } else if (sequence.usableWindow() <= 0) {
            timers.armPersist(now);
        } else {
            timers.armOverride(now);
        }
    }

    /** Sends one byte of what is behind the closed window. SND.NXT stays: whether it was taken, the answer tells. */
    void probeWindow(long now, TcpEffects out) {
        sequence.probeSent = true;
        tcb.output.data(sequence.sndNxt, sequence.sentOffset(), 1, 0, false, now, out);
    }

    /** Sends a tail loss probe, if there is anything to send. */
    boolean probeTail(long now, TcpEffects out) {
        return !queue.isEmpty() && transmitter.probe(now, out);
    }

    void onOverrideTimer(long now, TcpEffects out) {
        transmitter.override();
        output(now, out);
    }

    /** The path takes smaller segments only: what is in flight is lost to it, and the network is not to blame. */
    void onSmallerSegments(long now, TcpEffects out) {
        if (recovery != null) {
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
