package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;

/** The sending half: window, transmission, retransmission (RFC 9293 §3.8, RFC 5681, RFC 6298, RFC 6675). */
final class TcpSender {
    /** Most segments, super-segments among them, that go out in one turn. */
    static final int BURST = 64;

    private static final int MAX_PAYLOAD = 65_535 - TcpParameters.HEADERS - 40;

    private final TransmissionControlBlock tcb;
    private final ByteRing buffer;
    private final RetransmissionQueue queue = new RetransmissionQueue();
    private final SendTimers timers;
    private final RttEstimator rtt;
    private LossRecovery recovery;
    private CongestionControl congestion;

    private final int iss;
    private int sndUna;
    private int sndNxt;
    private int sndWnd;
    private int sndWl1;
    private int sndWl2;
    private int maxSndWnd;

    private boolean finQueued;
    private boolean finSent;
    /** One byte behind SND.NXT was sent to a closed window, and may or may not have been accepted. */
    private boolean probeSent;

    /** End of the last segment sent that was not full (the Minshall variant of Nagle's algorithm). */
    private int sndSml;
    /** SND.NXT when the congestion window last held data back. */
    private int limitedAt;

    private boolean overridden;
    private boolean wantsMore;
    private boolean writeBlocked;
    private long lastSent;
    private long bytesAcknowledged;
    private long totalRetransmits;

    TcpSender(TransmissionControlBlock tcb) {
        this.tcb = tcb;
        buffer = new ByteRing(tcb.parameters.node().buffers);
        iss = tcb.parameters.initialSequence();
        sndUna = iss;
        sndNxt = iss + 1;
        timers = new SendTimers(tcb);
        rtt = timers.rtt();
    }

    /** The handshake is complete: SND.UNA is behind the SYN. */
    void start(TcpSegment segment, long now) {
        sndUna = iss + 1;
        sndSml = sndUna;
        limitedAt = sndUna;
        congestion = tcb.settings().congestionControl().create(tcb.mss);
        recovery = new LossRecovery(queue, congestion, tcb.selectiveAcks);
        queue.restart(sndUna);
        recovery.start(sndUna);
        lastSent = now;
        timers.sendingResumes(now);
        // the window in a SYN is never scaled (RFC 7323 §2.2)
        setWindow(segment, segment.has(TcpSegment.SYN) ? 0 : tcb.sendScale);
    }

    int iss() {
        return iss;
    }

    int sndUna() {
        return sndUna;
    }

    int sndNxt() {
        return sndNxt;
    }

    int sndWnd() {
        return sndWnd;
    }

    /** The highest acknowledgment that can be true. */
    int sndMax() {
        return probeSent ? sndNxt + 1 : sndNxt;
    }

    /** MAX.SND.WND (RFC 5961 §5). */
    int maxSndWnd() {
        return maxSndWnd;
    }

    ByteRing buffer() {
        return buffer;
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
        return totalRetransmits;
    }

    /** Whether everything, with the FIN if there is one, has been acknowledged. */
    boolean isDrained() {
        return buffer.length() == 0 && (!finQueued || finAcknowledged());
    }

    boolean finAcknowledged() {
        return finSent && sndUna == sndNxt;
    }

    /** Whether a burst was cut short, or the queue of unread segments was full, and output should be called again. */
    boolean wantsMore() {
        return wantsMore;
    }

    /** Takes what fits from the source; says how many bytes that was. */
    int write(ByteBuffer source) {
        int count = buffer.append(source, Math.min(tcb.sendBuffer, buffer.most()));
        writeBlocked = source.hasRemaining();
        return count;
    }

    /** Whether a write that was cut short could go on; true once for each. */
    boolean becameWritable() {
        // worth waking the application for: a third of the buffer
        if (writeBlocked && buffer.length() <= tcb.sendBuffer / 3 * 2) {
            writeBlocked = false;
            return true;
        }
        return false;
    }

    void queueFin() {
        finQueued = true;
    }

    /** Data sent, as an offset into the buffer. */
    private int sentOffset() {
        return sndNxt - sndUna - (finSent && !finAcknowledged() ? 1 : 0);
    }

    private int unsent() {
        return buffer.length() - sentOffset();
    }

    /** Processes the acknowledgment and the window of an acceptable segment (RFC 9293 §3.10.7.4, fifth step). */
    void onAck(TcpSegment segment, long now) {
        timers.heard();
        int ack = segment.ack;
        if (probeSent && ack == sndNxt + 1) {
            queue.push(++sndNxt, now);
            queue.resent(queue.count() - 1, now);
            probeSent = false;
        }
        boolean windowChanged = updateWindow(segment);
        boolean advances = SeqNumber.greaterThan(ack, sndUna);
        int acknowledged = ack - sndUna;
        long sample = -1;
        int delivered = acknowledged;
        if (advances) {
            int sacked = queue.sackedBytes();
            sample = advance(segment, now);
            delivered -= sacked - queue.sackedBytes();
        }
        int reported = tcb.selectiveAcks ? recovery.onSacks(segment, sndUna, sndNxt, tcb.mss) : 0;
        if (advances) {
            boolean limited = SeqNumber.greaterThan(limitedAt, ack - acknowledged);
            recovery.onProgress(acknowledged, delivered, sndUna, sndNxt, limited, sample, tcb.mss, now);
            timers.progressed(queue.isEmpty(), now);
        } else if (ack == sndUna && !queue.isEmpty() && isDuplicate(segment, windowChanged, reported)) {
            recovery.onDuplicateAck(sndUna, sndNxt, tcb.mss, now);
        }
        if (recovery.detect(sndUna, sndNxt, tcb.mss, now)) {
            timers.restart(now);
        }
    }

    /** RFC 5681 §2; with SACK an ACK that reports something new (RFC 6675 §2). */
    private boolean isDuplicate(TcpSegment segment, boolean windowChanged, int reported) {
        return tcb.selectiveAcks ? reported > 0 : segment.sequenceLength() == 0 && !windowChanged;
    }

    /** RFC 9293 §3.10.7.4: the window follows the newest segment (SND.WL1) with the newest ACK (SND.WL2) only. */
    private boolean updateWindow(TcpSegment segment) {
        if (SeqNumber.lessThan(sndWl1, segment.seq) || sndWl1 == segment.seq && SeqNumber.atMost(sndWl2, segment.ack)) {
            int before = sndWnd;
            setWindow(segment, tcb.sendScale);
            return sndWnd != before;
        }
        return false;
    }

    private void setWindow(TcpSegment segment, int shift) {
        sndWnd = segment.window << shift;
        sndWl1 = segment.seq;
        sndWl2 = segment.ack;
        maxSndWnd = Math.max(maxSndWnd, sndWnd);
    }

    private long advance(TcpSegment segment, long now) {
        int ack = segment.ack;
        int count = ack - sndUna;
        long sentAt = queue.acknowledge(ack);
        int data = Math.min(count, buffer.length());
        buffer.release(data, false);
        bytesAcknowledged += data;
        sndUna = ack;
        long sample = -1;
        if (sentAt != Long.MAX_VALUE) {
            sample = now - sentAt;
        } else if (segment.hasTimestamps && tcb.timestamps && segment.tsEcr != 0) {
            // sent more than once: the timestamp tells which copy was acknowledged (RFC 7323 §4.1)
            long echoed = Math.max(0, tcb.timestamp(now) - segment.tsEcr) * 1_000_000L;
            sample = echoed <= now - timers.stalledSince() + 1_000_000L ? echoed : -1;
        }
        if (sample >= 0) {
            rtt.sample(sample);
        }
        return sample;
    }

    /** Sends what windows allow: first what is deemed lost, then what is new; arms the timer that is needed now. */
    void output(long now, TcpEffects out) {
        if (recovery == null || tcb.state.opening()) {
            return;
        }
        if (queue.isEmpty() && unsent() > 0 && now - lastSent > rtt.rto()) {
            congestion.onIdle(now - lastSent, rtt.rto());
        }
        wantsMore = false;
        int budget = BURST;
        while (resend(now, out) || sendNew(now, out)) {
            if (--budget == 0) {
                wantsMore = true;
                break;
            }
        }
        overridden = false;
        arm(now);
    }

    /** Sends the first of what is deemed lost again, if the congestion window allows. */
    private boolean resend(long now, TcpEffects out) {
        if (!queue.hasLost()) {
            return false;
        }
        int i = queue.firstLost();
        int start = queue.start(i);
        int mss = tcb.mss;
        int room = congestion.window() - recovery.pipe();
        int length = queue.length(i);
        if (start == sndUna && (recovery.takeForced() || recovery.pipe() <= 0)) {
            room = Math.max(room, mss);
        }
        // beyond a window that shrank only the front is sent again (RFC 9293 §3.8.6)
        int window = sndUna + sndWnd - start;
        if (window < Math.min(length, mss)) {
            if (start != sndUna) {
                return false;
            }
            room = Math.min(room, mss);
        } else {
            room = Math.min(room, window);
        }
        if (room < Math.min(length, mss)) {
            return false;
        }
        int limit = Math.min(room, segmentLimit());
        if (length > limit) {
            length = limit - limit % mss;
            queue.split(i, start + length);
        }
        queue.resent(i, now);
        totalRetransmits += (length + mss - 1) / mss;
        boolean fin = finSent && start + length == sndNxt;
        transmit(start, fin ? length - 1 : length, fin, now, out);
        return true;
    }

    /** Payload of the largest segment to build. */
    private int segmentLimit() {
        int mss = tcb.mss;
        int largest = Math.min(tcb.parameters.maxSegmentation(), MAX_PAYLOAD);
        return Math.max(mss, largest - largest % mss);
    }

    /** Sends one segment of new data, or the FIN. */
    private boolean sendNew(long now, TcpEffects out) {
        int unsent = unsent();
        if (finSent || queue.isFull()) {
            return false;
        }
        if (unsent == 0) {
            if (finQueued) {
                // a FIN needs no window: it takes no buffer
                push(0, true, now, out);
                return true;
            }
            return false;
        }
        int usable = sndUna + sndWnd - sndNxt;
        int length = Math.min(unsent, usable);
        if (length <= 0) {
            return false;
        }
        length = fit(length, unsent);
        if (length == 0) {
            return false;
        }
        push(length, finQueued && length == unsent, now, out);
        return true;
    }

    /** How much of what the window allows goes into the next segment: 0 to wait. */
    private int fit(int allowed, int unsent) {
        int mss = tcb.mss;
        boolean last = allowed == unsent;
        int pipe = recovery.pipe();
        int room = congestion.window() - pipe;
        if (pipe <= 0) {
            room = Math.max(room, mss);
        }
        boolean tail = last ? tailMayGo() : overridden || allowed >= maxSndWnd / 2;
        int most = Math.min(allowed, segmentLimit());
        int full = most - most % mss;
        if (full == 0 && !tail) {
            return 0;
        }
        int wanted = tail && most == allowed && (full == 0 || last) ? allowed : full;
        if (wanted <= room) {
            return wanted;
        }
        limitedAt = sndNxt + 1;
        int cut = Math.min(full, room);
        return Math.max(0, cut - cut % mss);
    }

    /** Nagle's algorithm as Minshall modified it: one segment that is not full may be in flight. */
    private boolean tailMayGo() {
        return tcb.noDelay || finQueued || overridden || SeqNumber.atMost(sndSml, sndUna);
    }

    private void push(int length, boolean fin, long now, TcpEffects out) {
        int start = sndNxt;
        int offset = sentOffset();
        sndNxt += fin ? length + 1 : length;
        probeSent = false;
        if (length % tcb.mss != 0) {
            sndSml = start + length;
        }
        if (queue.isEmpty()) {
            timers.sendingResumes(now);
        }
        finSent |= fin;
        queue.push(sndNxt, now);
        transmitAt(start, offset, length, fin, now, out);
    }

    private void transmit(int seq, int length, boolean fin, long now, TcpEffects out) {
        transmitAt(seq, seq - sndUna, length, fin, now, out);
    }

    private void transmitAt(int seq, int offset, int length, boolean fin, long now, TcpEffects out) {
        lastSent = now;
        int flags = fin ? TcpSegment.FIN : 0;
        if (length > 0 && offset + length == buffer.length()) {
            flags |= TcpSegment.PSH;
        }
        tcb.output.data(seq, offset, length, flags, now, out);
    }

    private void arm(long now) {
        if (!queue.isEmpty()) {
            timers.armRetransmit(now);
        } else if (unsent() == 0 || wantsMore) {
            timers.rest();
        } else if (sndUna + sndWnd - sndNxt <= 0) {
            timers.armPersist(now);
        } else {
            timers.armOverride(now);
        }
    }

    /** Sends one byte of what is behind the closed window. SND.NXT stays: whether it was taken, the answer tells. */
    void probe(long now, TcpEffects out) {
        probeSent = true;
        tcb.output.data(sndNxt, sentOffset(), 1, 0, now, out);
    }

    void onOverrideTimer(long now, TcpEffects out) {
        overridden = true;
        output(now, out);
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
        buffer.trim();
        queue.trim();
    }

    boolean holdsMemory() {
        return buffer.allocated() > 0;
    }

    /** Forgets what was not acknowledged. */
    void discard() {
        buffer.discard();
        queue.restart(sndUna);
    }
}
