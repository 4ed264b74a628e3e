package dev.lanyard.actors.tcp;

/** The send sequence variables (RFC 9293 §3.3.1), and what they say about the send buffer. */
final class SendSequence {
    final ByteRing buffer;
    final int iss;
    int sndUna;
    int sndNxt;
    int sndWnd;
    int maxSndWnd;
    private int sndWl1;
    private int sndWl2;

    boolean finQueued;
    boolean finSent;
    /** One byte behind SND.NXT was sent to a closed window, and may or may not have been accepted. */
    boolean probeSent;

    SendSequence(int iss, BufferBudget budget) {
        buffer = new ByteRing(budget);
        this.iss = iss;
        sndUna = iss;
        sndNxt = iss + 1;
    }

    /** The highest acknowledgment that can be true. */
    int sndMax() {
        return probeSent ? sndNxt + 1 : sndNxt;
    }

    boolean finAcknowledged() {
        return finSent && sndUna == sndNxt;
    }

    /** Data sent, as an offset into the buffer. */
    int sentOffset() {
        return sndNxt - sndUna - (finSent && !finAcknowledged() ? 1 : 0);
    }

    int unsent() {
        return buffer.length() - sentOffset();
    }

    /** What the peer's window allows beyond SND.NXT: negative if it shrank. */
    int usableWindow() {
        return sndUna + sndWnd - sndNxt;
    }

    /** RFC 9293 §3.10.7.4: the window follows the newest segment (SND.WL1) with the newest ACK (SND.WL2) only. */
    boolean updateWindow(TcpSegment segment, int shift) {
        if (SeqNumber.lessThan(sndWl1, segment.seq) || sndWl1 == segment.seq && SeqNumber.atMost(sndWl2, segment.ack)) {
            int before = sndWnd;
            setWindow(segment, shift);
            return sndWnd != before;
        }
        return false;
    }

    void setWindow(TcpSegment segment, int shift) {
        sndWnd = segment.window << shift;
        sndWl1 = segment.seq;
        sndWl2 = segment.ack;
        maxSndWnd = Math.max(maxSndWnd, sndWnd);
    }

    /** SND.UNA moves; returns the bytes of data, without a FIN, that this releases. */
    int advance(int ack) {
        int data = Math.min(ack - sndUna, buffer.length());
        buffer.release(data, false);
        sndUna = ack;
        return data;
    }
}
