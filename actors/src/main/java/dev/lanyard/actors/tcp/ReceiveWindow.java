package dev.lanyard.actors.tcp;

/** What the peer is told that it may send (RFC 9293 §3.8.6.2, RFC 7323 §2.4). */
final class ReceiveWindow {
    private final ByteRing buffer;
    private final ReceiveTuning tuning;
    /** Right edge of the window as last advertised; never moves left (RFC 9293 §3.8.6.2.1). */
    private int rcvAdv;

    ReceiveWindow(ByteRing buffer, ReceiveTuning tuning) {
        this.buffer = buffer;
        this.tuning = tuning;
    }

    /** The window in our SYN, or in the SYN-ACK about to go out. */
    void start(int rcvNxt) {
        rcvAdv = rcvNxt + Math.min(65_535, tuning.capacity());
    }

    /** RCV.NXT plus RCV.WND as the peer knows it. */
    int edge() {
        return rcvAdv;
    }

    /** RCV.NXT may have moved beyond the edge by a FIN. */
    void include(int rcvNxt) {
        rcvAdv = SeqNumber.max(rcvAdv, rcvNxt);
    }

    /**
     * Moves the edge if that is worth it (RFC 9293 §3.8.6.2.2) and returns the field for a header. A scaled field is rounded up,
     * so that the edge never moves left; but tiny segments would push it right without end that way, so when the buffer is
     * overdrawn by an eighth it is rounded down (RFC 7323 §2.4). What was offered stays valid.
     */
    int advertise(int rcvNxt, int segmentSize, int shift) {
        int current = rcvAdv - rcvNxt;
        int offered = openable();
        int capacity = tuning.capacity();
        int step = Math.min(capacity / 2, segmentSize);
        int field = offered - current >= step ? offered >> shift : 0;
        int kept = current + (1 << shift) - 1 >> shift;
        if (kept << shift > Math.max(current, offered + Math.max(1 << shift, capacity / 8))) {
            kept = current >> shift;
        }
        field = Math.min(65_535, Math.max(field, kept));
        rcvAdv = SeqNumber.max(rcvAdv, rcvNxt + (field << shift));
        return field;
    }

    /** The window that the buffer has room for. */
    private int openable() {
        return Math.max(0, Math.min(tuning.capacity(), buffer.most()) - buffer.length());
    }

    /** Whether the application has read so much that the peer should hear of it at once. */
    boolean wantsUpdate(int rcvNxt, int segmentSize) {
        int current = rcvAdv - rcvNxt;
        int offered = openable();
        int half = tuning.capacity() / 2;
        return offered - current >= Math.min(half, segmentSize) && current <= half && offered >= 2 * current;
    }
}
