package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;

/** The receiving half: window, reassembly, acknowledgments (RFC 9293 §3.8.6, RFC 5681 §4.2, RFC 2018, RFC 2883). */
final class TcpReceiver {
    /** Something that a segment did, as bits. */
    static final int ADVANCED = 1;

    static final int FINISHED = 2;
    static final int REFUSED = 4;
    static final int NO_MEMORY = 8;

    /** After this long without a segment, TS.Recent says nothing any more: 24 days (RFC 7323 §5.5). */
    private static final long TS_RECENT_LIFETIME = 24L * 24 * 3600 * 1_000_000_000L;

    private final TransmissionControlBlock tcb;
    private final ByteRing buffer;
    private final Reassembly reassembly = new Reassembly();
    private final ReceiveTuning tuning;
    /** Where the application waits for data, or null. */
    private ByteBuffer target;

    private int delivered;
    /** Only once the peer has sent urgent data. */
    private UrgentMark urgent;

    private boolean urgentInline;
    private int irs;
    private int rcvNxt;
    /** Right edge of the window as last advertised; never moves left (RFC 9293 §3.8.6.2.1). */
    private int rcvAdv;

    private boolean peerScales;
    private int lastAckSent;
    private int tsRecent;
    private long tsRecentAt;
    private boolean finKnown;
    private int finSeq;
    private boolean finReceived;

    /** Largest segment the peer sends, as far as we know. */
    private int segmentSize = TcpParameters.DEFAULT_MSS;

    private int unacknowledged;
    private boolean ackNow;
    private int quickAcks;
    private boolean duplicate;
    private int duplicateLeft;
    private int duplicateRight;
    private long bytesIn;

    TcpReceiver(TransmissionControlBlock tcb) {
        this.tcb = tcb;
        buffer = new ByteRing(tcb.parameters.node().buffers);
        tuning =
                new ReceiveTuning(tcb.settings().receiveBuffer(), tcb.settings().maxReceiveBuffer());
        quickAcks = tcb.settings().quickAcks();
        urgentInline = tcb.settings().urgentInline();
    }

    /** The peer's SYN has arrived. */
    void start(TcpSegment syn, boolean peerScales, long now) {
        irs = syn.seq;
        rcvNxt = irs + 1;
        lastAckSent = rcvNxt;
        this.peerScales = peerScales;
        // the window in our SYN, or in the SYN-ACK about to go out
        rcvAdv = rcvNxt + Math.min(65_535, capacity());
        tsRecent = syn.tsVal;
        tsRecentAt = now;
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
        return tsRecent;
    }

    /** RCV.WND as the peer knows it. */
    int window() {
        return rcvAdv - rcvNxt;
    }

    /** Bytes of the stream that can be read, without one that is received by itself. */
    int readable() {
        int hidden = urgent != null && urgent.isAhead() && !urgentInline && urgentOffset() < buffer.length() ? 1 : 0;
        return buffer.length() - hidden;
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
        int window = window();
        if (length == 0) {
            return window == 0 ? segment.seq == rcvNxt : SeqNumber.inRange(segment.seq, rcvNxt, rcvAdv);
        }
        return window > 0
                && (SeqNumber.inRange(segment.seq, rcvNxt, rcvAdv)
                        || SeqNumber.inRange(segment.end() - 1, rcvNxt, rcvAdv));
    }

    /** RFC 7323 §5.3 R1, with §5.5: whether the timestamp is too old. */
    boolean isOld(TcpSegment segment, long now) {
        return SeqNumber.lessThan(segment.tsVal, tsRecent) && now - tsRecentAt < TS_RECENT_LIFETIME;
    }

    /** RFC 7323 §4.3: TS.Recent follows segments that span the last ACK sent. */
    void updateTsRecent(TcpSegment segment, long now) {
        if (segment.payloadLength >= segmentSize && segment.seq == rcvNxt && segment.tsEcr != 0) {
            tuning.onEcho((tcb.timestamp(now) - segment.tsEcr) * 1_000_000L);
        }
        if (SeqNumber.atMost(segment.seq, lastAckSent)
                && (SeqNumber.atLeast(segment.tsVal, tsRecent) || now - tsRecentAt >= TS_RECENT_LIFETIME)) {
            tsRecent = segment.tsVal;
            tsRecentAt = now;
        }
    }

    /**
     * Takes what is new and inside the window of an acceptable segment's payload and FIN.
     *
     * @return {@link #ADVANCED}, {@link #FINISHED} and {@link #REFUSED} as they apply
     */
    int accept(TcpSegment segment) {
        int start = segment.seq;
        int end = start + segment.payloadLength;
        learnSegmentSize(segment);
        boolean fin = segment.has(TcpSegment.FIN);
        if (SeqNumber.greaterThan(end, rcvAdv)) {
            // a FIN is behind the last byte: cut off together with it
            end = rcvAdv;
            fin = false;
            ackNow = true;
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
            ackNow |= segment.payloadLength > 0 || fin;
            reportDuplicate(start, SeqNumber.min(end, rcvNxt));
            start = rcvNxt;
        }
        int before = rcvNxt;
        int result = SeqNumber.atLeast(start, end) ? 0 : store(segment, start, end);
        if (finKnown && !finReceived && rcvNxt == finSeq) {
            finReceived = true;
            rcvNxt++;
            rcvAdv = SeqNumber.max(rcvAdv, rcvNxt);
            ackNow = true;
            result |= FINISHED;
        } else if (fin) {
            ackNow = true;
        }
        return rcvNxt == before ? result : result | ADVANCED;
    }

    private void learnSegmentSize(TcpSegment segment) {
        int size = segment.segmentSize > 0 ? segment.segmentSize : segment.payloadLength;
        segmentSize = Math.min(tcb.parameters.mss(), Math.max(segmentSize, size));
    }

    /** Returns 0, or why it was not. */
    private int store(TcpSegment segment, int start, int end) {
        int base = rcvNxt - buffer.length();
        int kept = (reassembly.isEmpty() ? rcvNxt : reassembly.highest()) - base;
        if (start == rcvNxt && reassembly.isEmpty()) {
            int count = deliver(segment, start, end - start);
            start += count;
            if (start == end) {
                return 0;
            }
            base += count;
            if (!fits(end - base)) {
                return NO_MEMORY;
            }
            buffer.reserve(end - base, kept);
            buffer.put(start - base, segment.packet.bytes(), segment.payloadIndex + start - segment.seq, end - start);
            arrived(end);
            return 0;
        }
        ackNow = true;
        if (reassembly.covers(start, end)) {
            reportDuplicate(start, end);
            return 0;
        }
        if (start != rcvNxt && reassembly.count() == Reassembly.LIMIT && !touches(start, end)) {
            return REFUSED;
        }
        if (!fits(end - base)) {
            return NO_MEMORY;
        }
        buffer.reserve(end - base, kept);
        fillGaps(segment, start, end, base);
        if (start == rcvNxt) {
            arrived(reassembly.advance(SeqNumber.max(end, rcvNxt)));
        } else {
            reassembly.add(start, end);
        }
        return 0;
    }

    /** Whether the node has memory for so many bytes; when the window was promised it had, and the peer will send again. */
    private boolean fits(int total) {
        boolean fits = total <= buffer.allocated() || total <= buffer.most();
        ackNow |= !fits;
        return fits;
    }

    /** Copies what the application waits for straight to it. Returns how many bytes that was. */
    private int deliver(TcpSegment segment, int start, int count) {
        if (target == null || buffer.length() > 0 || urgent != null && urgent.isAhead()) {
            return 0;
        }
        int direct = Math.min(count, target.remaining());
        int position = target.position();
        target.put(position, segment.packet.bytes(), segment.payloadIndex + start - segment.seq, direct);
        target.position(position + direct);
        delivered += direct;
        rcvNxt += direct;
        unacknowledged += direct;
        bytesIn += direct;
        return direct;
    }

    private boolean touches(int start, int end) {
        int i = reassembly.firstEndingAfter(start - 1);
        return i < reassembly.count() && SeqNumber.atMost(reassembly.left(i), end);
    }

    /** Copies the bytes that are not there yet: of two versions of a byte the first to arrive counts. */
    private void fillGaps(TcpSegment segment, int start, int end, int base) {
        int at = start;
        int i = reassembly.firstEndingAfter(start);
        while (SeqNumber.lessThan(at, end)) {
            boolean more = i < reassembly.count() && SeqNumber.lessThan(reassembly.left(i), end);
            int stop = more ? SeqNumber.max(at, reassembly.left(i)) : end;
            if (stop != at) {
                buffer.put(at - base, segment.packet.bytes(), segment.payloadIndex + at - segment.seq, stop - at);
            }
            at = more ? reassembly.right(i++) : end;
        }
    }

    private void arrived(int newRcvNxt) {
        int count = newRcvNxt - rcvNxt;
        rcvNxt = newRcvNxt;
        unacknowledged += count;
        bytesIn += count;
        buffer.extend(count);
    }

    /** A segment left of the window: the next ACK tells the peer that it sent it in vain. */
    void onUnacceptable(TcpSegment segment) {
        reportDuplicate(segment.seq, SeqNumber.min(segment.seq + segment.payloadLength, rcvNxt));
    }

    private void reportDuplicate(int left, int right) {
        if (tcb.selectiveAcks && SeqNumber.lessThan(left, right)) {
            duplicate = true;
            duplicateLeft = left;
            duplicateRight = right;
        }
    }

    /** Adds a DSACK if one is due (RFC 2883 §4: it comes first), then what waits out of order. */
    void reportSacks(TcpSegment segment, int limit) {
        if (!tcb.selectiveAcks || limit <= 0) {
            return;
        }
        if (duplicate) {
            segment.addSackBlock(duplicateLeft, duplicateRight);
            duplicate = false;
        }
        if (!reassembly.isEmpty()) {
            reassembly.report(segment, Math.min(limit, TcpSegment.MAX_SACK_BLOCKS));
        }
    }

    /**
     * Moves the right edge of the window if that is worth it (RFC 9293 §3.8.6.2.2) and returns the field for a header. A
     * scaled field is rounded up, so that the edge never moves left; but tiny segments would push it right without end that
     * way, so when the buffer is overdrawn by an eighth it is rounded down (RFC 7323 §2.4). What was offered stays valid.
     */
    int advertise() {
        int current = window();
        int offered = openable();
        int shift = tcb.receiveScale;
        int step = Math.min(capacity() / 2, segmentSize);
        int field = offered - current >= step ? offered >> shift : 0;
        int kept = current + (1 << shift) - 1 >> shift;
        if (kept << shift > Math.max(current, offered + Math.max(1 << shift, capacity() / 8))) {
            kept = current >> shift;
        }
        field = Math.min(65_535, Math.max(field, kept));
        rcvAdv = SeqNumber.max(rcvAdv, rcvNxt + (field << shift));
        return field;
    }

    /** The window that the buffer has room for. */
    private int openable() {
        return Math.max(0, Math.min(capacity(), buffer.most()) - buffer.length());
    }

    /** Whether the application has read so much that the peer should hear of it at once. */
    boolean wantsWindowUpdate() {
        int current = window();
        int offered = openable();
        return !finReceived
                && offered - current >= Math.min(capacity() / 2, segmentSize)
                && current <= capacity() / 2
                && offered >= 2 * current;
    }

    /** Whether an ACK has to go out in this turn (RFC 5681 §4.2); a small buffer's peer waits for each. */
    boolean ackIsDue() {
        return ackNow
                || unacknowledged > 0 && (quickAcks > 0 || unacknowledged >= Math.min(2 * segmentSize, capacity() / 2));
    }

    /** Whether an ACK has to go out sometime. */
    boolean ackIsPending() {
        return ackNow || unacknowledged > 0;
    }

    void requestAck() {
        ackNow = true;
    }

    /** Whether the next ACK tells of a hole, so that each segment needs one of its own (RFC 5681 §4.2). */
    boolean hasHole() {
        return !reassembly.isEmpty();
    }

    /** A segment that carries an ACK goes out. */
    void acknowledged() {
        if (unacknowledged > 0 && quickAcks > 0) {
            quickAcks--;
        }
        unacknowledged = 0;
        ackNow = false;
        lastAckSent = rcvNxt;
        tcb.timers.cancel(TcpTimers.DELAYED_ACK);
    }

    /** An ACK goes out with data: requests and replies alternate, so the next one can wait for its reply too. */
    void acknowledgedWithData() {
        if (unacknowledged > 0) {
            quickAcks = 0;
        }
        acknowledged();
    }

    /**
     * Until {@link #endDelivery}, data that arrives in order goes to the target as far as it has room, and not into the buffer.
     *
     * @param target null for none
     */
    void deliverTo(ByteBuffer target) {
        this.target = target;
    }

    /** Returns how many bytes the target got. */
    int endDelivery(long now) {
        int count = delivered;
        if (count > 0) {
            tuning.onRead(count, segmentSize, tcb.sender.rtt().srtt(), now);
        }
        target = null;
        delivered = 0;
        return count;
    }

    /** Moves data to the application. */
    int take(ByteBuffer target, long now) {
        int count =
                urgent != null && urgent.isAhead() ? takeUpToMark(target) : buffer.take(target, !reassembly.isEmpty());
        if (count > 0) {
            tuning.onRead(count, segmentSize, tcb.sender.rtt().srtt(), now);
        }
        return count;
    }

    /** SO_OOBINLINE: whether urgent bytes stay in the stream. */
    void urgentInline(boolean on) {
        urgentInline = on;
    }

    boolean urgentInline() {
        return urgentInline;
    }

    /** SO_RCVBUF: a size that stays. What was offered to the peer stays valid (RFC 9293 §3.8.6). */
    void capacity(int bytes) {
        tuning.fix(bytes);
    }

    int capacity() {
        return tuning.capacity();
    }

    /** RFC 9293 §3.10.7.4, sixth step: the urgent pointer points behind the urgent data (RFC 6093 §2.1). */
    void onUrgent(TcpSegment segment) {
        int at = segment.seq + Math.max(0, segment.urgentPointer - 1);
        if (SeqNumber.atLeast(at, firstUnread())) {
            urgent = urgent == null ? new UrgentMark() : urgent;
            urgent.move(at);
        }
    }

    private int firstUnread() {
        return rcvNxt - (finReceived ? 1 : 0) - buffer.length();
    }

    /** Bytes in front of the mark. */
    private int urgentOffset() {
        return urgent.at() - firstUnread();
    }

    private int octet(int offset) {
        return buffer.array()[buffer.index(offset)] & 0xff;
    }

    /** Whether the next byte of the stream is the urgent one. */
    boolean atMark() {
        return urgent != null && urgent.isAhead() && urgentOffset() == 0;
    }

    /** Reads up to the mark; if that is here, behind it. */
    private int takeUpToMark(ByteBuffer target) {
        int offset = urgentOffset();
        if (offset == 0 && buffer.length() > 0) {
            urgent.pass(urgentInline ? UrgentMark.NONE : octet(0));
            if (!urgentInline) {
                buffer.release(1, !reassembly.isEmpty());
            }
            return buffer.take(target, !reassembly.isEmpty());
        }
        int limit = target.limit();
        target.limit(target.position() + Math.min(target.remaining(), offset));
        int count = buffer.take(target, !reassembly.isEmpty());
        target.limit(limit);
        return count;
    }

    /** The urgent byte, unless it stays in the stream: once, and {@link UrgentMark#NONE} until there is one. */
    int takeUrgent() {
        if (urgent == null || urgentInline) {
            return UrgentMark.NONE;
        }
        int offset = urgentOffset();
        if (urgent.isAhead() && offset < buffer.length()) {
            return urgent.take() ? octet(offset) : UrgentMark.NONE;
        }
        return urgent.takeKept();
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
        urgent = null;
    }
}
