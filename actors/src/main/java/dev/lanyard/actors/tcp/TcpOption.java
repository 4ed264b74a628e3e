package dev.lanyard.actors.tcp;

import java.time.Duration;

/** An option of an open connection, with its new value. */
public sealed interface TcpOption {
    /** TCP_NODELAY: small segments are sent at once. */
    record NoDelay(boolean on) implements TcpOption {}

    /** SO_KEEPALIVE: a silent peer is probed, with the times of the connection's settings. */
    record KeepAlive(boolean on) implements TcpOption {}

    /**
     * SO_LINGER.
     *
     * @param time how long a close waits for what was sent to be acknowledged, zero to reset instead, null not to wait
     */
    record Linger(Duration time) implements TcpOption {}

    /** SO_SNDBUF: most bytes that wait to be sent or acknowledged, 1 to 2^30; ends the automatic size. */
    record SendBuffer(int bytes) implements TcpOption {
        public SendBuffer {
            requireBuffer(bytes);
        }
    }

    /**
     * SO_RCVBUF: most bytes that wait for the application, 1 to 2^30; ends the automatic size. A window beyond the scale that
     * was agreed on at opening cannot be announced.
     */
    record ReceiveBuffer(int bytes) implements TcpOption {
        public ReceiveBuffer {
            requireBuffer(bytes);
        }
    }

    /** SO_OOBINLINE: urgent bytes stay in the stream (RFC 6093 §6). */
    record UrgentInline(boolean on) implements TcpOption {}

    private static void requireBuffer(int bytes) {
        if (bytes < 1 || bytes > 1 << 30) {
            throw new IllegalArgumentException("a buffer of " + bytes + " bytes: choose 1 to " + (1 << 30));
        }
    }
}
