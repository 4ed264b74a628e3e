package dev.lanyard.node.socket;

import dev.lanyard.actors.udp.UdpOptions;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** Options of UDP sockets by the names that the JDK has for them, or would have. */
public final class UdpOptionNames {
    /** Time to live of what is sent to single hosts and to all, 1 to 255. */
    public static final SocketOption<Integer> IP_TTL = new Name<>("IP_TTL", Integer.class);

    /** Whether a socket that is not connected fails with the ICMP errors about what it sent, too. */
    public static final SocketOption<Boolean> IP_RECVERR = new Name<>("IP_RECVERR", Boolean.class);

    /** Name of the interface that multicasts leave by; the JDK's has a type that stands for interfaces of the machine. */
    public static final SocketOption<String> IP_MULTICAST_IF = new Name<>("IP_MULTICAST_IF", String.class);

    /** All that are understood. */
    public static final List<SocketOption<?>> SUPPORTED = List.of(
            StandardSocketOptions.SO_BROADCAST,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.IP_TOS,
            StandardSocketOptions.IP_MULTICAST_TTL,
            StandardSocketOptions.IP_MULTICAST_LOOP,
            IP_TTL,
            IP_RECVERR,
            IP_MULTICAST_IF);

    private UdpOptionNames() {}

    private record Name<T>(String name, Class<T> type) implements SocketOption<T> {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * What an option changes.
     *
     * @param interfaces finds the index of a name
     * @throws UnsupportedOperationException if it is none of {@link #SUPPORTED}, or SO_REUSEADDR, which comes too late
     */
    public static UnaryOperator<UdpOptions> change(
            SocketOption<?> name, Object value, ToIntFunction<String> interfaces) {
        if (name == StandardSocketOptions.SO_BROADCAST) {
            return options -> options.withBroadcast((Boolean) value);
        } else if (name == StandardSocketOptions.SO_RCVBUF) {
            return options -> options.withReceiveBuffer((Integer) value);
        } else if (name == StandardSocketOptions.IP_TOS) {
            return options -> options.withTos((Integer) value);
        } else if (name == StandardSocketOptions.IP_MULTICAST_TTL) {
            return options -> options.withMulticastTtl((Integer) value);
        } else if (name == StandardSocketOptions.IP_MULTICAST_LOOP) {
            return options -> options.withMulticastLoop((Boolean) value);
        } else if (name == IP_TTL) {
            return options -> options.withTtl((Integer) value);
        } else if (name == IP_RECVERR) {
            return options -> options.withReceiveErrors((Boolean) value);
        } else if (name == IP_MULTICAST_IF) {
            int index = interfaces.applyAsInt((String) value);
            return options -> options.withMulticastInterface(index);
        }
        requireSupported(name);
        throw new UnsupportedOperationException(
                "'" + name.name() + "' says how a socket is opened: choose it in the options");
    }

    /**
     * An option as it is.
     *
     * @param interfaces finds the name of an index
     * @throws UnsupportedOperationException if it is none of {@link #SUPPORTED}
     */
    public static <T> T value(SocketOption<T> name, UdpOptions options, IntFunction<String> interfaces) {
        requireSupported(name);
        Object value;
        if (name == StandardSocketOptions.SO_BROADCAST) {
            value = options.broadcast();
        } else if (name == StandardSocketOptions.SO_RCVBUF) {
            value = options.receiveBuffer();
        } else if (name == StandardSocketOptions.SO_REUSEADDR) {
            value = options.reuseAddress();
        } else if (name == StandardSocketOptions.IP_TOS) {
            value = options.tos();
        } else if (name == StandardSocketOptions.IP_MULTICAST_TTL) {
            value = options.multicast().ttl();
        } else if (name == StandardSocketOptions.IP_MULTICAST_LOOP) {
            value = options.multicast().loop();
        } else if (name == IP_TTL) {
            value = options.ttl();
        } else if (name == IP_RECVERR) {
            value = options.receiveErrors();
        } else {
            int index = options.multicast().interfaceIndex();
            value = index < 0 ? null : interfaces.apply(index);
        }
        return name.type().cast(value);
    }

    private static void requireSupported(SocketOption<?> name) {
        if (!SUPPORTED.contains(name)) {
            throw new UnsupportedOperationException(
                    "'" + name.name() + "' not supported by UDP; there are " + SUPPORTED);
        }
    }
}
