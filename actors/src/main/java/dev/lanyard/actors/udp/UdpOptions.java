package dev.lanyard.actors.udp;

/**
 * Options of a UDP socket.
 *
 * @param broadcast whether it may send to broadcast addresses
 * @param ttl of what it sends to single hosts and to all, 1 to 255
 * @param tos of what it sends: DSCP and ECN, 0 to 255
 * @param receiveBuffer bytes of payload that wait to be received, at least 1; each datagram counts for at least
 *     {@link #MINIMUM_CHARGE}, and one is accepted whatever its size
 * @param dontFragment whether DF is set: what is larger than the path takes, as far as is known, is not sent (RFC 1191 §6.1)
 * @param reuseAddress whether it shares its port with others that do so as well: each gets what is sent to all or to a group that
 *     it is in, and the one bound last gets the rest
 * @param receiveErrors whether a socket that is not connected hears of ICMP errors too, as a connected one always does
 *     (RFC 1122 §4.1.3.3); which of its datagrams an error is about stands in its message only
 * @param multicast how it sends to groups
 */
public record UdpOptions(
        boolean broadcast,
        int ttl,
        int tos,
        int receiveBuffer,
        boolean dontFragment,
        boolean reuseAddress,
        boolean receiveErrors,
        Multicast multicast) {
    public static final int MINIMUM_CHARGE = 64;
    public static final UdpOptions DEFAULT = new UdpOptions(false, 64, 0, 256 * 1024);

    /**
     * How a socket sends to multicast groups (RFC 1112 §6.1).
     *
     * @param ttl 0 to 255; 0 stays in the node, 1 on the network
     * @param loop whether sockets of the same node hear it
     * @param interfaceIndex of the interface that it leaves by; -1 leaves that to the routes
     */
    public record Multicast(int ttl, boolean loop, int interfaceIndex) {
        public static final Multicast DEFAULT = new Multicast(1, true, -1);

        public Multicast {
            if (ttl < 0 || ttl > 255) {
                throw new IllegalArgumentException("multicast ttl " + ttl + " is not in 0..255");
            }
        }
    }

    /** What it sends may be fragmented. */
    public UdpOptions(boolean broadcast, int ttl, int tos, int receiveBuffer) {
        this(broadcast, ttl, tos, receiveBuffer, false, false, false, Multicast.DEFAULT);
    }

    public UdpOptions {
        if (ttl < 1 || ttl > 255 || tos < 0 || tos > 255 || receiveBuffer < 1) {
            throw new IllegalArgumentException(
                    "ttl " + ttl + " must be 1..255, tos " + tos + " 0..255, receive buffer " + receiveBuffer + " > 0");
        }
    }

    public UdpOptions withBroadcast(boolean allowed) {
        return new UdpOptions(allowed, ttl, tos, receiveBuffer, dontFragment, reuseAddress, receiveErrors, multicast);
    }

    public UdpOptions withTtl(int value) {
        return new UdpOptions(
                broadcast, value, tos, receiveBuffer, dontFragment, reuseAddress, receiveErrors, multicast);
    }

    public UdpOptions withTos(int value) {
        return new UdpOptions(
                broadcast, ttl, value, receiveBuffer, dontFragment, reuseAddress, receiveErrors, multicast);
    }

    public UdpOptions withReceiveBuffer(int bytes) {
        return new UdpOptions(broadcast, ttl, tos, bytes, dontFragment, reuseAddress, receiveErrors, multicast);
    }

    public UdpOptions withDontFragment(boolean value) {
        return new UdpOptions(broadcast, ttl, tos, receiveBuffer, value, reuseAddress, receiveErrors, multicast);
    }

    public UdpOptions withReuseAddress(boolean value) {
        return new UdpOptions(broadcast, ttl, tos, receiveBuffer, dontFragment, value, receiveErrors, multicast);
    }

    public UdpOptions withReceiveErrors(boolean value) {
        return new UdpOptions(broadcast, ttl, tos, receiveBuffer, dontFragment, reuseAddress, value, multicast);
    }

    public UdpOptions withMulticastTtl(int value) {
        return withMulticast(new Multicast(value, multicast.loop, multicast.interfaceIndex));
    }

    public UdpOptions withMulticastLoop(boolean value) {
        return withMulticast(new Multicast(multicast.ttl, value, multicast.interfaceIndex));
    }

    /** The interface by which it sends to groups and joins them unless told another; -1 leaves that to the routes. */
    public UdpOptions withMulticastInterface(int index) {
        return withMulticast(new Multicast(multicast.ttl, multicast.loop, index));
    }

    private UdpOptions withMulticast(Multicast value) {
        return new UdpOptions(broadcast, ttl, tos, receiveBuffer, dontFragment, reuseAddress, receiveErrors, value);
    }
}
