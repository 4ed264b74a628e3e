package dev.lanyard.actors.tcp;

/** CUBIC (RFC 9438) with HyStart++ (RFC 9406) in the first slow start. Windows inside are in segments, as in the RFC. */
final class Cubic extends WindowControl {
    private static final double C = 0.4;
    private static final double BETA = 0.7;
    /** As fast as Reno at this decrease (§4.3). */
    private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);

    private static final long NONE = Long.MIN_VALUE;

    private final HyStart hyStart = new HyStart();
    private double wMax;
    private double k;
    private double wEst;
    private double cwndPrior;
    private double priorWMax;
    /** Growth in bytes that is not a whole byte yet. */
    private double fraction;

    private long epochStart = NONE;
    private long lastAckAt;

    Cubic(int mss) {
        super(mss);
    }

    @Override
    public String name() {
        return "cubic";
    }

    @Override
    double beta() {
        return BETA;
    }

    @Override
    public void onAck(AckSample ack) {
        if (cwnd < ssthresh && ssthresh == MAX_WINDOW && hyStart.onAck(ack)) {
            ssthresh = cwnd;
        }
        if (!ack.limited && epochStart != NONE) {
            // §5.8: time in which the window was not used is no reason to grow
            epochStart += ack.now - lastAckAt;
        }
        lastAckAt = ack.now;
        super.onAck(ack);
    }

    @Override
    int slowStartGrowth(int delivered) {
        return ssthresh == MAX_WINDOW ? hyStart.growth(delivered) : delivered;
    }

    @Override
    void avoidCongestion(int delivered, AckSample ack) {
        double window = (cwnd + fraction) / mss;
        if (epochStart == NONE) {
            startEpoch(window, ack.now);
        }
        double segments = (double) delivered / mss;
        double t = (ack.now - epochStart) * 1e-9;
        double rtt = Math.max(0, ack.srtt) * 1e-9;
        wEst += (wEst < cwndPrior ? ALPHA : 1) * segments / window;
        double target = Math.max(window, Math.min(cubic(t + rtt), 1.5 * window));
        double grown = Math.min(target, window + (target - window) / window * segments);
        if (cubic(t) < wEst) {
            // §4.3, the Reno-friendly region
            grown = Math.max(window, Math.min(wEst, 1.5 * window));
        }
        double bytes = Math.min(MAX_WINDOW, grown * mss);
        cwnd = (int) bytes;
        fraction = bytes - cwnd;
    }

    /** §4.2. StrictMath: a simulation repeats on every JVM. */
    private void startEpoch(double window, long now) {
        epochStart = now;
        wEst = window;
        if (window < wMax) {
            k = StrictMath.cbrt((wMax - window) / C);
        } else {
            k = 0;
            wMax = window;
        }
    }

    private double cubic(double t) {
        double distance = t - k;
        return C * distance * distance * distance + wMax;
    }

    @Override
    void onReduction(int used, boolean timeout) {
        double window = (double) used / mss;
        priorWMax = wMax;
        cwndPrior = window;
        if (timeout) {
            // §4.8: the next epoch starts where slow start ends
            wMax = 0;
        } else {
            // §4.7, fast convergence
            wMax = window < wMax ? window * (1 + BETA) / 2 : window;
        }
        epochStart = NONE;
        fraction = 0;
    }

    @Override
    public void onSpurious(long now) {
        super.onSpurious(now);
        wMax = priorWMax;
        epochStart = NONE;
    }

    @Override
    public void onIdle(long idle, long rto) {
        super.onIdle(idle, rto);
        epochStart = NONE;
    }
}
