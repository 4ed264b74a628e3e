package dev.lanyard.actors.tcp;

import java.time.Duration;

/**
 * The options of a connection as they are.
 *
 * @param noDelay TCP_NODELAY
 * @param keepAlive SO_KEEPALIVE
 * @param keepAliveIdle TCP_KEEPIDLE
 * @param keepAliveInterval TCP_KEEPINTERVAL
 * @param keepAliveProbes TCP_KEEPCOUNT
 * @param linger SO_LINGER: how long a close waits for acknowledgment, zero to reset instead, null not to wait
 * @param sendBuffer SO_SNDBUF in bytes
 * @param receiveBuffer SO_RCVBUF in bytes
 * @param urgentInline SO_OOBINLINE
 * @param marks IP_TOS and IP_TTL
 * @param reuseAddress SO_REUSEADDR, which says something about opening only
 */
public record TcpOptions(
        boolean noDelay,
        boolean keepAlive,
        Duration keepAliveIdle,
        Duration keepAliveInterval,
        int keepAliveProbes,
        Duration linger,
        int sendBuffer,
        int receiveBuffer,
        boolean urgentInline,
        IpMarks marks,
        boolean reuseAddress) {}
