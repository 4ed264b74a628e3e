package dev.lanyard.actors.ip;

/** ICMP errors in the words that ping and traceroute have for them. */
public final class IcmpText {
    private static final int DESTINATION_UNREACHABLE = 3;

    /** By code: RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1. */
    private static final String[] UNREACHABLE = {
        "Destination Net Unreachable",
        "Destination Host Unreachable",
        "Destination Protocol Unreachable",
        "Destination Port Unreachable",
        "Fragmentation needed and DF set",
        "Source Route Failed",
        "Destination Net Unknown",
        "Destination Host Unknown",
        "Source Host Isolated",
        "Destination Net Prohibited",
        "Destination Host Prohibited",
        "Destination Net Unreachable for Type of Service",
        "Destination Host Unreachable for Type of Service",
        "Packet filtered",
        "Precedence Violation",
        "Precedence Cutoff"
    };

    private IcmpText() {}

    public static String describe(int type, int code) {
        return switch (type) {
            case DESTINATION_UNREACHABLE ->
                code < UNREACHABLE.length ? UNREACHABLE[code] : "Destination Unreachable, code " + code;
            case 4 -> "Source Quench";
            case 5 -> "Redirect, code " + code;
            case 11 -> code == 0 ? "Time to live exceeded" : "Frag reassembly time exceeded";
            case 12 -> "Parameter problem";
            default -> "ICMP type " + type + ", code " + code;
        };
    }
}
