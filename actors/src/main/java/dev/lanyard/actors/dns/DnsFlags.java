package dev.lanyard.actors.dns;

/**
 * The flags of a message (RFC 1035 §4.1.1).
 *
 * @param response QR
 * @param opcode 0 for a query, up to 15
 * @param authoritative AA
 * @param truncated TC
 * @param recursionDesired RD
 * @param recursionAvailable RA
 */
public record DnsFlags(
        boolean response,
        int opcode,
        boolean authoritative,
        boolean truncated,
        boolean recursionDesired,
        boolean recursionAvailable) {
    /** A query that a resolver may pass on. */
    public static final DnsFlags QUERY = new DnsFlags(false, 0, false, false, true, false);

    private static final int QR = 0x8000;
    private static final int AA = 0x0400;
    private static final int TC = 0x0200;
    private static final int RD = 0x0100;
    private static final int RA = 0x0080;

    /** Of the header's second 16 bits, without their response code. */
    static DnsFlags of(int bits) {
        return new DnsFlags(
                (bits & QR) != 0,
                bits >>> 11 & 0xf,
                (bits & AA) != 0,
                (bits & TC) != 0,
                (bits & RD) != 0,
                (bits & RA) != 0);
    }

    int bits() {
        return (response ? QR : 0)
                | opcode << 11
                | (authoritative ? AA : 0)
                | (truncated ? TC : 0)
                | (recursionDesired ? RD : 0)
                | (recursionAvailable ? RA : 0);
    }

    public DnsFlags withTruncated(boolean cut) {
        return new DnsFlags(response, opcode, authoritative, cut, recursionDesired, recursionAvailable);
    }
}
