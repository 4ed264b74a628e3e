package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Ipv4Address;

/**
 * A resource record (RFC 1035 §4.1.3).
 *
 * @param dnsClass 1 for the Internet
 * @param ttl seconds, 0 to 2,147,483,647 (RFC 2181 §8)
 */
public record DnsRecord(DnsName name, DnsType type, int dnsClass, long ttl, DnsData data) {
    public DnsRecord(DnsName name, DnsType type, long ttl, DnsData data) {
        this(name, type, DnsQuestion.IN, ttl, data);
    }

    /** An A record. */
    public static DnsRecord address(DnsName name, long ttl, Ipv4Address address) {
        return new DnsRecord(name, DnsType.A, ttl, new DnsData.Address(address));
    }

    /** A record whose data is a name. */
    public static DnsRecord target(DnsName name, DnsType type, long ttl, DnsName target) {
        return new DnsRecord(name, type, ttl, new DnsData.Target(target));
    }

    public DnsRecord withTtl(long seconds) {
        return new DnsRecord(name, type, dnsClass, seconds, data);
    }

    public DnsRecord withName(DnsName owner) {
        return new DnsRecord(owner, type, dnsClass, ttl, data);
    }

    /** As in zone files. */
    @Override
    public String toString() {
        return name + " " + ttl + " " + (dnsClass == DnsQuestion.IN ? "IN" : "CLASS" + dnsClass) + " " + type + " "
                + data;
    }
}
