package dev.lanyard.actors.udp;

/**
 * Options of a UDP socket.
 *
 * @param broadcast whether it may send to broadcast addresses
 * @param ttl of what it sends, 1 to 255
 * @param tos of what it sends: DSCP and ECN, 0 to 255
 * @param receiveBuffer bytes of payload that wait to be received, at least 1; each datagram counts for at least
 *     {@link #MINIMUM_CHARGE}, and one is accepted whatever its size
 * @param dontFragment whether DF is set: what is larger than the path takes, as far as is known, is not sent (RFC 1191 §6.1)
 */
public record UdpOptions(boolean broadcast, int ttl, int tos, int receiveBuffer, boolean dontFragment) {
    public static final int MINIMUM_CHARGE = 64;
    public static final UdpOptions DEFAULT = new UdpOptions(false, 64, 0, 256 * 1024);

    /** What it sends may be fragmented. */
    public UdpOptions(boolean broadcast, int ttl, int tos, int receiveBuffer) {
        this(broadcast, ttl, tos, receiveBuffer, false);
    }

    public UdpOptions {
        if (ttl < 1 || ttl > 255 || tos < 0 || tos > 255 || receiveBuffer < 1) {
            throw new IllegalArgumentException(
                    "ttl " + ttl + " must be 1..255, tos " + tos + " 0..255, receive buffer " + receiveBuffer + " > 0");
        }
    }

    public UdpOptions withBroadcast(boolean allowed) {
        return new UdpOptions(allowed, ttl, tos, receiveBuffer, dontFragment);
    }

    public UdpOptions withTtl(int value) {
        return new UdpOptions(broadcast, value, tos, receiveBuffer, dontFragment);
    }

    public UdpOptions withReceiveBuffer(int bytes) {
        return new UdpOptions(broadcast, ttl, tos, bytes, dontFragment);
    }

    public UdpOptions withDontFragment(boolean value) {
        return new UdpOptions(broadcast, ttl, tos, receiveBuffer, value);
    }
}
