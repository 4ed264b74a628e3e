package dev.lanyard.actors.tcp;

import java.time.Duration;
import java.util.Objects;

/**
 * What a node or an application chooses for its connections. Immutable; {@link #toBuilder()} makes a changed copy.
 *
 * @param sendBuffer most bytes that wait to be sent or acknowledged, 1 to 2^30
 * @param maxSendBuffer what that grows to with the congestion window
 * @param receiveBuffer most bytes that wait for the application, 1 to 2^30: the largest window
 * @param maxReceiveBuffer what that grows to with what the application reads in a round trip
 * @param noDelay sends small segments at once instead of gathering them (Nagle's algorithm, RFC 896)
 * @param timestamps offers the timestamps option (RFC 7323)
 * @param windowScaling offers the window scale option (RFC 7323)
 * @param selectiveAcks offers SACK (RFC 2018)
 * @param delayedAck how long an ACK may wait for company, below 500 ms (RFC 9293 §3.8.6.3)
 * @param quickAcks segments at the start of a connection that are acknowledged at once
 * @param initialRto retransmission timeout before anything was measured
 * @param minRto what the retransmission timeout exceeds the smoothed round-trip time by, at least
 * @param maxRto largest retransmission timeout
 * @param synRetries times that an unanswered SYN or SYN-ACK is sent again
 * @param retries times that unanswered data is sent again
 * @param userTimeout how long data may stay unacknowledged, zero for no limit but the retries (RFC 5482)
 * @param msl maximum segment lifetime: TIME_WAIT lasts twice as long
 * @param finWaitTimeout how long FIN_WAIT_2 lasts once the application has closed
 * @param keepAliveIdle silence after which the peer is probed, zero for never (RFC 9293 §3.8.4)
 * @param keepAliveInterval time between probes
 * @param keepAliveProbes unanswered probes that end the connection
 * @param linger how long a close waits for what was sent to be acknowledged, zero to reset instead, null not to wait
 * @param tailLossProbes probes the end of a flight before the retransmission timer expires (RFC 8985 §7)
 * @param ecn whether explicit congestion notification is asked for or agreed to (RFC 3168)
 * @param urgentInline leaves urgent bytes in the stream (SO_OOBINLINE)
 * @param reuseAddress lets a listener have a port that connections still have, such as those in TIME_WAIT (SO_REUSEADDR)
 * @param marks type of service and time to live of the packets
 * @param mtuProbing when a connection looks for its path MTU by itself (RFC 4821)
 * @param baseMss segments that a black hole is answered with, options included: most paths take them
 * @param minMss the smallest that segments become, options included, whatever is lost or a router says; at least 28, for no
 *     link takes less (RFC 791)
 * @param mtuProbeInterval time after which a path that was found to be narrow is probed for a larger MTU (RFC 8899 §5.1.1)
 * @param congestionControl makes each connection's congestion control
 */
public record TcpSettings(
        int sendBuffer,
        int maxSendBuffer,
        int receiveBuffer,
        int maxReceiveBuffer,
        boolean noDelay,
        boolean timestamps,
        boolean windowScaling,
        boolean selectiveAcks,
        Duration delayedAck,
        int quickAcks,
        Duration initialRto,
        Duration minRto,
        Duration maxRto,
        int synRetries,
        int retries,
        Duration userTimeout,
        Duration msl,
        Duration finWaitTimeout,
        Duration keepAliveIdle,
        Duration keepAliveInterval,
        int keepAliveProbes,
        Duration linger,
        boolean tailLossProbes,
        EcnMode ecn,
        boolean urgentInline,
        boolean reuseAddress,
        IpMarks marks,
        MtuProbing mtuProbing,
        int baseMss,
        int minMss,
        Duration mtuProbeInterval,
        CongestionControl.Factory congestionControl) {
    /** What a node uses unless told otherwise. */
    public static final TcpSettings DEFAULT = new TcpSettingsBuilder().build();

    /** What an MTU of 68 leaves (RFC 791). */
    private static final int LEAST_MSS = 28;

    private static final int MOST_MSS = 65_495;
    private static final int MAX_BUFFER = 1 << 30;

    public TcpSettings {
        requireBuffer("send", sendBuffer, maxSendBuffer);
        requireBuffer("receive", receiveBuffer, maxReceiveBuffer);
        Objects.requireNonNull(userTimeout);
        Objects.requireNonNull(ecn);
        Objects.requireNonNull(marks);
        Objects.requireNonNull(congestionControl);
        Objects.requireNonNull(mtuProbing);
        if (minMss < LEAST_MSS || baseMss < minMss || baseMss > MOST_MSS) {
            throw new IllegalArgumentException("a base MSS of " + baseMss + " and a smallest one of " + minMss
                    + ": choose " + LEAST_MSS + " to " + MOST_MSS + ", the smallest first");
        }
        if (mtuProbeInterval.isNegative() || mtuProbeInterval.isZero()) {
            throw new IllegalArgumentException(
                    "probes of the path MTU every " + mtuProbeInterval.toMillis() + " ms: choose more than 0");
        }
        if (delayedAck.isNegative() || delayedAck.toMillis() >= 500) {
            throw new IllegalArgumentException("an ACK must not be delayed by " + delayedAck.toMillis()
                    + " ms: choose less than 500 ms (RFC 9293 §3.8.6.3)");
        }
        if (initialRto.compareTo(maxRto) > 0 || minRto.compareTo(maxRto) > 0) {
            throw new IllegalArgumentException("the largest retransmission timeout, " + maxRto.toMillis()
                    + " ms, is below the initial or the smallest one");
        }
    }

    private static void requireBuffer(String name, int bytes, int largest) {
        if (bytes < 1 || largest < bytes || largest > MAX_BUFFER) {
            throw new IllegalArgumentException(
                    "a " + name + " buffer of " + bytes + " to " + largest + " bytes: choose 1 to " + MAX_BUFFER);
        }
    }

    public static TcpSettingsBuilder builder() {
        return new TcpSettingsBuilder();
    }

    public TcpSettingsBuilder toBuilder() {
        return new TcpSettingsBuilder(this);
    }
}
