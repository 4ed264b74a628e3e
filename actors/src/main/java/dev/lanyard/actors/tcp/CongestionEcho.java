package dev.lanyard.actors.tcp;

/** Explicit congestion notification on one connection: what was agreed, what is echoed (RFC 3168 §6.1, RFC 8257 §3.2). */
final class CongestionEcho {
    private final EcnMode mode;
    private boolean asked;
    private boolean agreed;
    /** Echoes the mark of each segment, instead of the fact that there was one. */
    private boolean exact;
    /** What outgoing ACKs say: DCTCP.CE if exact. */
    private boolean echoing;
    /** The next new data says that the window was reduced. */
    private boolean reductionDue;

    CongestionEcho(EcnMode mode) {
        this.mode = mode;
    }

    boolean agreed() {
        return agreed;
    }

    boolean isExact() {
        return exact;
    }

    /** The congestion control reacts to the share of marks (RFC 8257). */
    void beExact() {
        exact = true;
    }

    /** Flags of our SYN, or SYN-ACK. A SYN sent again does not ask: someone on the way may not like it (§6.1.1.1). */
    int synFlags(boolean answer, boolean again) {
        if (answer) {
            return agreed ? TcpSegment.ECE : 0;
        }
        asked = mode == EcnMode.ON && !again;
        return asked ? TcpSegment.ECE | TcpSegment.CWR : 0;
    }

    /** §6.1.1. */
    void negotiate(TcpSegment syn) {
        int flags = syn.flags & (TcpSegment.ECE | TcpSegment.CWR);
        if (syn.has(TcpSegment.ACK)) {
            agreed = asked && flags == TcpSegment.ECE;
        } else {
            agreed = !asked && mode != EcnMode.OFF && flags == (TcpSegment.ECE | TcpSegment.CWR);
        }
    }

    /** Whether this segment changes what an exact echo says: what came before has to be acknowledged first. */
    boolean changes(TcpSegment segment) {
        return agreed && exact && segment.payloadLength > 0 && segment.congestionExperienced != echoing;
    }

    /** A segment with data has arrived (§6.1.3). */
    void onData(TcpSegment segment) {
        if (!agreed || segment.payloadLength == 0) {
            return;
        }
        if (exact) {
            echoing = segment.congestionExperienced;
        } else {
            echoing = segment.congestionExperienced || echoing && !segment.has(TcpSegment.CWR);
        }
    }

    /** Flags of an outgoing segment with an ACK. */
    int ackFlags() {
        return agreed && echoing ? TcpSegment.ECE : 0;
    }

    /** Whether the ACK says that our segments were marked. */
    boolean isEcho(TcpSegment segment) {
        return agreed && segment.has(TcpSegment.ECE);
    }

    void reduced() {
        reductionDue = true;
    }

    /** Whether the next new segment carries CWR. It goes out by itself: a link would put the flag on each part of it. */
    boolean reductionDue() {
        return reductionDue;
    }

    /** CWR, if it is due. */
    int takeReduction() {
        int flags = reductionDue ? TcpSegment.CWR : 0;
        reductionDue = false;
        return flags;
    }
}
