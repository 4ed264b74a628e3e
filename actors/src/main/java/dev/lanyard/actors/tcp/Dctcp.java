package dev.lanyard.actors.tcp;

/** DCTCP (RFC 8257): reduces by the share of marked bytes. For networks in which every router marks early. */
final class Dctcp extends Reno {
    /** g (§4.2). */
    private static final double GAIN = 1 / 16.0;

    private double alpha = 1;
    private long delivered;
    private long marked;

    Dctcp(int mss) {
        super(mss);
    }

    @Override
    public String name() {
        return "dctcp";
    }

    @Override
    public boolean countsMarks() {
        return true;
    }

    double alpha() {
        return alpha;
    }

    /** §3.3: the estimate is renewed once in a window of data. */
    @Override
    public void onMarks(AckSample ack) {
        delivered += ack.delivered();
        marked += ack.marked();
        if (ack.roundStart() && delivered > 0) {
            alpha = alpha * (1 - GAIN) + GAIN * marked / delivered;
            delivered = 0;
            marked = 0;
        }
    }

    @Override
    public void onCongestionEcho(int flightSize, long now) {
        cwnd = Math.max((int) (cwnd * (1 - alpha / 2)), 2 * mss);
        ssthresh = cwnd;
    }
}
