package dev.lanyard.actors.tcp;

/**
 * What TCP of one node may take of the machine, and what it gives to strangers. Bounds of a single connection are in
 * {@link TcpSettings}; docs/tcp.md says what happens at each bound.
 *
 * @param connections most connections at a time, TIME_WAIT not counted, 1 to 2^24
 * @param timeWaits most connections in TIME_WAIT; beyond it the one that would end first ends early
 * @param halfOpen most connections of one listener, beyond its backlog, whose handshake is not complete
 * @param synCookies what happens to a SYN for which there is no room (RFC 4987 §3.6)
 * @param resets RSTs a second, on average, that answer segments of no connection
 * @param challenges challenge ACKs a second, on average, of all connections together (RFC 5961 §7)
 * @param buffers bytes of send and receive buffers of all connections together
 */
public record TcpLimits(
        int connections, int timeWaits, int halfOpen, SynCookies synCookies, int resets, int challenges, long buffers) {
    /** What a node uses unless told otherwise. */
    public static final TcpLimits DEFAULT =
            new TcpLimits(1 << 17, 1 << 16, 128, SynCookies.WHEN_FULL, 1000, 1000, 1L << 28);

    /** When a SYN is answered without keeping anything about it. */
    public enum SynCookies {
        /** Never: a SYN for which there is no room is dropped. */
        NEVER,
        /** If a listener has as many half-open connections as it may have. */
        WHEN_FULL,
        /** Every time. */
        ALWAYS
    }

    public TcpLimits {
        if (connections < 1 || connections > 1 << 24 || timeWaits < 0 || halfOpen < 0 || buffers < 0) {
            throw new IllegalArgumentException("limits of TCP: from 1 to " + (1 << 24)
                    + " connections, and nothing below zero: " + connections + " connections, " + timeWaits
                    + " in TIME_WAIT, " + halfOpen + " half-open, " + buffers + " bytes");
        }
        if (resets < 1 || challenges < 1) {
            throw new IllegalArgumentException("limits of TCP: at least 1 RST and 1 challenge ACK a second");
        }
    }

    public TcpLimits withConnections(int count) {
        return new TcpLimits(count, timeWaits, halfOpen, synCookies, resets, challenges, buffers);
    }

    public TcpLimits withTimeWaits(int count) {
        return new TcpLimits(connections, count, halfOpen, synCookies, resets, challenges, buffers);
    }

    public TcpLimits withHalfOpen(int count) {
        return new TcpLimits(connections, timeWaits, count, synCookies, resets, challenges, buffers);
    }

    public TcpLimits withSynCookies(SynCookies when) {
        return new TcpLimits(connections, timeWaits, halfOpen, when, resets, challenges, buffers);
    }

    public TcpLimits withResets(int perSecond) {
        return new TcpLimits(connections, timeWaits, halfOpen, synCookies, perSecond, challenges, buffers);
    }

    public TcpLimits withChallenges(int perSecond) {
        return new TcpLimits(connections, timeWaits, halfOpen, synCookies, resets, perSecond, buffers);
    }

    public TcpLimits withBuffers(long bytes) {
        return new TcpLimits(connections, timeWaits, halfOpen, synCookies, resets, challenges, bytes);
    }
}
