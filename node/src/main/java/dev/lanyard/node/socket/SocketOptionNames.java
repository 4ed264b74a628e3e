package dev.lanyard.node.socket;

import dev.lanyard.actors.tcp.TcpOption;
import dev.lanyard.actors.tcp.TcpOptions;
import dev.lanyard.actors.tcp.TcpSettings;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import jdk.net.ExtendedSocketOptions;

/**
 * Options of TCP sockets by the names that the JDK has for them, or would have. When a connection is open they are changed on
 * its socket; before, in {@link TcpSettings}. SO_TIMEOUT is {@link BlockingTcpSocket#timeout}: only who blocks can be late.
 */
public final class SocketOptionNames {
    /** Urgent bytes stay in the stream, as {@link java.net.Socket#setOOBInline} has it. */
    public static final SocketOption<Boolean> SO_OOBINLINE = new SocketOption<>() {
        @Override
        public String name() {
            return "SO_OOBINLINE";
        }

        @Override
        public Class<Boolean> type() {
            return Boolean.class;
        }

        @Override
        public String toString() {
            return name();
        }
    };

    /** All that are understood. */
    public static final List<SocketOption<?>> SUPPORTED = List.of(
            StandardSocketOptions.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE,
            ExtendedSocketOptions.TCP_KEEPIDLE,
            ExtendedSocketOptions.TCP_KEEPINTERVAL,
            ExtendedSocketOptions.TCP_KEEPCOUNT,
            StandardSocketOptions.SO_LINGER,
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_REUSEADDR,
            SO_OOBINLINE,
            StandardSocketOptions.IP_TOS,
            UdpOptionNames.IP_TTL);

    private SocketOptionNames() {}

    static void requireSupported(SocketOption<?> name) {
        if (!SUPPORTED.contains(name)) {
            throw new UnsupportedOperationException(
                    "'" + name.name() + "' not supported by TCP; there are " + SUPPORTED);
        }
    }

    /** SO_LINGER and TCP_KEEPIDLE and so on count whole seconds, and negative ones do not wait. */
    static TcpOption option(SocketOption<?> name, Object value) {
        if (name == StandardSocketOptions.TCP_NODELAY) {
            return new TcpOption.NoDelay((Boolean) value);
        } else if (name == StandardSocketOptions.SO_KEEPALIVE) {
            return new TcpOption.KeepAlive((Boolean) value);
        } else if (name == ExtendedSocketOptions.TCP_KEEPIDLE) {
            return new TcpOption.KeepAliveIdle(Duration.ofSeconds((Integer) value));
        } else if (name == ExtendedSocketOptions.TCP_KEEPINTERVAL) {
            return new TcpOption.KeepAliveInterval(Duration.ofSeconds((Integer) value));
        } else if (name == ExtendedSocketOptions.TCP_KEEPCOUNT) {
            return new TcpOption.KeepAliveProbes((Integer) value);
        } else if (name == StandardSocketOptions.SO_LINGER) {
            return new TcpOption.Linger((Integer) value < 0 ? null : Duration.ofSeconds((Integer) value));
        } else if (name == StandardSocketOptions.SO_SNDBUF) {
            return new TcpOption.SendBuffer((Integer) value);
        } else if (name == StandardSocketOptions.SO_RCVBUF) {
            return new TcpOption.ReceiveBuffer((Integer) value);
        } else if (name == SO_OOBINLINE) {
            return new TcpOption.UrgentInline((Boolean) value);
        } else if (name == StandardSocketOptions.IP_TOS) {
            return new TcpOption.TrafficClass((Integer) value);
        } else if (name == UdpOptionNames.IP_TTL) {
            return new TcpOption.TimeToLive((Integer) value);
        }
        requireSupported(name);
        throw new UnsupportedOperationException(
                "'" + name.name() + "' says how a socket is opened: choose it in the settings");
    }

    static <T> T value(SocketOption<T> name, TcpOptions options) {
        Object value;
        if (name == StandardSocketOptions.TCP_NODELAY) {
            value = options.noDelay();
        } else if (name == StandardSocketOptions.SO_KEEPALIVE) {
            value = options.keepAlive();
        } else if (name == ExtendedSocketOptions.TCP_KEEPIDLE) {
            value = (int) options.keepAliveIdle().toSeconds();
        } else if (name == ExtendedSocketOptions.TCP_KEEPINTERVAL) {
            value = (int) options.keepAliveInterval().toSeconds();
        } else if (name == ExtendedSocketOptions.TCP_KEEPCOUNT) {
            value = options.keepAliveProbes();
        } else if (name == StandardSocketOptions.SO_LINGER) {
            value = options.linger() == null ? -1 : (int) options.linger().toSeconds();
        } else if (name == StandardSocketOptions.SO_SNDBUF) {
            value = options.sendBuffer();
        } else if (name == StandardSocketOptions.SO_RCVBUF) {
            value = options.receiveBuffer();
        } else if (name == SO_OOBINLINE) {
            value = options.urgentInline();
        } else if (name == StandardSocketOptions.IP_TOS) {
            value = options.marks().trafficClass();
        } else if (name == UdpOptionNames.IP_TTL) {
            value = options.marks().ttl();
        } else {
            value = options.reuseAddress();
        }
        return name.type().cast(value);
    }
}
