package dev.lanyard.actors.dhcp;

/** Why a DHCP message was dropped. */
public enum DhcpDrop {
    /** Shorter than the fixed fields and the cookie: not even BOOTP. */
    TRUNCATED,
    /** The octets 99, 130, 83, 99 do not stand before the options (RFC 2131 §3). */
    BAD_COOKIE,
    /** Neither a request nor a reply, or a reply where a request was expected. */
    BAD_OPERATION,
    /** Another hardware than Ethernet. */
    BAD_HARDWARE_TYPE,
    /** An option reaches beyond its field. */
    BAD_OPTION_LENGTH,
    /** An option's value does not fit its type. */
    BAD_OPTION_VALUE,
    /** No message type: BOOTP, not DHCP. */
    NO_MESSAGE_TYPE,
    /** A message of a type that this end does not take. */
    BAD_MESSAGE_TYPE,
    /** Another transaction's (RFC 2131 §4.4.1). */
    WRONG_XID,
    /** For another station. */
    WRONG_CHADDR,
    /** An offer, ACK or NAK that does not say which server it is from (RFC 2131 §4.3.1, table 3). */
    NO_SERVER_IDENTIFIER,
    /** From another server than the one chosen. */
    WRONG_SERVER,
    /** An address or lease that no host can have. */
    BAD_LEASE,
    /** A message that does not fit the state. */
    UNEXPECTED
}
