package dev.lanyard.actors.dns;

import java.util.List;
import java.util.Locale;

/**
 * The type of a record (RFC 1035 §3.2.2). Any number is one; those that this resolver knows the data of have names.
 *
 * @param code 0 to 65,535
 */
public record DnsType(int code) {
    public static final DnsType A = new DnsType(1);
    public static final DnsType NS = new DnsType(2);
    public static final DnsType CNAME = new DnsType(5);
    public static final DnsType SOA = new DnsType(6);
    public static final DnsType PTR = new DnsType(12);
    public static final DnsType MX = new DnsType(15);
    public static final DnsType TXT = new DnsType(16);
    /** RFC 3596. */
    public static final DnsType AAAA = new DnsType(28);
    /** RFC 2782. */
    public static final DnsType SRV = new DnsType(33);
    /** RFC 6891; never asked for. */
    public static final DnsType OPT = new DnsType(41);
    /** All types at once (RFC 8482). */
    public static final DnsType ANY = new DnsType(255);

    private record Named(DnsType type, String name) {}

    private static final List<Named> NAMES = List.of(
            new Named(A, "A"),
            new Named(NS, "NS"),
            new Named(CNAME, "CNAME"),
            new Named(SOA, "SOA"),
            new Named(PTR, "PTR"),
            new Named(MX, "MX"),
            new Named(TXT, "TXT"),
            new Named(AAAA, "AAAA"),
            new Named(SRV, "SRV"),
            new Named(OPT, "OPT"),
            new Named(ANY, "ANY"));

    public DnsType {
        if (code < 0 || code > 0xffff) {
            throw new IllegalArgumentException("record type " + code + " is not in 0..65535");
        }
    }

    /** Whether the text is what {@link #parse} takes. */
    public static boolean isType(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return NAMES.stream().anyMatch(named -> named.name.equals(upper)) || upper.matches("TYPE[0-9]{1,5}");
    }

    /**
     * Reads a type's name, or {@code TYPE} and its number (RFC 3597 §5).
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static DnsType parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        for (Named named : NAMES) {
            if (named.name.equals(upper)) {
                return named.type;
            }
        }
        if (upper.matches("TYPE[0-9]{1,5}")) {
            return new DnsType(Integer.parseInt(upper.substring(4)));
        }
        throw new IllegalArgumentException("'" + text
                + "' is no record type: use A, AAAA, CNAME, MX, NS, PTR, SOA, SRV, TXT, ANY or TYPE and a number");
    }

    @Override
    public String toString() {
        return NAMES.stream()
                .filter(named -> named.type.code == code)
                .map(Named::name)
                .findFirst()
                .orElse("TYPE" + code);
    }
}
