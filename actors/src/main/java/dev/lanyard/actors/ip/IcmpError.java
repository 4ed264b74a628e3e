package dev.lanyard.actors.ip;

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
