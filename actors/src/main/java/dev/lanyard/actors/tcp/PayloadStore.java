package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;

/**
 * Puts payload where it belongs: to the application that waits for it, into the buffer in order, or into the buffer's gaps, where
 * it waits for what is missing in front of it.
 */
final class PayloadStore {
    /** What came of it, as bits: it was not simply the next, and the peer should hear of that at once. */
    static final int DISORDER = 1;
    /** All of it was there. */
    static final int DUPLICATE = 2;
    /** It would be one gap too many. */
    static final int REFUSED = 4;
    /** The node has no memory for it; when the window was promised it had, and the peer will send again. */
    static final int NO_MEMORY = 8;

    private final ByteRing buffer;
    private final Reassembly reassembly;
    /** Where the application waits for data, or null. */
    private ByteBuffer target;

    private int delivered;
    private int next;

    PayloadStore(ByteRing buffer, Reassembly reassembly) {
        this.buffer = buffer;
        this.reassembly = reassembly;
    }

    /** Until {@link #endDelivery}, what arrives in order goes to the target as far as it has room; null for none. */
    void deliverTo(ByteBuffer waiting) {
        target = waiting;
    }

    /** Returns how many bytes the target got. */
    int endDelivery() {
        int count = delivered;
        target = null;
        delivered = 0;
        return count;
    }

    /** RCV.NXT behind what was stored. */
    int next() {
        return next;
    }

    /**
     * Stores payload from one sequence number to another, which lie in the window.
     *
     * @param direct whether it may go to the target past the buffer
     * @return bits that say what came of it
     */
    int store(TcpSegment segment, int start, int end, int rcvNxt, boolean direct) {
        next = rcvNxt;
        int base = rcvNxt - buffer.length();
        int kept = (reassembly.isEmpty() ? rcvNxt : reassembly.highest()) - base;
        if (start == rcvNxt && reassembly.isEmpty()) {
            int count = direct ? deliver(segment, start, end - start) : 0;
            next += count;
            if (next == end) {
                return 0;
            }
            base += count;
            if (!fits(end - base)) {
                return NO_MEMORY | DISORDER;
            }
            buffer.reserve(end - base, kept);
            put(segment, next, end, base);
            buffer.extend(end - next);
            next = end;
            return 0;
        }
        if (reassembly.covers(start, end)) {
            return DUPLICATE | DISORDER;
        }
        if (start != rcvNxt && reassembly.count() == Reassembly.LIMIT && !touches(start, end)) {
            return REFUSED | DISORDER;
        }
        if (!fits(end - base)) {
            return NO_MEMORY | DISORDER;
        }
        buffer.reserve(end - base, kept);
        fillGaps(segment, start, end, base);
        if (start == rcvNxt) {
            next = reassembly.advance(SeqNumber.max(end, rcvNxt));
            buffer.extend(next - rcvNxt);
        } else {
            reassembly.add(start, end);
        }
        return DISORDER;
    }

    private void put(TcpSegment segment, int start, int end, int base) {
        buffer.put(start - base, segment.packet.bytes(), segment.payloadIndex + start - segment.seq, end - start);
    }

    /** Whether the node has memory for so many bytes. */
    private boolean fits(int total) {
        return total <= buffer.allocated() || total <= buffer.most();
    }

    /** Copies what the application waits for straight to it. Returns how many bytes that was. */
    private int deliver(TcpSegment segment, int start, int count) {
        if (target == null || buffer.length() > 0) {
            return 0;
        }
        int direct = Math.min(count, target.remaining());
        int position = target.position();
        target.put(position, segment.packet.bytes(), segment.payloadIndex + start - segment.seq, direct);
        target.position(position + direct);
        delivered += direct;
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
                put(segment, at, stop, base);
            }
            at = more ? reassembly.right(i++) : end;
        }
    }
}
