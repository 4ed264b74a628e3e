package dev.lanyard.actors.ipv4;

/** Why a packet was dropped by the IPv4 layer. */
public enum Ipv4Drop {
    /** Received: shorter than a header. */
    TRUNCATED,
    BAD_VERSION,
    /** Received: IHL below 5, or a header longer than the packet. */
    BAD_HEADER_LENGTH,
    BAD_CHECKSUM,
    /** Received: total length is less than the header's, or more than arrived. */
    BAD_TOTAL_LENGTH,
    /** Received: the source can name no single host (RFC 1122 §3.2.1.3). */
    BAD_SOURCE,
    /** Received: the source is an address of ours. */
    SOURCE_IS_OURS,
    /** Received: 127.0.0.0/8 outside a host (RFC 1122 §3.2.1.3). */
    LOOPBACK_ON_WIRE,
    /** Received: for another host, while this one does not forward, or the link brought it to all. */
    NOT_FOR_US,
    /** Received: for a group that this node has not joined. */
    NOT_OUR_GROUP,
    /** Received: for a group that this node has joined, but from a source that nobody here wants to hear (RFC 3376 §3.2). */
    SOURCE_FILTERED,
    /** Received by a router: for a group that it has not joined. It passes on no multicasts. */
    MULTICAST_NOT_FORWARDED,
    /** Received: for an address of ours that another interface has, while the host model is the strong one. */
    OTHER_INTERFACE,
    /** To be forwarded: link-local, or no host's address (RFC 3927 §7, RFC 1812 §5.3.7). */
    NOT_TO_BE_FORWARDED,
    /** Received or to be forwarded: options that are malformed. */
    BAD_OPTION,
    /** Received or to be forwarded: along a route that its source chose, which is refused (RFC 7126 §4.3) or impossible. */
    SOURCE_ROUTED,
    /** To be forwarded: to all on another network, which is not done unless set (RFC 2644); we ourselves take it. */
    DIRECTED_BROADCAST,
    /** To be sent or forwarded: the route says that it is not. */
    ROUTE_REFUSES,
    /** To be forwarded: it has passed as many routers as it may. */
    TTL_EXCEEDED,
    /** A redirect that is not to be followed (RFC 1122 §3.2.2.2). */
    REDIRECT_REFUSED,
    /** Received: sent to all stations, but addressed to one host (RFC 1122 §3.3.6). */
    UNICAST_IN_BROADCAST,
    /** Received: a fragment that carries nothing, or one with more to follow whose length is no multiple of 8. */
    BAD_FRAGMENT_LENGTH,
    /** Received: fragments of a datagram that would be larger than 65,535 bytes. */
    FRAGMENTS_TOO_LARGE,
    /** Received: fragments that overlap and differ, with all others of their datagram (RFC 1858 §4). */
    FRAGMENTS_OVERLAP,
    /** Received: fragments that disagree on where their datagram ends, or on ECN, with all others of it. */
    FRAGMENTS_CONTRADICT,
    /** Received: the fragments of the datagram that was waited for longest, because too much waits. */
    REASSEMBLY_FULL,
    /** Received: fragments of a datagram that did not become whole in 30 seconds. */
    REASSEMBLY_TIMEOUT,
    /** Received: nobody here takes its protocol. */
    UNKNOWN_PROTOCOL,
    /** To be sent or forwarded: no route leads there. */
    NO_ROUTE,
    /** To be sent: the source is not an address of ours. */
    SOURCE_NOT_OURS,
    /** To be sent or forwarded: larger than 65,535 bytes, or than the MTU while it is not to be fragmented. */
    TOO_LARGE,
    /** To be sent or forwarded: the next hop did not answer ARP. */
    HOST_UNREACHABLE
}
