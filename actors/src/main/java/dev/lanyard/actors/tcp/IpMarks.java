package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ipv4.Ipv4Actor;

/**
 * What a connection has the IP header of its segments say, beside the addresses.
 *
 * @param trafficClass IP_TOS: the type of service octet, 0 to 255, whose last two bits are ECN's and taken for 0 (RFC 2474 §3)
 * @param ttl IP_TTL: time to live, 1 to 255
 */
public record IpMarks(int trafficClass, int ttl) {
    /** Best effort, and as far as usual. */
    public static final IpMarks DEFAULT = new IpMarks(0, Ipv4Actor.Transmit.DEFAULT_TTL);

    private static final int ECN_FIELD = 3;

    public IpMarks {
        if (trafficClass < 0 || trafficClass > 255) {
            throw new IllegalArgumentException("a type of service of " + trafficClass + ": choose 0 to 255");
        }
        if (ttl < 1 || ttl > 255) {
            throw new IllegalArgumentException("a time to live of " + ttl + ": choose 1 to 255");
        }
        trafficClass &= ~ECN_FIELD;
    }

    public IpMarks withTrafficClass(int octet) {
        return new IpMarks(octet, ttl);
    }

    public IpMarks withTtl(int hops) {
        return new IpMarks(trafficClass, hops);
    }
}
