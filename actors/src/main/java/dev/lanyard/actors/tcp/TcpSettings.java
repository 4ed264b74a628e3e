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
        CongestionControl.Factory congestionControl) {
    /** What a node uses unless told otherwise. */
    public static final TcpSettings DEFAULT = new Builder().build();

    private static final int MAX_BUFFER = 1 << 30;

    public TcpSettings {
        requireBuffer("send", sendBuffer, maxSendBuffer);
        requireBuffer("receive", receiveBuffer, maxReceiveBuffer);
        Objects.requireNonNull(userTimeout);
        Objects.requireNonNull(ecn);
        Objects.requireNonNull(congestionControl);
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

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Starts from the defaults, or from other settings. */
    public static final class Builder {
        private int sendBuffer = 1 << 18;
        private int maxSendBuffer = 1 << 22;
        private int receiveBuffer = 1 << 17;
        private int maxReceiveBuffer = 1 << 22;
        private boolean noDelay;
        private boolean timestamps = true;
        private boolean windowScaling = true;
        private boolean selectiveAcks = true;
        private Duration delayedAck = Duration.ofMillis(40);
        private int quickAcks = 16;
        private Duration initialRto = Duration.ofSeconds(1);
        private Duration minRto = Duration.ofMillis(200);
        private Duration maxRto = Duration.ofSeconds(120);
        private int synRetries = 5;
        private int retries = 15;
        private Duration userTimeout = Duration.ZERO;
        private Duration msl = Duration.ofSeconds(30);
        private Duration finWaitTimeout = Duration.ofSeconds(60);
        private Duration keepAliveIdle = Duration.ZERO;
        private Duration keepAliveInterval = Duration.ofSeconds(75);
        private int keepAliveProbes = 9;
        private Duration linger;
        private boolean tailLossProbes = true;
        private EcnMode ecn = EcnMode.PASSIVE;
        private boolean urgentInline;
        private boolean reuseAddress = true;
        private CongestionControl.Factory congestionControl = CongestionControl.Factory.CUBIC;

        private Builder() {}

        private Builder(TcpSettings from) {
            sendBuffer = from.sendBuffer;
            maxSendBuffer = from.maxSendBuffer;
            receiveBuffer = from.receiveBuffer;
            maxReceiveBuffer = from.maxReceiveBuffer;
            noDelay = from.noDelay;
            timestamps = from.timestamps;
            windowScaling = from.windowScaling;
            selectiveAcks = from.selectiveAcks;
            delayedAck = from.delayedAck;
            quickAcks = from.quickAcks;
            initialRto = from.initialRto;
            minRto = from.minRto;
            maxRto = from.maxRto;
            synRetries = from.synRetries;
            retries = from.retries;
            userTimeout = from.userTimeout;
            msl = from.msl;
            finWaitTimeout = from.finWaitTimeout;
            keepAliveIdle = from.keepAliveIdle;
            keepAliveInterval = from.keepAliveInterval;
            keepAliveProbes = from.keepAliveProbes;
            linger = from.linger;
            tailLossProbes = from.tailLossProbes;
            ecn = from.ecn;
            urgentInline = from.urgentInline;
            reuseAddress = from.reuseAddress;
            congestionControl = from.congestionControl;
        }

        /** A send buffer of a fixed size. */
        public Builder sendBuffer(int bytes) {
            return sendBuffer(bytes, bytes);
        }

        /** A send buffer that grows. */
        public Builder sendBuffer(int bytes, int largest) {
            sendBuffer = bytes;
            maxSendBuffer = largest;
            return this;
        }

        /** A receive buffer of a fixed size. */
        public Builder receiveBuffer(int bytes) {
            return receiveBuffer(bytes, bytes);
        }

        /** A receive buffer that grows. */
        public Builder receiveBuffer(int bytes, int largest) {
            receiveBuffer = bytes;
            maxReceiveBuffer = largest;
            return this;
        }

        public Builder noDelay(boolean on) {
            noDelay = on;
            return this;
        }

        public Builder timestamps(boolean on) {
            timestamps = on;
            return this;
        }

        public Builder windowScaling(boolean on) {
            windowScaling = on;
            return this;
        }

        public Builder selectiveAcks(boolean on) {
            selectiveAcks = on;
            return this;
        }

        public Builder delayedAck(Duration delay) {
            delayedAck = delay;
            return this;
        }

        public Builder quickAcks(int segments) {
            quickAcks = segments;
            return this;
        }

        public Builder initialRto(Duration timeout) {
            initialRto = timeout;
            return this;
        }

        public Builder minRto(Duration timeout) {
            minRto = timeout;
            return this;
        }

        public Builder maxRto(Duration timeout) {
            maxRto = timeout;
            return this;
        }

        public Builder synRetries(int times) {
            synRetries = times;
            return this;
        }

        public Builder retries(int times) {
            retries = times;
            return this;
        }

        public Builder userTimeout(Duration timeout) {
            userTimeout = timeout;
            return this;
        }

        public Builder msl(Duration lifetime) {
            msl = lifetime;
            return this;
        }

        public Builder finWaitTimeout(Duration timeout) {
            finWaitTimeout = timeout;
            return this;
        }

        public Builder keepAlive(Duration idle, Duration interval, int probes) {
            keepAliveIdle = idle;
            keepAliveInterval = interval;
            keepAliveProbes = probes;
            return this;
        }

        public Builder linger(Duration time) {
            linger = time;
            return this;
        }

        public Builder tailLossProbes(boolean on) {
            tailLossProbes = on;
            return this;
        }

        public Builder ecn(EcnMode mode) {
            ecn = mode;
            return this;
        }

        public Builder urgentInline(boolean on) {
            urgentInline = on;
            return this;
        }

        public Builder reuseAddress(boolean on) {
            reuseAddress = on;
            return this;
        }

        public Builder congestionControl(CongestionControl.Factory factory) {
            congestionControl = factory;
            return this;
        }

        public TcpSettings build() {
            return new TcpSettings(
                    sendBuffer,
                    maxSendBuffer,
                    receiveBuffer,
                    maxReceiveBuffer,
                    noDelay,
                    timestamps,
                    windowScaling,
                    selectiveAcks,
                    delayedAck,
                    quickAcks,
                    initialRto,
                    minRto,
                    maxRto,
                    synRetries,
                    retries,
                    userTimeout,
                    msl,
                    finWaitTimeout,
                    keepAliveIdle,
                    keepAliveInterval,
                    keepAliveProbes,
                    linger,
                    tailLossProbes,
                    ecn,
                    urgentInline,
                    reuseAddress,
                    congestionControl);
        }
    }
}
