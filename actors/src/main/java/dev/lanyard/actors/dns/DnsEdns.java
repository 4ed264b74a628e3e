package dev.lanyard.actors.dns;

/**
 * What an OPT record says (RFC 6891 §6.1). Options are not used and not kept.
 *
 * @param payloadSize bytes of the largest UDP payload that the sender takes
 * @param extendedRcode the upper eight bits of the response code
 * @param version 0
 * @param dnssecOk whether DNSSEC records are wanted
 */
public record DnsEdns(int payloadSize, int extendedRcode, int version, boolean dnssecOk) {
    /** What fits everywhere without fragments (DNS flag day 2020). */
    public static final int SAFE_PAYLOAD = 1232;

    /** What a message without OPT allows (RFC 1035 §4.2.1). */
    public static final int CLASSIC_PAYLOAD = 512;

    public static DnsEdns ofSize(int payloadSize) {
        return new DnsEdns(payloadSize, 0, 0, false);
    }
}
