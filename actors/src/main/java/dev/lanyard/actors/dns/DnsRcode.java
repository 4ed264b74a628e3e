package dev.lanyard.actors.dns;

/** Response codes (RFC 1035 §4.1.1, RFC 6895 §2.3). */
public final class DnsRcode {
    public static final int NOERROR = 0;
    public static final int FORMERR = 1;
    public static final int SERVFAIL = 2;
    public static final int NXDOMAIN = 3;
    public static final int NOTIMP = 4;
    public static final int REFUSED = 5;
    /** The EDNS version is not supported (RFC 6891 §9). */
    public static final int BADVERS = 16;

    private static final String[] NAMES = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};

    private DnsRcode() {}

    public static String toString(int rcode) {
        return rcode >= 0 && rcode < NAMES.length ? NAMES[rcode] : rcode == BADVERS ? "BADVERS" : "RCODE" + rcode;
    }
}
