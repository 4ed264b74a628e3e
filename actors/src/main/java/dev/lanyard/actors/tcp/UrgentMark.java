package dev.lanyard.actors.tcp;

/**
 * Where the peer's urgent data ends: at one byte, the last before the urgent pointer (RFC 9293 §3.8.5, RFC 6093 §2). That
 * byte either stays in the stream, where reading stops in front of it once, or is taken out of it and received by itself.
 */
final class UrgentMark {
    static final int NONE = -1;

    private int at;
    /** The stream has not been read up to the mark. */
    private boolean ahead;
    /** The byte at the mark was received by itself. */
    private boolean taken;
    /** The byte of a mark that was passed before somebody asked for it. */
    private int kept = NONE;

    /** The peer says where the urgent data ends; what is not further than before says nothing new. */
    void move(int seq) {
        if (!ahead || SeqNumber.greaterThan(seq, at)) {
            at = seq;
            ahead = true;
            taken = false;
            kept = NONE;
        }
    }

    boolean isAhead() {
        return ahead;
    }

    /** Its sequence number. */
    int at() {
        return at;
    }

    /**
     * The stream is read on from the mark.
     *
     * @param octet the byte there if it leaves the stream, {@link #NONE} if it stays
     */
    void pass(int octet) {
        ahead = false;
        kept = taken ? NONE : octet;
    }

    /** The byte of a mark that was passed, or {@link #NONE}. */
    int takeKept() {
        int octet = kept;
        kept = NONE;
        return octet;
    }

    /** Whether the byte at the mark ahead may be received by itself; the next call says no. */
    boolean take() {
        boolean first = ahead && !taken;
        taken |= ahead;
        return first;
    }
}
