package dev.lanyard.actors.tcp;

import java.time.Duration;

/** An option of an open connection, with its new value. */
public sealed interface TcpOption {
    /** TCP_NODELAY: small segments are sent at once. */
    record NoDelay(boolean on) implements TcpOption {}

    /** SO_KEEPALIVE: a silent peer is probed, with the times of the connection's settings or of the next three. */
    record KeepAlive(boolean on) implements TcpOption {}

    /** TCP_KEEPIDLE: silence after which the peer is probed, 1 s and more. */
    record KeepAliveIdle(Duration time) implements TcpOption {
        public KeepAliveIdle {
            requireSeconds(time);
        }
    }

    /** TCP_KEEPINTERVAL: time between probes, 1 s and more. */
    record KeepAliveInterval(Duration time) implements TcpOption {
        public KeepAliveInterval {
            requireSeconds(time);
        }
    }

    /** TCP_KEEPCOUNT: unanswered probes that end the connection, 1 and more. */
    record KeepAliveProbes(int count) implements TcpOption {
        public KeepAliveProbes {
            if (count < 1) {
                throw new IllegalArgumentException(count + " unanswered probes: choose 1 or more");
            }
        }
    }

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

    /** IP_TOS: the type of service octet of its packets, 0 to 255; the two bits of ECN are the connection's own. */
    record TrafficClass(int octet) implements TcpOption {
        public TrafficClass {
            IpMarks.DEFAULT.withTrafficClass(octet);
        }
    }

    /** IP_TTL: the time to live of its packets, 1 to 255. */
    record TimeToLive(int hops) implements TcpOption {
        public TimeToLive {
            IpMarks.DEFAULT.withTtl(hops);
        }
    }

    private static void requireSeconds(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("probes after or every " + time.toMillis() + " ms: choose 1 s or more");
        }
    }

    private static void requireBuffer(int bytes) {
        if (bytes < 1 || bytes > 1 << 30) {
            throw new IllegalArgumentException("a buffer of " + bytes + " bytes: choose 1 to " + (1 << 30));
        }
    }
}
