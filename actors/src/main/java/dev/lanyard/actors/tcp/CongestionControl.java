package dev.lanyard.actors.tcp;

/**
 * How much may be in flight. Amounts are bytes, times are nanoseconds. What is lost and when a recovery ends is the sender's
 * business; an implementation only answers with windows. One instance serves one connection.
 */
public interface CongestionControl {
    /** Makes the congestion control of one connection. */
    @FunctionalInterface
    interface Factory {
        /**
         * @param mss payload bytes of a full segment
         */
        CongestionControl create(int mss);
    }

    /** The algorithm's name, as a user chooses it. */
    String name();

    /** cwnd. */
    int window();

    /** ssthresh. */
    int slowStartThreshold();

    /** New data was acknowledged outside of fast recovery, while the window was what limited the sender. */
    void onAck(int acknowledged, long rtt, long now);

    /** Fast recovery begins: called once for each window with losses. */
    void onLoss(int flightSize, long now);

    /** Fast recovery is over. */
    void onRecovered(long now);

    /**
     * The retransmission timer expired.
     *
     * @param first whether it is the first expiry since the last progress
     */
    void onTimeout(int flightSize, boolean first, long now);

    /** Nothing was sent for more than a retransmission timeout (RFC 5681 §4.1). */
    void onIdle(long idle, long rto);

    /** The SYN or SYN-ACK had to be retransmitted (RFC 5681 §3.1). */
    void onHandshakeLoss();

    /** The segment size changed. */
    void onSegmentSize(int mss);
}
