package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;

/** Urgent data in the stream that is received (RFC 9293 §3.8.5, RFC 6093): inline, or a byte that is received by itself. */
final class UrgentInput {
    private final ByteRing buffer;
    private boolean inline;
    /** Only once the peer has sent urgent data. */
    private UrgentMark mark;

    UrgentInput(ByteRing buffer, boolean inline) {
        this.buffer = buffer;
        this.inline = inline;
    }

    /** SO_OOBINLINE: whether urgent bytes stay in the stream. */
    void inline(boolean on) {
        inline = on;
    }

    boolean isInline() {
        return inline;
    }

    /** Whether the application has not yet read up to the mark. */
    boolean isAhead() {
        return mark != null && mark.isAhead();
    }

    /**
     * The urgent pointer points behind the urgent data (RFC 6093 §2.1).
     *
     * @param firstUnread sequence number of the first byte that the application has not read; also below
     */
    void onSegment(TcpSegment segment, int firstUnread) {
        int at = segment.seq + Math.max(0, segment.urgentPointer - 1);
        if (SeqNumber.atLeast(at, firstUnread)) {
            mark = mark == null ? new UrgentMark() : mark;
            mark.move(at);
        }
    }

    /** Bytes in the buffer that the stream will not have: 0 or 1. */
    int hidden(int firstUnread) {
        return isAhead() && !inline && offset(firstUnread) < buffer.length() ? 1 : 0;
    }

    /** Whether the next byte of the stream is the urgent one. */
    boolean atMark(int firstUnread) {
        return isAhead() && offset(firstUnread) == 0;
    }

    /** Bytes in front of the mark. */
    private int offset(int firstUnread) {
        return mark.at() - firstUnread;
    }

    private int octet(int offset) {
        return buffer.array()[buffer.index(offset)] & 0xff;
    }

    /**
     * With the mark ahead, reads up to it; if it is here, behind it.
     *
     * @param keep whether bytes behind those in order are in the buffer too
     */
    int take(ByteBuffer target, int firstUnread, boolean keep) {
        int offset = offset(firstUnread);
        if (offset == 0 && buffer.length() > 0) {
            mark.pass(inline ? UrgentMark.NONE : octet(0));
            if (!inline) {
                buffer.release(1, keep);
            }
            return buffer.take(target, keep);
        }
        int limit = target.limit();
        target.limit(target.position() + Math.min(target.remaining(), offset));
        int count = buffer.take(target, keep);
        target.limit(limit);
        return count;
    }

    /** The urgent byte, unless it stays in the stream: once, and {@link UrgentMark#NONE} until there is one. */
    int takeOctet(int firstUnread) {
        if (mark == null || inline) {
            return UrgentMark.NONE;
        }
        if (mark.isAhead() && offset(firstUnread) < buffer.length()) {
            return mark.take() ? octet(offset(firstUnread)) : UrgentMark.NONE;
        }
        return mark.takeKept();
    }

    void discard() {
        mark = null;
    }
}
