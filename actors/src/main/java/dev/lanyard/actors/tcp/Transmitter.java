package dev.lanyard.actors.tcp;

/** Decides which segment goes out next, and how large it is (RFC 9293 §3.7.4, §3.8.6.2; RFC 5681 §3). */
final class Transmitter {
    /** Most segments, super-segments among them, that go out in one turn. */
    static final int BURST = 64;

    private static final int MAX_PAYLOAD = 65_535 - TcpParameters.HEADERS - 40;

    /** Segments behind a probe of the path MTU, so that its loss shows by duplicate ACKs. */
    private static final int MTU_PROBE_FOLLOWERS = DuplicateAcks.THRESHOLD + 1;

    private final TransmissionControlBlock tcb;
    private final SendSequence sequence;
    private final RetransmissionQueue queue;
    private final LossRecovery recovery;

    /** End of the last segment sent that was not full (the Minshall variant of Nagle's algorithm). */
    private int sndSml;
    /** SND.NXT when the congestion window last held data back. */
    private int limitedAt;

    private boolean overridden;
    private boolean wantsMore;
    private long lastSent;
    private long totalRetransmits;

    Transmitter(
            TransmissionControlBlock tcb,
            SendSequence sequence,
            RetransmissionQueue queue,
            LossRecovery recovery,
            long now) {
        this.tcb = tcb;
        this.sequence = sequence;
        this.queue = queue;
        this.recovery = recovery;
        sndSml = sequence.sndUna;
        limitedAt = sequence.sndUna;
        lastSent = now;
    }

    /** Whether a burst was cut short. */
    boolean wantsMore() {
        return wantsMore;
    }

    long lastSent() {
        return lastSent;
    }

    long totalRetransmits() {
        return totalRetransmits;
    }

    /** Whether the congestion window held data back since this was SND.UNA (RFC 7661 §4.3). */
    boolean wasLimited(int sndUna) {
        return SeqNumber.greaterThan(limitedAt, sndUna);
    }

    /** The next segment need not be full (RFC 9293 §3.8.6.2.1). */
    void override() {
        overridden = true;
    }

    /** Sends what windows allow: first what is deemed lost, then what is new. */
    void run(long now, TcpEffects out) {
        wantsMore = false;
        int budget = BURST;
        boolean held = tcb.pathMtu.isDue(now) && !probeMtu(now, out);
        while (resend(now, out) || !held && sendNew(now, out)) {
            if (--budget == 0) {
                wantsMore = true;
                break;
            }
        }
        overridden = false;
    }

    /** Sends the first of what is deemed lost again, if the congestion window allows. */
    private boolean resend(long now, TcpEffects out) {
        if (!queue.hasLost() || !recovery.mayResend()) {
            return false;
        }
        int i = queue.firstLost();
        int room = roomToResend(i);
        if (room < Math.min(queue.length(i), tcb.mss)) {
            return false;
        }
        repeat(i, Math.min(room, segmentLimit()), now, out);
        return true;
    }

    /** Bytes of an entry that both windows let go out again. */
    private int roomToResend(int i) {
        int mss = tcb.mss;
        int start = queue.start(i);
        int length = queue.length(i);
        int room = recovery.window() - recovery.pipe();
        if (start == sequence.sndUna && (recovery.takeForced() || recovery.pipe() <= 0)) {
            room = Math.max(room, mss);
        }
        // beyond a window that shrank only the front is sent again (RFC 9293 §3.8.6)
        int window = sequence.sndUna + sequence.sndWnd - start;
        if (window >= Math.min(length, mss)) {
            return Math.min(room, window);
        }
        return start == sequence.sndUna ? Math.min(room, mss) : 0;
    }

    /** Sends the front of an entry again: whole segments of it, if it does not fit into the limit. */
    private void repeat(int i, int limit, long now, TcpEffects out) {
        int mss = tcb.mss;
        int start = queue.start(i);
        int length = queue.length(i);
        if (length > limit) {
            length = limit - limit % mss;
            queue.split(i, start + length);
        }
        queue.resent(i, now);
        recovery.onSent(length, true, now);
        totalRetransmits += (length + mss - 1) / mss;
        boolean fin = sequence.finSent && start + length == sequence.sndNxt;
        transmit(start, start - sequence.sndUna, fin ? length - 1 : length, fin, false, now, out);
    }

    /** Payload of the largest segment to build. */
    private int segmentLimit() {
        int mss = tcb.mss;
        int largest = tcb.ecn.reductionDue() || tcb.output.isUrgent()
                ? 0
                : Math.min(tcb.parameters.maxSegmentation(), MAX_PAYLOAD);
        return Math.max(mss, largest - largest % mss);
    }

    /** Sends one segment of new data, or the FIN. */
    private boolean sendNew(long now, TcpEffects out) {
        int unsent = sequence.unsent();
        if (sequence.finSent || queue.isFull()) {
            return false;
        }
        if (unsent == 0) {
            if (sequence.finQueued) {
                // a FIN needs no window: it takes no buffer
                push(0, true, now, out);
                return true;
            }
            return false;
        }
        int length = Math.min(unsent, sequence.usableWindow());
        if (length <= 0) {
            return false;
        }
        length = fit(length, unsent);
        if (length == 0) {
            return false;
        }
        push(length, sequence.finQueued && length == unsent, now, out);
        return true;
    }

    /** Sends a tail loss probe (RFC 8985 §7.3). Returns whether there was one to send. */
    boolean probe(long now, TcpEffects out) {
        int mss = tcb.mss;
        int fresh = Math.min(mss, Math.min(sequence.unsent(), sequence.usableWindow()));
        if (fresh > 0 && !sequence.finSent && !queue.isFull()) {
            push(fresh, sequence.finQueued && fresh == sequence.unsent(), now, out);
            recovery.probe().sent(false, sequence.sndNxt);
            return true;
        }
        int last = queue.count() - 1;
        if (queue.isFull() || queue.has(last, RetransmissionQueue.SACKED | RetransmissionQueue.LOST)) {
            return false;
        }
        int fin = sequence.finSent ? 1 : 0;
        int data = queue.length(last) - fin;
        if (data > mss) {
            queue.split(last, queue.end(last) - fin - (data - 1) % mss - 1);
            last++;
        }
        repeat(last, Integer.MAX_VALUE, now, out);
        recovery.probe().sent(true, sequence.sndNxt);
        return true;
    }

    /**
     * Sends a probe of the path MTU, if its loss would be noticed and repaired soon: with enough data behind it, while nothing
     * else is lost (RFC 4821 §7.4).
     *
     * @return false if new data should wait until the congestion window has room for the probe, as it soon will
     */
    private boolean probeMtu(long now, TcpEffects out) {
        int length = tcb.pathMtu.next(now);
        int needed = length + MTU_PROBE_FOLLOWERS * tcb.mss;
        if (length == 0
                || recovery.phase() != LossRecovery.Phase.OPEN
                || queue.hasLost()
                || queue.sackedBytes() > 0
                || queue.isFull()
                || tcb.ecn.reductionDue()
                || tcb.output.isUrgent()
                || sequence.unsent() < needed
                || sequence.usableWindow() < needed
                || recovery.window() < needed) {
            return true;
        }
        if (recovery.window() - recovery.pipe() < length) {
            limitedAt = sequence.sndNxt + 1;
            return false;
        }
        int start = sequence.sndNxt;
        int offset = sequence.sentOffset();
        sequence.sndNxt += length;
        sequence.probeSent = false;
        queue.push(sequence.sndNxt, now);
        recovery.onSent(length, false, now);
        lastSent = now;
        tcb.pathMtu.sent(start, sequence.sndNxt);
        tcb.output.mtuProbe(start, offset, length, now, out);
        return true;
    }

    /** How much of what the window allows goes into the next segment: 0 to wait. */
    private int fit(int allowed, int unsent) {
        int mss = tcb.mss;
        boolean last = allowed == unsent;
        int pipe = recovery.pipe();
        int room = recovery.window() - pipe;
        if (pipe <= 0) {
            room = Math.max(room, mss);
        }
        boolean tail = last ? tailMayGo() : overridden || allowed >= sequence.maxSndWnd / 2;
        int most = Math.min(allowed, segmentLimit());
        int full = most - most % mss;
        if (full == 0 && !tail) {
            return 0;
        }
        int wanted = tail && most == allowed && (full == 0 || last) ? allowed : full;
        if (wanted <= room) {
            return wanted;
        }
        limitedAt = sequence.sndNxt + 1;
        int cut = Math.min(full, room);
        return Math.max(0, cut - cut % mss);
    }

    /** Nagle's algorithm as Minshall modified it: one segment that is not full may be in flight. */
    private boolean tailMayGo() {
        return tcb.noDelay
                || tcb.output.isUrgent()
                || sequence.finQueued
                || overridden
                || SeqNumber.atMost(sndSml, sequence.sndUna);
    }

    private void push(int length, boolean fin, long now, TcpEffects out) {
        int start = sequence.sndNxt;
        int offset = sequence.sentOffset();
        sequence.sndNxt += fin ? length + 1 : length;
        sequence.probeSent = false;
        if (length % tcb.mss != 0) {
            sndSml = start + length;
        }
        sequence.finSent |= fin;
        queue.push(sequence.sndNxt, now);
        recovery.onSent(length, false, now);
        transmit(start, offset, length, fin, true, now, out);
    }

    private void transmit(int seq, int offset, int length, boolean fin, boolean fresh, long now, TcpEffects out) {
        lastSent = now;
        int flags = fin ? TcpSegment.FIN : 0;
        if (fresh && length > 0) {
            flags |= tcb.ecn.takeReduction();
        }
        if (length > 0 && offset + length == sequence.buffer.length()) {
            flags |= TcpSegment.PSH;
        }
        tcb.output.data(seq, offset, length, flags, fresh, now, out);
    }
}
