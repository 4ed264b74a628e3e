package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.Endpoint;

/**
 * Something that happened to a connection.
 *
 * @param at nanoseconds of the node's clock
 * @param state the connection's state after it
 * @param count how many segments were sent again, for {@link Kind#RETRANSMITTED}; otherwise 1
 * @param failure why it ended other than by both sides closing it, for {@link Kind#CLOSED}; otherwise null
 */
public record TcpEvent(
        long at, Kind kind, Endpoint local, Endpoint remote, TcpState state, long count, TcpFailure failure) {
    /** What happened. */
    public enum Kind {
        /** The handshake is complete. */
        OPENED,
        /** The state is another one, and neither OPENED nor CLOSED says so. */
        STATE_CHANGED,
        /** Segments were sent again. */
        RETRANSMITTED,
        /** The retransmission timer expired. */
        TIMED_OUT,
        /** A loss was noticed by what the peer acknowledges, and its repair begins. */
        RECOVERING,
        /** Nothing is left of the connection, not even TIME_WAIT. */
        CLOSED
    }
}
