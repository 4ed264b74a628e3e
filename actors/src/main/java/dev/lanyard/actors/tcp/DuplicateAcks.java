package dev.lanyard.actors.tcp;

/**
 * What ACKs that acknowledge nothing new say (RFC 5681 §2). Without SACK each stands for one segment that has left the network,
 * nobody knows which.
 */
final class DuplicateAcks {
    /** DupThresh. */
    static final int THRESHOLD = 3;

    private int count;
    /** Without SACK: bytes that they say have left the network. */
    private int departed;

    void clear() {
        count = 0;
        departed = 0;
    }

    /** A recovery is over, and with it what they told of. */
    void forgetDeparted() {
        departed = 0;
    }

    int departed() {
        return departed;
    }

    boolean enough() {
        return count >= THRESHOLD;
    }

    void onAck(boolean advances, boolean duplicate) {
        count = advances ? 0 : count + (duplicate ? 1 : 0);
    }

    /** Without SACK: DeliveredData as RFC 9937 §5 estimates it. */
    int estimateDelivered(int acknowledged, boolean duplicate, RetransmissionQueue queue, int mss) {
        int before = departed;
        if (duplicate) {
            departed = Math.min(departed + mss, Math.max(0, queue.pipe() - mss));
            return departed - before;
        }
        departed = queue.isEmpty() ? 0 : Math.max(0, departed - Math.max(0, acknowledged - mss));
        return Math.max(0, acknowledged - (before - departed));
    }
}
