package dev.lanyard.actors.dns;

/**
 * What is asked (RFC 1035 §4.1.2).
 *
 * @param dnsClass 1 for the Internet
 */
public record DnsQuestion(DnsName name, DnsType type, int dnsClass) {
    /** The Internet's class. */
    public static final int IN = 1;

    public DnsQuestion(DnsName name, DnsType type) {
        this(name, type, IN);
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
