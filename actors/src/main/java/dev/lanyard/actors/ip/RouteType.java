package dev.lanyard.actors.ip;

/** What becomes of packets that a route is for, in the words of {@code ip route} on Linux. */
public enum RouteType {
    /** They are sent on. */
    UNICAST,
    /** Refused: host unreachable. */
    UNREACHABLE,
    /** Refused: communication administratively prohibited (RFC 1812 §5.2.7.1). */
    PROHIBIT,
    /** Dropped without a word. */
    BLACKHOLE;

    /** Code of the destination unreachable that tells the sender; only of {@link #UNREACHABLE} and {@link #PROHIBIT}. */
    public int icmpCode() {
        return this == PROHIBIT ? IcmpType.ADMINISTRATIVELY_PROHIBITED : IcmpType.HOST_UNREACHABLE;
    }
}
