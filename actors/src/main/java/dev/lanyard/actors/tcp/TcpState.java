package dev.lanyard.actors.tcp;

/** States of a connection (RFC 9293 §3.3.2). LISTEN is missing: a listener is an actor of its own. */
public enum TcpState {
    SYN_SENT,
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSE_WAIT,
    CLOSING,
    LAST_ACK,
    TIME_WAIT,
    CLOSED;

    /** Whether the peer may still send data. */
    boolean receives() {
        return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
    }

    /** Whether the application may still send data. */
    boolean sends() {
        return this == ESTABLISHED || this == CLOSE_WAIT;
    }

    /** Whether the handshake has yet to complete. */
    boolean opening() {
        return this == SYN_SENT || this == SYN_RECEIVED;
    }
}
