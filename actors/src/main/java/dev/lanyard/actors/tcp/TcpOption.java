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
}
