package dev.lanyard.actors.tcp;

/** Congestion avoidance of RFC 5681, counting bytes (RFC 3465). */
class Reno extends WindowControl {
    private int acknowledgedInRound;

    Reno(int mss) {
        super(mss);
    }

    @Override
    public String name() {
        return "reno";
    }

    @Override
    double beta() {
        return 0.5;
    }

    @Override
    void avoidCongestion(int delivered, AckSample ack) {
        acknowledgedInRound += delivered;
        if (acknowledgedInRound >= cwnd) {
            acknowledgedInRound -= cwnd;
            cwnd = Math.min(MAX_WINDOW, cwnd + mss);
        }
    }

    @Override
    void onReduction(int used, boolean timeout) {
        acknowledgedInRound = 0;
    }
}
