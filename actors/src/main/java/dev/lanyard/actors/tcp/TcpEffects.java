package dev.lanyard.actors.tcp;

/** What a connection asks of whoever drives it, during the call in which the need arises. */
interface TcpEffects {
    /** Send this segment. The descriptor and the ring it points to are reused after the call. */
    void transmit(TcpSegment segment);

    /** The handshake is complete. */
    void connected();

    /** There is something to receive. */
    void readable();

    /** A send that was cut short can go on. */
    void writable();

    /** The peer sends no more; what it has sent may still wait to be received. */
    void remoteClosed();

    /**
     * The connection is gone. Nothing follows.
     *
     * @param failure null if both sides closed it
     */
    void closed(TcpFailure failure);

    /** Larger packets than this seem to be lost: later connections can know that from the beginning. */
    default void pathMtuShrank(int mtu) {}

    /** Packets of so many bytes have arrived. */
    default void pathMtuGrew(int mtu) {}
}
