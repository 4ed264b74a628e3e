package dev.lanyard.actors.tcp;

import dev.lanyard.actors.tcp.TcpProtocol.Entry;

/**
 * What is left of a connection in TIME_WAIT (RFC 9293 §3.6): enough to answer a FIN that comes again and to keep old segments
 * from the next connection between the same endpoints. It has no actor.
 */
final class TimeWait implements Entry {
    /** Answers to segments that are not expected: so many at once, and one each interval. */
    private static final int ANSWERS = 16;

    private static final long ANSWER_INTERVAL = 5_000_000;
    /** How far a new incarnation starts above the old one, so that nothing that is still on its way fits. */
    private static final int SEQUENCE_GAP = 65_537;
    /** How long a connection must have rested before this node opens it again: many ticks of its timestamps. */
    private static final long REST = 1_000_000_000;

    final long addresses;
    final int ports;
    final int sndNxt;
    final int rcvNxt;
    private final int window;
    private final int windowField;
    private final boolean timestamps;
    private final int timestampOffset;
    private final int tsRecent;
    private final long since;
    private final long lifetime;
    private long answered;

    /** When it is over. */
    long deadline;

    /** Its neighbours in {@link TimeWaits}. */
    TimeWait older;

    TimeWait younger;

    TimeWait(long addresses, int ports, TransmissionControlBlock tcb, long since) {
        this.addresses = addresses;
        this.ports = ports;
        sndNxt = tcb.sender.sndNxt();
        TcpReceiver receiver = tcb.receiver;
        rcvNxt = receiver.rcvNxt();
        window = receiver.window();
        windowField = Math.min(65_535, window >> tcb.receiveScale);
        timestamps = tcb.timestamps;
        timestampOffset = tcb.parameters.timestampOffset();
        tsRecent = receiver.tsRecent();
        this.since = since;
        lifetime = 2 * tcb.settings().msl().toNanos();
        deadline = since + lifetime;
        answered = since;
    }

    /** Begins 2 MSL again. */
    void restart(long now) {
        deadline = now + lifetime;
    }

    /** Whether a SYN may open the next incarnation (RFC 6191 §2). */
    boolean yieldsTo(TcpSegment syn) {
        if ((syn.flags & (TcpSegment.SYN | TcpSegment.ACK | TcpSegment.RST)) != TcpSegment.SYN) {
            return false;
        }
        if (timestamps && syn.hasTimestamps && syn.tsVal != tsRecent) {
            return SeqNumber.greaterThan(syn.tsVal, tsRecent);
        }
        return SeqNumber.greaterThan(syn.seq, rcvNxt);
    }

    /**
     * Whether this node may open the next incarnation: the peer, if it is in TIME_WAIT too, sees newer timestamps (RFC 6191 §2),
     * and old segments fail PAWS (RFC 7323 appendix B).
     */
    boolean yieldsToUs(boolean timestampsOffered, long now) {
        return timestamps && timestampsOffered && now - since >= REST;
    }

    /** The first sequence number of the next incarnation: the one proposed, unless that is too near (RFC 9293 §3.4.3). */
    int nextSequence(int proposed) {
        int lowest = sndNxt + SEQUENCE_GAP;
        return SeqNumber.lessThan(proposed, lowest) ? lowest : proposed;
    }

    /**
     * Processes a segment that does not open the next incarnation (RFC 9293 §3.10.7.4).
     *
     * @param answer becomes the ACK that is due; its flags stay 0 if none is
     * @return null, or why the segment was dropped; the caller restarts the time after a FIN
     */
    TcpDrop onSegment(TcpSegment segment, long now, TcpSegment answer) {
        answer.clear();
        if (segment.has(TcpSegment.RST)) {
            // RFC 1337: an old duplicate must not end it
            return TcpDrop.RESET_IN_TIME_WAIT;
        }
        if (segment.has(TcpSegment.SYN)) {
            acknowledge(now, answer);
            return TcpDrop.UNEXPECTED_SYN;
        }
        if (timestamps && !segment.hasTimestamps) {
            return TcpDrop.MISSING_TIMESTAMP;
        }
        if (timestamps && SeqNumber.lessThan(segment.tsVal, tsRecent)) {
            acknowledge(now, answer);
            return TcpDrop.PAWS;
        }
        if (!isAcceptable(segment)) {
            acknowledge(now, answer);
            return TcpDrop.OUT_OF_WINDOW;
        }
        return null;
    }

    private boolean isAcceptable(TcpSegment segment) {
        int offset = segment.seq - rcvNxt;
        return offset >= 0 && (offset < window || offset == 0 && segment.sequenceLength() == 0);
    }

    private void acknowledge(long now, TcpSegment answer) {
        long start = Math.max(answered, now);
        if (start + ANSWER_INTERVAL - now > ANSWERS * ANSWER_INTERVAL) {
            return;
        }
        answered = start + ANSWER_INTERVAL;
        answer.flags = TcpSegment.ACK;
        answer.seq = sndNxt;
        answer.ack = rcvNxt;
        answer.window = windowField;
        answer.hasTimestamps = timestamps;
        answer.tsVal = (int) (now / 1_000_000) + timestampOffset;
        answer.tsEcr = tsRecent;
    }
}
