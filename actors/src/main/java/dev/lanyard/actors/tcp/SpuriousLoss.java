package dev.lanyard.actors.tcp;

/**
 * Finds out that what was sent again was not lost: by an ACK whose timestamp is older than the first copy (Eifel, RFC 3522), or
 * by DSACKs for every copy (RFC 3708). For timeouts there is F-RTO besides (RFC 5682).
 */
final class SpuriousLoss {
    private boolean watching;
    private int marker;
    private boolean stamped;
    private int stamp;
    /** Bytes of copies that no DSACK has told of. */
    private long copies;

    private boolean anyCopies;

    /** A recovery begins where there was none: a timeout in the middle of one goes on with it. */
    void start(int sndUna) {
        watching = true;
        marker = sndUna;
        stamped = false;
        anyCopies = false;
        copies = 0;
    }

    void stop() {
        watching = false;
    }

    /**
     * Something is sent again.
     *
     * @param tsVal the timestamp it carries
     */
    void onRetransmission(int bytes, int tsVal) {
        if (!watching) {
            return;
        }
        copies += bytes;
        anyCopies = true;
        if (!stamped) {
            stamped = true;
            stamp = tsVal;
        }
    }

    /** A DSACK of so many bytes. */
    void onDuplicateReport(int left, int right) {
        if (watching && SeqNumber.atLeast(left, marker)) {
            copies -= right - left;
        }
    }

    boolean everyCopyWasInVain() {
        return watching && anyCopies && copies <= 0;
    }

    /** Whether an ACK that advances was drawn by what was sent before the first copy. */
    boolean predatesCopies(TcpSegment segment, boolean timestamps) {
        return watching
                && stamped
                && timestamps
                && segment.hasTimestamps
                && segment.tsEcr != 0
                && SeqNumber.lessThan(segment.tsEcr, stamp);
    }
}
