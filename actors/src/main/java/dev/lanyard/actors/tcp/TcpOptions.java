package dev.lanyard.actors.tcp;

import java.time.Duration;

/**
 * The options of a connection as they are.
 *
 * @param noDelay TCP_NODELAY
 * @param keepAlive SO_KEEPALIVE
 * @param linger SO_LINGER: how long a close waits for acknowledgment, zero to reset instead, null not to wait
 * @param sendBuffer SO_SNDBUF in bytes
 * @param receiveBuffer SO_RCVBUF in bytes
 * @param urgentInline SO_OOBINLINE
 * @param reuseAddress SO_REUSEADDR, which says something about opening only
 */
public record TcpOptions(
        boolean noDelay,
        boolean keepAlive,
        Duration linger,
        int sendBuffer,
        int receiveBuffer,
        boolean urgentInline,
        boolean reuseAddress) {}
