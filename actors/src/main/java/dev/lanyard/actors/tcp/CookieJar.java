package dev.lanyard.actors.tcp;

import java.util.random.RandomGenerator;

/**
 * SYN cookies (RFC 4987 §3.6): an initial sequence number in which everything stands that a SYN said, under a keyed hash, so
 * that nothing need be kept until the peer has shown that it receives at its address. The layout is Linux's: a counter of
 * minutes in the upper 8 bits, an index into a table of MSS values in the lower 24, both covered by hashes of the endpoints.
 * What is left of the options stands in the lowest bits of the timestamp that the peer echoes: window scale and SACK.
 */
final class CookieJar {
    /** How long a cookie is good: this period and the one before. */
    static final long PERIOD = 60_000_000_000L;

    private static final int MAX_AGE = 2;
    private static final int DATA_BITS = 24;
    private static final int DATA_MASK = (1 << DATA_BITS) - 1;
    private static final int[] MSS = {536, 1300, 1440, 1460};

    private static final int OPTION_BITS = 6;
    private static final int OPTION_MASK = (1 << OPTION_BITS) - 1;
    private static final int SCALE_MASK = 0xf;
    private static final int SACK = 0x10;

    private final SipHash first;
    private final SipHash second;

    CookieJar(RandomGenerator random) {
        first = new SipHash(random.nextLong(), random.nextLong());
        second = new SipHash(random.nextLong(), random.nextLong());
    }

    /**
     * The initial sequence number that answers a SYN.
     *
     * @param peerSequence of the SYN
     * @param mss what the connection could use; the cookie remembers the largest of its table that is no larger
     */
    int sequence(long addresses, int ports, int peerSequence, int mss, long now) {
        int index = MSS.length - 1;
        while (index > 0 && MSS[index] > mss) {
            index--;
        }
        int count = (int) (now / PERIOD);
        return cover(addresses, ports)
                + peerSequence
                + (count << DATA_BITS)
                + (mask(addresses, ports, count) + index & DATA_MASK);
    }

    /**
     * Whether a sequence number is a cookie that is still good.
     *
     * @param peerSequence of the SYN that it answered
     * @return the MSS that it remembers, or 0
     */
    int mss(long addresses, int ports, int peerSequence, int cookie, long now) {
        int count = (int) (now / PERIOD);
        int rest = cookie - cover(addresses, ports) - peerSequence;
        int age = count - (rest >>> DATA_BITS) & 0xff;
        if (age >= MAX_AGE) {
            return 0;
        }
        int index = rest - mask(addresses, ports, count - age) & DATA_MASK;
        return index < MSS.length ? MSS[index] : 0;
    }

    private int cover(long addresses, int ports) {
        return (int) first.hash(addresses, ports & 0xffff_ffffL);
    }

    private int mask(long addresses, int ports, int count) {
        return (int) second.hash(addresses, (long) count << 32 | ports & 0xffff_ffffL);
    }

    /** The latest timestamp not after this one whose lowest bits are a SYN's options. */
    static int stamp(int timestamp, TcpSegment syn, boolean scales, boolean sacks) {
        int options = scales && syn.windowScale != TcpSegment.ABSENT ? Math.min(14, syn.windowScale) : SCALE_MASK;
        if (sacks && syn.sackPermitted) {
            options |= SACK;
        }
        int stamped = timestamp & ~OPTION_MASK | options;
        return SeqNumber.greaterThan(stamped, timestamp) ? stamped - OPTION_MASK - 1 : stamped;
    }

    /** The SYN that the peer must have sent whose ACK returns a cookie. */
    static TcpSegment restore(TcpSegment ack, int mss, TcpSettings settings) {
        TcpSegment syn = new TcpSegment();
        syn.clear();
        syn.flags = TcpSegment.SYN;
        syn.sourcePort = ack.sourcePort;
        syn.destinationPort = ack.destinationPort;
        syn.seq = ack.seq - 1;
        syn.mss = mss;
        if (settings.timestamps() && ack.hasTimestamps) {
            syn.hasTimestamps = true;
            syn.tsVal = ack.tsVal;
            int scale = ack.tsEcr & SCALE_MASK;
            syn.windowScale = scale == SCALE_MASK ? TcpSegment.ABSENT : scale;
            syn.sackPermitted = (ack.tsEcr & SACK) != 0;
        }
        return syn;
    }
}
