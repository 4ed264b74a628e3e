package dev.lanyard.actors.tcp;

/**
 * How much may be in flight. Amounts are bytes, times are nanoseconds. What is lost, when a recovery ends and how a reduction
 * is spread over it is the sender's business; an implementation only answers with windows. One instance serves one connection.
 */
public interface CongestionControl {
    /** Makes the congestion control of one connection. */
    @FunctionalInterface
    interface Factory {
        /** RFC 9438 with HyStart++ (RFC 9406). */
        Factory CUBIC = Cubic::new;

        /** RFC 5681. */
        Factory RENO = Reno::new;

        /** RFC 8257, for connections with {@link EcnMode#ON}; without ECN it is Reno. */
        Factory DCTCP = Dctcp::new;

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

    /** New data was acknowledged outside of fast recovery. The window grows only if it was what limited the sender. */
    void onAck(AckSample ack);

    /** Whether the receiver has to tell of each mark by itself (RFC 8257 §3.2). */
    default boolean countsMarks() {
        return false;
    }

    /** Called for each ACK of a connection with ECN, whatever else happens, before the others. */
    default void onMarks(AckSample ack) {}

    /** A router marked segments (RFC 3168 §6.1.2): called once for each window of data. */
    default void onCongestionEcho(int flightSize, long now) {
        onLoss(flightSize, now);
    }

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

    /** The reduction made last answered a loss that was none (RFC 4015). */
    void onSpurious(long now);

    /** Nothing was sent for more than a retransmission timeout (RFC 5681 §4.1). */
    void onIdle(long idle, long rto);

    /** The SYN or SYN-ACK had to be retransmitted (RFC 5681 §3.1). */
    void onHandshakeLoss();

    /** The segment size changed. */
    void onSegmentSize(int mss);
}
