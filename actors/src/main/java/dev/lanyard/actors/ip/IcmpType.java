package dev.lanyard.actors.ip;

/** Types and codes of ICMP messages (RFC 792; codes above 5 of {@link #DESTINATION_UNREACHABLE}: RFC 1122 §3.2.2.1). */
public final class IcmpType {
    public static final int ECHO_REPLY = 0;
    public static final int DESTINATION_UNREACHABLE = 3;
    /** Deprecated by RFC 6633. */
    public static final int SOURCE_QUENCH = 4;

    public static final int REDIRECT = 5;
    public static final int ECHO = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;
    public static final int TIMESTAMP = 13;
    public static final int TIMESTAMP_REPLY = 14;
    public static final int ADDRESS_MASK_REQUEST = 17;
    public static final int ADDRESS_MASK_REPLY = 18;

    /** Codes of {@link #DESTINATION_UNREACHABLE}. */
    public static final int NET_UNREACHABLE = 0;

    public static final int HOST_UNREACHABLE = 1;
    public static final int PROTOCOL_UNREACHABLE = 2;
    public static final int PORT_UNREACHABLE = 3;
    public static final int FRAGMENTATION_NEEDED = 4;
    public static final int SOURCE_ROUTE_FAILED = 5;

    /** A router is not to pass it on (RFC 1812 §5.2.7.1). */
    public static final int ADMINISTRATIVELY_PROHIBITED = 13;

    /** Code of {@link #REDIRECT} for one host. */
    public static final int REDIRECT_HOST = 1;

    /** Codes of {@link #TIME_EXCEEDED}. */
    public static final int TTL_EXCEEDED = 0;

    public static final int REASSEMBLY_TIME_EXCEEDED = 1;

    private IcmpType() {}

    /** Whether the type reports on another packet, which it quotes (RFC 1122 §3.2.2). */
    public static boolean isError(int type) {
        return type == DESTINATION_UNREACHABLE
                || type == SOURCE_QUENCH
                || type == REDIRECT
                || type == TIME_EXCEEDED
                || type == PARAMETER_PROBLEM;
    }

    /** Whether the type is known to be a request or an answer to one. What is neither this nor an error is unknown. */
    public static boolean isQuery(int type) {
        return type == ECHO_REPLY
                || type == ECHO
                || type == TIMESTAMP
                || type == TIMESTAMP_REPLY
                || type == ADDRESS_MASK_REQUEST
                || type == ADDRESS_MASK_REPLY;
    }
}
