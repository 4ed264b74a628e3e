package dev.lanyard.actors.raw;

import dev.lanyard.actors.ip.IpOptions;
import java.util.List;

/**
 * Options of a raw socket. Those of a header mean nothing where the user writes it.
 *
 * @param headerIncluded whether what is sent begins with an IPv4 header (IP_HDRINCL)
 * @param ttl of what it sends, 1 to 255
 * @param tos of what it sends: DSCP and ECN, 0 to 255
 * @param dontFragment whether DF is set
 * @param broadcast whether it may send to broadcast addresses
 * @param receiveBuffer bytes that wait to be received, at least 1; one packet is accepted whatever its size
 * @param ipOptions of what it sends, well-formed: up to 40 bytes, a multiple of 4. Where there is a source route, the packet is
 *     to be sent to the first router of it
 * @param icmpFilter types of ICMP below 32 that it does not want, as bits from the lowest (ICMP_FILTER); of a socket for ICMP only
 * @param receiveErrors whether it hears of every ICMP error about a packet that it can have sent, and not only of those that are
 *     final while it is connected (IP_RECVERR)
 */
public record RawOptions(
        boolean headerIncluded,
        int ttl,
        int tos,
        boolean dontFragment,
        boolean broadcast,
        int receiveBuffer,
        List<Byte> ipOptions,
        int icmpFilter,
        boolean receiveErrors) {
    public static final RawOptions DEFAULT =
            new RawOptions(false, 64, 0, false, false, 256 * 1024, List.of(), 0, false);

    public RawOptions {
        if (ttl < 1 || ttl > 255 || tos < 0 || tos > 255 || receiveBuffer < 1) {
            throw new IllegalArgumentException(
                    "ttl " + ttl + " must be 1..255, tos " + tos + " 0..255, receive buffer " + receiveBuffer + " > 0");
        }
        ipOptions = List.copyOf(ipOptions);
        if (ipOptions.size() > IpOptions.MAXIMUM_LENGTH || ipOptions.size() % 4 != 0) {
            throw new IllegalArgumentException(
                    "IP options are up to 40 bytes, a multiple of 4, not " + ipOptions.size());
        }
        int problem = IpOptions.problem(bytes(ipOptions));
        if (problem >= 0) {
            throw new IllegalArgumentException("IP options are malformed at octet " + problem);
        }
    }

    private static byte[] bytes(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }

    /** The IP options as bytes, the caller's own. */
    byte[] options() {
        return bytes(ipOptions);
    }

    public RawOptions withHeaderIncluded(boolean value) {
        return new RawOptions(
                value, ttl, tos, dontFragment, broadcast, receiveBuffer, ipOptions, icmpFilter, receiveErrors);
    }

    public RawOptions withTtl(int value) {
        return new RawOptions(
                headerIncluded,
                value,
                tos,
                dontFragment,
                broadcast,
                receiveBuffer,
                ipOptions,
                icmpFilter,
                receiveErrors);
    }

    public RawOptions withTos(int value) {
        return new RawOptions(
                headerIncluded,
                ttl,
                value,
                dontFragment,
                broadcast,
                receiveBuffer,
                ipOptions,
                icmpFilter,
                receiveErrors);
    }

    public RawOptions withDontFragment(boolean value) {
        return new RawOptions(
                headerIncluded, ttl, tos, value, broadcast, receiveBuffer, ipOptions, icmpFilter, receiveErrors);
    }

    public RawOptions withBroadcast(boolean value) {
        return new RawOptions(
                headerIncluded, ttl, tos, dontFragment, value, receiveBuffer, ipOptions, icmpFilter, receiveErrors);
    }

    public RawOptions withReceiveBuffer(int bytes) {
        return new RawOptions(
                headerIncluded, ttl, tos, dontFragment, broadcast, bytes, ipOptions, icmpFilter, receiveErrors);
    }

    public RawOptions withIpOptions(byte... options) {
        Byte[] boxed = new Byte[options.length];
        for (int i = 0; i < boxed.length; i++) {
            boxed[i] = options[i];
        }
        return new RawOptions(
                headerIncluded,
                ttl,
                tos,
                dontFragment,
                broadcast,
                receiveBuffer,
                List.of(boxed),
                icmpFilter,
                receiveErrors);
    }

    public RawOptions withIcmpFilter(int types) {
        return new RawOptions(
                headerIncluded, ttl, tos, dontFragment, broadcast, receiveBuffer, ipOptions, types, receiveErrors);
    }

    public RawOptions withReceiveErrors(boolean value) {
        return new RawOptions(
                headerIncluded, ttl, tos, dontFragment, broadcast, receiveBuffer, ipOptions, icmpFilter, value);
    }
}
