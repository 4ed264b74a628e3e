package dev.lanyard.actors.tcp;

/** Builds outgoing segments in one descriptor and hands them over. */
final class TcpOutput {
    private static final int OPTION_SPACE = 40;

    private final TransmissionControlBlock tcb;
    private final TcpSegment segment;
    private long segments;
    private boolean urgent;
    private int sndUp;

    TcpOutput(TransmissionControlBlock tcb) {
        this.tcb = tcb;
        segment = tcb.parameters.node().outgoing;
    }

    /**
     * There is urgent data (RFC 9293 §3.8.5).
     *
     * @param up SND.UP, the sequence number behind it
     */
    void urgent(int up) {
        urgent = true;
        sndUp = up;
    }

    /** Whether the peer has yet to acknowledge urgent data. */
    boolean isUrgent() {
        urgent = urgent && SeqNumber.lessThan(tcb.sender.sndUna(), sndUp);
        return urgent;
    }

    /** Segments handed over. */
    long segments() {
        return segments;
    }

    /** SYN, or SYN-ACK once the peer's SYN has been seen. Its window is never scaled (RFC 7323 §2.2). */
    void syn(boolean acknowledge, boolean again, long now, TcpEffects out) {
        TcpSettings settings = tcb.settings();
        boolean ours = !acknowledge;
        segment.clear();
        segment.seq = tcb.sender.iss();
        segment.flags = TcpSegment.SYN | tcb.ecn.synFlags(acknowledge, again);
        segment.mss = tcb.parameters.mss();
        segment.window = Math.min(65_535, settings.receiveBuffer());
        if (ours ? settings.windowScaling() : tcb.receiver.peerScales()) {
            segment.windowScale = tcb.parameters.windowScale();
        }
        segment.sackPermitted = ours ? settings.selectiveAcks() : tcb.selectiveAcks;
        if (ours ? settings.timestamps() : tcb.timestamps) {
            stamp(now);
        }
        if (acknowledge) {
            segment.flags |= TcpSegment.ACK;
            segment.ack = tcb.receiver.rcvNxt();
            tcb.receiver.acknowledged(false);
        } else {
            segment.tsEcr = 0;
        }
        hand(out);
    }

    /** A segment without payload that acknowledges all that has arrived, and reports what has arrived out of order. */
    void ack(long now, TcpEffects out) {
        begin(tcb.sender.sndNxt(), TcpSegment.ACK | tcb.ecn.ackFlags(), now);
        int space = OPTION_SPACE - TcpHeader.optionBytes(segment);
        tcb.receiver.reportSacks(segment, (space - 4) / 8);
        tcb.receiver.acknowledged(false);
        hand(out);
    }

    /** An ACK whose sequence number is old, so that the peer has to answer it (RFC 9293 §3.8.4). */
    void keepAliveProbe(long now, TcpEffects out) {
        begin(tcb.sender.sndUna() - 1, TcpSegment.ACK, now);
        hand(out);
    }

    /**
     * A segment with data from the send buffer, which may be a super-segment.
     *
     * @param offset where the data starts in the send buffer
     * @param flags besides ACK
     * @param fresh whether it is sent for the first time: only then may routers mark it (RFC 3168 §6.1.5)
     */
    void data(int seq, int offset, int length, int flags, boolean fresh, long now, TcpEffects out) {
        begin(seq, TcpSegment.ACK | tcb.ecn.ackFlags() | flags, now);
        segment.ecnCapable = tcb.ecn.agreed() && length > 0 && (fresh || tcb.ecn.isExact());
        carry(offset, length);
        segment.segmentSize = length > tcb.mss ? tcb.mss : 0;
        int room = tcb.mss - length;
        if (room >= 12) {
            tcb.receiver.reportSacks(segment, Math.min(room, OPTION_SPACE - TcpHeader.optionBytes(segment)) - 4 >> 3);
        }
        tcb.receiver.acknowledged(true);
        hand(out);
    }

    /** A probe of the path MTU: a single segment with more data than others have. */
    void mtuProbe(int seq, int offset, int length, long now, TcpEffects out) {
        begin(seq, TcpSegment.ACK | tcb.ecn.ackFlags(), now);
        segment.ecnCapable = tcb.ecn.agreed();
        segment.mtuProbe = true;
        carry(offset, length);
        tcb.receiver.acknowledged(true);
        hand(out);
    }

    private void carry(int offset, int length) {
        ByteRing buffer = tcb.sender.buffer();
        segment.payloadLength = length;
        segment.ring = buffer.array();
        segment.payloadIndex = length == 0 ? 0 : buffer.index(offset);
    }

    /** RST on a connection whose peer knows our sequence numbers. */
    void reset(long now, TcpEffects out) {
        begin(tcb.sender.sndNxt(), TcpSegment.RST | TcpSegment.ACK, now);
        hand(out);
    }

    /** RST that answers an ACK nobody asked for: SEQ=SEG.ACK (RFC 9293 §3.5.2). */
    void resetTo(TcpSegment cause, TcpEffects out) {
        segment.clear();
        segment.seq = cause.ack;
        segment.flags = TcpSegment.RST;
        hand(out);
    }

    private void begin(int seq, int flags, long now) {
        segment.clear();
        segment.seq = seq;
        segment.ack = tcb.receiver.rcvNxt();
        segment.flags = flags;
        segment.window = tcb.receiver.advertise();
        if (urgent && isUrgent() && SeqNumber.lessThan(seq, sndUp)) {
            segment.flags |= TcpSegment.URG;
            segment.urgentPointer = Math.min(65_535, sndUp - seq);
        }
        if (tcb.timestamps) {
            stamp(now);
        }
    }

    private void stamp(long now) {
        segment.hasTimestamps = true;
        segment.tsVal = tcb.timestamp(now);
        segment.tsEcr = tcb.receiver.tsRecent();
    }

    private void hand(TcpEffects out) {
        segments += segment.segmentSize == 0 ? 1 : (segment.payloadLength - 1) / segment.segmentSize + 1;
        out.transmit(segment);
    }
}
