package dev.lanyard.actors.tcp;

/** What loss-based congestion controls share: slow start, timeouts, idle times, undoing. */
abstract class WindowControl implements CongestionControl {
    static final int MAX_WINDOW = 1 << 30;

    /** L (RFC 3465 §2.2) in bytes: two super-segments, which is what one ACK covers at most when nothing was lost. */
    static final int ACK_LIMIT = 1 << 17;

    private static final int INITIAL_SEGMENTS = 10;
    private static final int INITIAL_BYTES = 14_600;

    int mss;
    int cwnd;
    int ssthresh = MAX_WINDOW;
    private int priorCwnd;
    private int priorSsthresh;

    WindowControl(int mss) {
        this.mss = mss;
        cwnd = initialWindow(mss);
    }

    /** RFC 6928 §2. */
    static int initialWindow(int mss) {
        return Math.min(INITIAL_SEGMENTS * mss, Math.max(2 * mss, INITIAL_BYTES));
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
    public void onAck(AckSample ack) {
        int rest = Math.min(ack.delivered, Math.max(ACK_LIMIT, 2 * mss));
        if (!ack.limited || rest <= 0) {
            return;
        }
        if (cwnd < ssthresh) {
            rest = slowStart(rest);
        }
        if (rest > 0) {
            avoidCongestion(rest, ack);
        }
    }

    /** Grows by what was delivered up to ssthresh, and returns what is left of it. */
    private int slowStart(int delivered) {
        int grown = Math.min(delivered, ssthresh - cwnd);
        cwnd = Math.min(MAX_WINDOW, cwnd + slowStartGrowth(grown));
        return delivered - grown;
    }

    int slowStartGrowth(int delivered) {
        return delivered;
    }

    abstract void avoidCongestion(int delivered, AckSample ack);

    /** The multiplicative decrease. */
    abstract double beta();

    /** A reduction is about to be made, from a window that was used up to {@code used} bytes. */
    void onReduction(int used, boolean timeout) {}

    @Override
    public void onLoss(int flightSize, long now) {
        reduce(flightSize, false);
        cwnd = ssthresh;
    }

    @Override
    public void onTimeout(int flightSize, boolean first, long now) {
        if (first) {
            reduce(flightSize, true);
        }
        cwnd = mss;
    }

    /** RFC 5681 §3.1 (4): by what was in flight, so that a window that was not used (RFC 7661 §4.4) is no excuse. */
    private void reduce(int flightSize, boolean timeout) {
        int used = Math.min(flightSize, cwnd);
        priorCwnd = cwnd;
        priorSsthresh = ssthresh;
        onReduction(used, timeout);
        ssthresh = Math.max((int) (used * beta()), 2 * mss);
    }

    @Override
    public void onRecovered(long now) {
        cwnd = Math.min(cwnd, Math.max(ssthresh, mss));
    }

    @Override
    public void onSpurious(long now) {
        cwnd = Math.max(cwnd, priorCwnd);
        ssthresh = Math.max(ssthresh, priorSsthresh);
    }

    /** RFC 5681 §4.1, in the form that each timeout of silence halves the window (RFC 7661 §4.4.3, RFC 2861). */
    @Override
    public void onIdle(long idle, long rto) {
        int restart = Math.min(initialWindow(mss), cwnd);
        ssthresh = Math.max(ssthresh, (int) (0.75 * cwnd));
        for (long left = idle; left > rto && cwnd > restart; left -= rto) {
            cwnd /= 2;
        }
        cwnd = Math.max(cwnd, restart);
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
