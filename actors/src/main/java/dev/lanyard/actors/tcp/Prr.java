package dev.lanyard.actors.tcp;

/**
 * Proportional rate reduction (RFC 9937, which replaces RFC 6937): spreads the reduction of a fast recovery over the ACKs that
 * clock it, and brings what is in flight to ssthresh by its end. It keeps what may be sent, SndCnt, and not a window, so that
 * nothing that is deemed lost between two ACKs makes a burst.
 */
final class Prr {
    private int ssthresh;
    private int mss;
    private long recoverFs;
    private long delivered;
    private long out;
    private long sndCnt;

    /**
     * @param flight RecoverFS: bytes in flight when recovery begins, without those that were reported before
     */
    void start(int flight, int ssthresh, int mss) {
        this.ssthresh = ssthresh;
        this.mss = mss;
        recoverFs = Math.max(1, flight);
        delivered = 0;
        out = 0;
        sndCnt = 0;
    }

    /**
     * Section 6.
     *
     * @param newlyDelivered DeliveredData
     * @param safe SND.UNA advances and no further loss is seen
     */
    void onAck(int newlyDelivered, int pipe, boolean safe) {
        if (newlyDelivered > 0) {
            delivered += newlyDelivered;
            if (pipe > ssthresh) {
                sndCnt = (delivered * ssthresh + recoverFs - 1) / recoverFs - out;
            } else {
                sndCnt = Math.max(delivered - out, newlyDelivered) + (safe ? mss : 0);
                sndCnt = Math.min(ssthresh - pipe, sndCnt);
            }
            sndCnt = Math.max(0, sndCnt);
        }
        force();
    }

    /** The first retransmission of a recovery always goes out. */
    void force() {
        if (out == 0) {
            sndCnt = Math.max(sndCnt, mss);
        }
    }

    void onSent(int bytes) {
        out += bytes;
        sndCnt = Math.max(0, sndCnt - bytes);
    }

    /** SndCnt: bytes that may be sent now. */
    int allowance() {
        return (int) sndCnt;
    }
}
