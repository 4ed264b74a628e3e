package dev.lanyard.actors.icmp;

/** Why an ICMP message was dropped or an error not reported. */
public enum IcmpDrop {
    /** Received: shorter than a header, or than the packet that an error quotes. */
    TRUNCATED,
    BAD_CHECKSUM,
    /** Received: a type that we neither answer nor pass on. */
    UNKNOWN_TYPE,
    /** Received: sent to all, to which we do not react (RFC 1122 §3.2.2.6). */
    BROADCAST,
    /** Received: what an error quotes is no packet that we can have sent. */
    BAD_QUOTE,
    /** Received: a request for the time that is too short, or for the mask from another network. */
    QUERY_REFUSED,
    /** Received: an error demands an MTU below 68 (RFC 1191 §3). */
    BAD_MTU,
    /** Received: a redirect for one type of service only. */
    REDIRECT,
    /** Received: source quench, which hosts ignore (RFC 6633 §3). */
    SOURCE_QUENCH,
    /** Received: an echo reply, or an error about an echo, that nobody waits for. */
    UNKNOWN_IDENTIFIER,
    /** Not reported: about an ICMP error or an unknown ICMP type (RFC 1122 §3.2.2). */
    REPORT_ON_ERROR,
    /** Not reported: about a fragment other than the first. */
    REPORT_ON_FRAGMENT,
    /** Not reported: about a broadcast or multicast. */
    REPORT_ON_BROADCAST,
    /** Not reported: the source names no single host. */
    REPORT_TO_NOBODY,
    /** Not reported: too many errors of late (RFC 1812 §4.3.2.8). */
    RATE_LIMITED
}
