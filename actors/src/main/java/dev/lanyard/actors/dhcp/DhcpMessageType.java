package dev.lanyard.actors.dhcp;

/** What a DHCP message is for (RFC 2132 §9.6). */
public enum DhcpMessageType {
    DISCOVER,
    OFFER,
    REQUEST,
    DECLINE,
    ACK,
    NAK,
    RELEASE,
    INFORM;

    private static final DhcpMessageType[] VALUES = values();

    /** The number in option 53. */
    public int code() {
        return ordinal() + 1;
    }

    /** The type of a number, or null if there is none. */
    static DhcpMessageType of(int code) {
        return code >= 1 && code <= VALUES.length ? VALUES[code - 1] : null;
    }
}
