package dev.lanyard.actors.ip;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;

/**
 * An ICMP error about a packet that this node sent (RFC 792), or the same said by a layer below it, such as ARP that found
 * nobody. Addresses and ports are those of the quoted packet: source is ours.
 *
 * @param type ICMP type
 * @param code ICMP code
 * @param nextHopMtu of a fragmentation-needed message (RFC 1191), else 0
 * @param reporter who said it; our own address if a layer below did
 * @param protocol of the quoted packet
 * @param quotedTransport the first 8 bytes behind the quoted IPv4 header, big-endian (ports, then sequence number or lengths)
 */
public record IcmpError(
        int type,
        int code,
        int nextHopMtu,
        Ipv4Address reporter,
        Ipv4Address source,
        Ipv4Address destination,
        int protocol,
        long quotedTransport) {

    /** Whether a router on the way says that the packet is too large for the path, and not a layer of our own for its link. */
    public boolean isAboutPathMtu() {
        return type == IcmpType.DESTINATION_UNREACHABLE
                && code == IcmpType.FRAGMENTATION_NEEDED
                && !reporter.equals(source);
    }

    /**
     * Whether a socket is to take the error as final and not as a state that may pass (RFC 1122 §3.2.2.1, §4.2.3.9): nobody takes
     * the protocol or port, the destination is unknown or may not be reached, or a parameter was wrong. What a layer of our own
     * says is final too.
     */
    public boolean isHard() {
        if (reporter.equals(source)) {
            return true;
        }
        if (type == IcmpType.DESTINATION_UNREACHABLE) {
            return switch (code) {
                case IcmpType.PROTOCOL_UNREACHABLE, IcmpType.PORT_UNREACHABLE -> true;
                default -> code >= 6 && code <= 10 || code >= 13 && code <= 15;
            };
        }
        return type == IcmpType.PARAMETER_PROBLEM;
    }

    /** What the user of a socket is told, in the words that {@code java.net} and ping have for it. */
    public IOException toException() {
        if (type == IcmpType.DESTINATION_UNREACHABLE && code == IcmpType.FRAGMENTATION_NEEDED) {
            return new SocketException("Message too long");
        }
        String text = IcmpText.describe(type, code) + ": " + destination + ", says " + reporter;
        if (type == IcmpType.DESTINATION_UNREACHABLE) {
            boolean nobody = code == IcmpType.PORT_UNREACHABLE || code == IcmpType.PROTOCOL_UNREACHABLE;
            return nobody
                    ? new PortUnreachableException("Port unreachable: " + text)
                    : new NoRouteToHostException("No route to host: " + text);
        }
        return new SocketException(text);
    }

    public int sourcePort() {
        return (int) (quotedTransport >>> 48);
    }

    public int destinationPort() {
        return (int) (quotedTransport >>> 32) & 0xffff;
    }

    /** Sequence number of a quoted TCP segment. */
    public int sequenceNumber() {
        return (int) quotedTransport;
    }
}
