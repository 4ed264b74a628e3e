package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;

/** The receiving half: window, reassembly, acknowledgments (RFC 9293 §3.8.6, RFC 5681 §4.2, RFC 2018, RFC 2883). */
final class TcpReceiver {
    /** Something that a segment did, as bits. */
    static final int ADVANCED = 1;

    static final int FINISHED = 2;
    static final int REFUSED = PayloadStore.REFUSED;
    static final int NO_MEMORY = PayloadStore.NO_MEMORY;

    private final TransmissionControlBlock tcb;
    private final ByteRing buffer;
    private final Reassembly reassembly = new Reassembly();
    private final PayloadStore store;
    private final ReceiveTuning tuning;
    private final ReceiveWindow window;
    private final AckSchedule acks;
    private final RecentTimestamp timestamp = new RecentTimestamp();
    private final UrgentInput urgent;
    private int irs;
    private int rcvNxt;
    private boolean peerScales;
    private boolean finKnown;
    private int finSeq;
    private boolean finReceived;

    /** Largest segment the peer sends, as far as we know. */
    private int segmentSize = TcpParameters.DEFAULT_MSS;

    private long bytesIn;

    TcpReceiver(TransmissionControlBlock tcb) {
        this.tcb = tcb;
        buffer = new ByteRing(tcb.parameters.node().buffers);
        store = new PayloadStore(buffer, reassembly);
        tuning =
                new ReceiveTuning(tcb.settings().receiveBuffer(), tcb.settings().maxReceiveBuffer());
        window = new ReceiveWindow(buffer, tuning);
        acks = new AckSchedule(tcb.timers, tcb.settings().quickAcks());
        urgent = new UrgentInput(buffer, tcb.settings().urgentInline());
    }

    /** The peer's SYN has arrived. */
    void start(TcpSegment syn, boolean peerScales, long now) {
        irs = syn.seq;
        rcvNxt = irs + 1;
        this.peerScales = peerScales;
        window.start(rcvNxt);
        timestamp.start(syn.tsVal, rcvNxt, now);
    }

    AckSchedule acks() {
        return acks;
    }

    UrgentInput urgent() {
        return urgent;
    }

    int irs() {
        return irs;
    }

    int rcvNxt() {
        return rcvNxt;
    }

    boolean peerScales() {
        return peerScales;
    }

    int tsRecent() {
        return timestamp.value();
    }

    /** RCV.WND as the peer knows it. */
    int window() {
        return window.edge() - rcvNxt;
    }

    /** Bytes of the stream that can be read, without one that is received by itself. */
    int readable() {
        return buffer.length() - urgent.hidden(firstUnread());
    }

    int holes() {
        return reassembly.count();
    }

    boolean finReceived() {
        return finReceived;
    }

    long bytesIn() {
        return bytesIn;
    }

    /** RFC 9293 §3.10.7.4, first step: the four cases. */
    boolean acceptable(TcpSegment segment) {
        int length = segment.sequenceLength();
        int rcvAdv = window.edge();
        if (length == 0) {
            return rcvNxt == rcvAdv ? segment.seq == rcvNxt : SeqNumber.inRange(segment.seq, rcvNxt, rcvAdv);
        }
        return rcvNxt != rcvAdv
                && (SeqNumber.inRange(segment.seq, rcvNxt, rcvAdv)
                        || SeqNumber.inRange(segment.end() - 1, rcvNxt, rcvAdv));
    }

    /** RFC 7323 §5.3 R1, with §5.5: whether the timestamp is too old. */
    boolean isOld(TcpSegment segment, long now) {
        return timestamp.isOlder(segment.tsVal, now);
    }

    /** The timestamp of a segment that is believed. */
    void updateTsRecent(TcpSegment segment, long now) {
        if (segment.payloadLength >= segmentSize && segment.seq == rcvNxt && segment.tsEcr != 0) {
            tuning.onEcho((tcb.timestamp(now) - segment.tsEcr) * 1_000_000L);
        }
        timestamp.update(segment, now);
    }

    /**
     * Takes what is new and inside the window of an acceptable segment's payload and FIN.
     *
     * @return {@link #ADVANCED}, {@link #FINISHED} and {@link #REFUSED} as they apply
     */
    int accept(TcpSegment segment) {
        int rcvAdv = window.edge();
        int start = segment.seq;
        int end = start + segment.payloadLength;
        learnSegmentSize(segment);
        boolean fin = segment.has(TcpSegment.FIN);
        if (SeqNumber.greaterThan(end, rcvAdv)) {
            // a FIN is behind the last byte: cut off together with it
            end = rcvAdv;
            fin = false;
            acks.request();
        }
        if (finKnown) {
            end = SeqNumber.min(end, finSeq);
        } else if (fin
                && SeqNumber.atLeast(end, rcvNxt)
                && (reassembly.isEmpty() || SeqNumber.atLeast(end, reassembly.highest()))) {
            finKnown = true;
            finSeq = end;
        }
        if (SeqNumber.lessThan(start, rcvNxt)) {
            if (segment.payloadLength > 0 || fin) {
                acks.request();
            }
            reportDuplicate(start, SeqNumber.min(end, rcvNxt));
            start = rcvNxt;
        }
        int before = rcvNxt;
        int result = SeqNumber.atLeast(start, end) ? 0 : store(segment, start, end);
        if (finKnown && !finReceived && rcvNxt == finSeq) {
            finReceived = true;
            rcvNxt++;
            window.include(rcvNxt);
            acks.request();
            result |= FINISHED;
        } else if (fin) {
            acks.request();
        }
        return rcvNxt == before ? result : result | ADVANCED;
    }

    private void learnSegmentSize(TcpSegment segment) {
        int size = segment.segmentSize > 0 ? segment.segmentSize : segment.payloadLength;
        segmentSize = Math.min(tcb.parameters.mss(), Math.max(segmentSize, size));
    }

    private int store(TcpSegment segment, int start, int end) {
        int result = store.store(segment, start, end, rcvNxt, !urgent.isAhead());
        int count = store.next() - rcvNxt;
        rcvNxt += count;
        acks.arrived(count);
        bytesIn += count;
        if ((result & PayloadStore.DISORDER) != 0) {
            acks.request();
        }
        if ((result & PayloadStore.DUPLICATE) != 0) {
            reportDuplicate(start, end);
        }
        return result & (REFUSED | NO_MEMORY);
    }

    /** A segment left of the window: the next ACK tells the peer that it sent it in vain. */
    void onUnacceptable(TcpSegment segment) {
        reportDuplicate(segment.seq, SeqNumber.min(segment.seq + segment.payloadLength, rcvNxt));
    }

    private void reportDuplicate(int left, int right) {
        if (tcb.selectiveAcks) {
            acks.reportDuplicate(left, right);
        }
    }

    /** Adds a DSACK if one is due (RFC 2883 §4: it comes first), then what waits out of order. */
    void reportSacks(TcpSegment segment, int limit) {
        if (!tcb.selectiveAcks || limit <= 0) {
            return;
        }
        acks.takeDuplicate(segment);
        if (!reassembly.isEmpty()) {
            reassembly.report(segment, Math.min(limit, TcpSegment.MAX_SACK_BLOCKS));
        }
    }

    /** The window field for a header: what it announces holds from now on. */
    int advertise() {
        return window.advertise(rcvNxt, segmentSize, tcb.receiveScale);
    }

    /** Whether the application has read so much that the peer should hear of it at once. */
    boolean wantsWindowUpdate() {
        return !finReceived && window.wantsUpdate(rcvNxt, segmentSize);
    }

    /** Whether an ACK has to go out in this turn. */
    boolean ackIsDue() {
        return acks.isDue(Math.min(2 * segmentSize, capacity() / 2));
    }

    /** Whether the next ACK tells of a hole, so that each segment needs one of its own (RFC 5681 §4.2). */
    boolean hasHole() {
        return !reassembly.isEmpty();
    }

    /** A segment that carries an ACK goes out. */
    void acknowledged(boolean withData) {
        if (withData) {
            acks.sentWithData();
        } else {
            acks.sent();
        }
        timestamp.acknowledged(rcvNxt);
    }

    /**
     * Until {@link #endDelivery}, data that arrives in order goes to the target as far as it has room, and not into the buffer.
     *
     * @param target null for none
     */
    void deliverTo(ByteBuffer target) {
        store.deliverTo(target);
    }

    /** Returns how many bytes the target got. */
    int endDelivery(long now) {
        int count = store.endDelivery();
        if (count > 0) {
            tuning.onRead(count, segmentSize, tcb.sender.rtt().srtt(), now);
        }
        return count;
    }

    /** Moves data to the application. */
    int take(ByteBuffer target, long now) {
        int count = urgent.isAhead() ? urgent.take(target, firstUnread(), hasHole()) : buffer.take(target, hasHole());
        if (count > 0) {
            tuning.onRead(count, segmentSize, tcb.sender.rtt().srtt(), now);
        }
        return count;
    }

    /** SO_RCVBUF: a size that stays. What was offered to the peer stays valid (RFC 9293 §3.8.6). */
    void capacity(int bytes) {
        tuning.fix(bytes);
    }

    int capacity() {
        return tuning.capacity();
    }

    /** RFC 9293 §3.10.7.4, sixth step. */
    void onUrgent(TcpSegment segment) {
        urgent.onSegment(segment, firstUnread());
    }

    private int firstUnread() {
        return rcvNxt - (finReceived ? 1 : 0) - buffer.length();
    }

    /** Whether the next byte of the stream is the urgent one. */
    boolean atMark() {
        return urgent.atMark(firstUnread());
    }

    /** The urgent byte, unless it stays in the stream: once, and {@link UrgentMark#NONE} until there is one. */
    int takeUrgent() {
        return urgent.takeOctet(firstUnread());
    }

    /** Gives idle memory back; returns whether some is still held. */
    boolean trim() {
        if (reassembly.isEmpty()) {
            reassembly.trim();
            buffer.trim();
        }
        return buffer.allocated() > 0;
    }

    boolean holdsMemory() {
        return buffer.allocated() > 0;
    }

    /** Forgets what waits out of order, and what the application will not read. */
    void discard() {
        reassembly.clear();
        buffer.discard();
        urgent.discard();
    }
}
