package dev.lanyard.actors.ip;

/** Types of IPv4 options (IANA "IP Option Numbers"), copied flag and class included. */
public final class IpOptionType {
    public static final int END = 0;
    public static final int NO_OPERATION = 1;
    public static final int RECORD_ROUTE = 7;
    public static final int TIMESTAMP = 68;
    public static final int LOOSE_SOURCE_ROUTE = 131;
    public static final int STRICT_SOURCE_ROUTE = 137;
    /** RFC 2113. */
    public static final int ROUTER_ALERT = 148;

    private IpOptionType() {}
}
