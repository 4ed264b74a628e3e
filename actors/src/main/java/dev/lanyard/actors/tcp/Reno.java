package dev.lanyard.actors.tcp;

/**
 * Slow start and congestion avoidance (RFC 5681), counting bytes (RFC 3465). One ACK may cover a whole batch of segments, so
 * growth per ACK has no limit L; the sender bounds its bursts instead.
 */
final class Reno implements CongestionControl {
    private static final int MAX_WINDOW = 1 << 30;
    private static final int INITIAL_SEGMENTS = 10;
    private static final int INITIAL_BYTES = 14_600;

    private int mss;
    private int cwnd;
    private int ssthresh = MAX_WINDOW;
    private int acknowledgedInRound;

    Reno(int mss) {
        this.mss = mss;
        cwnd = initialWindow(mss);
    }

    /** RFC 6928 §2. */
    static int initialWindow(int mss) {
        return Math.min(INITIAL_SEGMENTS * mss, Math.max(2 * mss, INITIAL_BYTES));
    }

    @Override
    public String name() {
        return "reno";
    }

    @Override
    public int window() {
        return cwnd;
    }

    @Override
    public int slowStartThreshold() {
        return ssthresh;
    }

    @Override
    public void onAck(int acknowledged, long rtt, long now) {
        int rest = acknowledged;
        if (cwnd < ssthresh) {
            int grown = Math.min(rest, ssthresh - cwnd);
            cwnd = Math.min(MAX_WINDOW, cwnd + grown);
            rest -= grown;
        }
        acknowledgedInRound += rest;
        if (acknowledgedInRound >= cwnd) {
            acknowledgedInRound -= cwnd;
            cwnd = Math.min(MAX_WINDOW, cwnd + mss);
        }
    }

    @Override
    public void onLoss(int flightSize, long now) {
        ssthresh = Math.max(flightSize / 2, 2 * mss);
        cwnd = ssthresh;
        acknowledgedInRound = 0;
    }

    @Override
    public void onRecovered(long now) {
        cwnd = Math.min(cwnd, Math.max(ssthresh, mss));
    }

    @Override
    public void onTimeout(int flightSize, boolean first, long now) {
        if (first) {
            ssthresh = Math.max(flightSize / 2, 2 * mss);
        }
        cwnd = mss;
        acknowledgedInRound = 0;
    }

    @Override
    public void onIdle(long idle, long rto) {
        cwnd = Math.min(cwnd, initialWindow(mss));
    }

    @Override
    public void onHandshakeLoss() {
        cwnd = mss;
    }

    @Override
    public void onSegmentSize(int newMss) {
        if (newMss < mss && cwnd <= initialWindow(mss)) {
            cwnd = Math.min(cwnd, initialWindow(newMss));
        }
        mss = newMss;
    }
}
