package dev.lanyard.actors.tcp;

/**
 * What one connection starts with: everything that it does not learn from its peer.
 *
 * @param settings what the application chose
 * @param initialSequence ISS (RFC 6528)
 * @param timestampOffset added to the clock in the timestamps option (RFC 7323 §5.4)
 * @param pathMtu bytes of the largest IPv4 packet on the way
 * @param maxSegmentation payload bytes that the link cuts into segments by itself, 0 if it does not
 * @param node what it shares with the other connections of its node
 */
record TcpParameters(
        TcpSettings settings,
        int initialSequence,
        int timestampOffset,
        int pathMtu,
        int maxSegmentation,
        NodeResources node) {
    /** A connection on its own. */
    TcpParameters(TcpSettings settings, int initialSequence, int timestampOffset, int pathMtu, int maxSegmentation) {
        this(settings, initialSequence, timestampOffset, pathMtu, maxSegmentation, NodeResources.unshared());
    }

    /** IPv4 and TCP headers without options (RFC 9293 §3.7.1). */
    static final int HEADERS = 40;

    /** What a peer may announce as its MSS and still be taken at its word. */
    static final int MIN_MSS = 88;
    /** RFC 9293 §3.7.1: the MSS of a peer that announces none. */
    static final int DEFAULT_MSS = 536;

    private static final int MAX_SCALE = 14;

    /** The MSS to announce. */
    int mss() {
        return Math.max(MIN_MSS, Math.min(65_535, pathMtu - HEADERS));
    }

    /** The window scale to announce: the smallest in whose reach the receive buffer can grow. */
    int windowScale() {
        int scale = 0;
        while (scale < MAX_SCALE && 65_535 << scale < settings.maxReceiveBuffer()) {
            scale++;
        }
        return scale;
    }
}
