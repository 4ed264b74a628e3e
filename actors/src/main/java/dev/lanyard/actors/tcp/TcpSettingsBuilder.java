package dev.lanyard.actors.tcp;

import java.time.Duration;

/** Starts from the defaults, or from other settings. */
public final class TcpSettingsBuilder {
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
    private IpMarks marks = IpMarks.DEFAULT;
    private MtuProbing mtuProbing = MtuProbing.AFTER_BLACK_HOLE;
    private int baseMss = 1024;
    private int minMss = 48;
    private Duration mtuProbeInterval = Duration.ofMinutes(10);
    private CongestionControl.Factory congestionControl = CongestionControl.Factory.CUBIC;

    TcpSettingsBuilder() {}

    TcpSettingsBuilder(TcpSettings from) {
        sendBuffer = from.sendBuffer();
        maxSendBuffer = from.maxSendBuffer();
        receiveBuffer = from.receiveBuffer();
        maxReceiveBuffer = from.maxReceiveBuffer();
        noDelay = from.noDelay();
        timestamps = from.timestamps();
        windowScaling = from.windowScaling();
        selectiveAcks = from.selectiveAcks();
        delayedAck = from.delayedAck();
        quickAcks = from.quickAcks();
        initialRto = from.initialRto();
        minRto = from.minRto();
        maxRto = from.maxRto();
        synRetries = from.synRetries();
        retries = from.retries();
        userTimeout = from.userTimeout();
        msl = from.msl();
        finWaitTimeout = from.finWaitTimeout();
        keepAliveIdle = from.keepAliveIdle();
        keepAliveInterval = from.keepAliveInterval();
        keepAliveProbes = from.keepAliveProbes();
        linger = from.linger();
        tailLossProbes = from.tailLossProbes();
        ecn = from.ecn();
        urgentInline = from.urgentInline();
        reuseAddress = from.reuseAddress();
        marks = from.marks();
        mtuProbing = from.mtuProbing();
        baseMss = from.baseMss();
        minMss = from.minMss();
        mtuProbeInterval = from.mtuProbeInterval();
        congestionControl = from.congestionControl();
    }

    /** A send buffer of a fixed size. */
    public TcpSettingsBuilder sendBuffer(int bytes) {
        return sendBuffer(bytes, bytes);
    }

    /** A send buffer that grows. */
    public TcpSettingsBuilder sendBuffer(int bytes, int largest) {
        sendBuffer = bytes;
        maxSendBuffer = largest;
        return this;
    }

    /** A receive buffer of a fixed size. */
    public TcpSettingsBuilder receiveBuffer(int bytes) {
        return receiveBuffer(bytes, bytes);
    }

    /** A receive buffer that grows. */
    public TcpSettingsBuilder receiveBuffer(int bytes, int largest) {
        receiveBuffer = bytes;
        maxReceiveBuffer = largest;
        return this;
    }

    /** Type of service and time to live of the packets. */
    public TcpSettingsBuilder marks(IpMarks chosen) {
        marks = chosen;
        return this;
    }

    public TcpSettingsBuilder noDelay(boolean on) {
        noDelay = on;
        return this;
    }

    public TcpSettingsBuilder timestamps(boolean on) {
        timestamps = on;
        return this;
    }

    public TcpSettingsBuilder windowScaling(boolean on) {
        windowScaling = on;
        return this;
    }

    public TcpSettingsBuilder selectiveAcks(boolean on) {
        selectiveAcks = on;
        return this;
    }

    public TcpSettingsBuilder delayedAck(Duration delay) {
        delayedAck = delay;
        return this;
    }

    public TcpSettingsBuilder quickAcks(int segments) {
        quickAcks = segments;
        return this;
    }

    public TcpSettingsBuilder initialRto(Duration timeout) {
        initialRto = timeout;
        return this;
    }

    public TcpSettingsBuilder minRto(Duration timeout) {
        minRto = timeout;
        return this;
    }

    public TcpSettingsBuilder maxRto(Duration timeout) {
        maxRto = timeout;
        return this;
    }

    public TcpSettingsBuilder synRetries(int times) {
        synRetries = times;
        return this;
    }

    public TcpSettingsBuilder retries(int times) {
        retries = times;
        return this;
    }

    public TcpSettingsBuilder userTimeout(Duration timeout) {
        userTimeout = timeout;
        return this;
    }

    public TcpSettingsBuilder msl(Duration lifetime) {
        msl = lifetime;
        return this;
    }

    public TcpSettingsBuilder finWaitTimeout(Duration timeout) {
        finWaitTimeout = timeout;
        return this;
    }

    public TcpSettingsBuilder keepAlive(Duration idle, Duration interval, int probes) {
        keepAliveIdle = idle;
        keepAliveInterval = interval;
        keepAliveProbes = probes;
        return this;
    }

    public TcpSettingsBuilder linger(Duration time) {
        linger = time;
        return this;
    }

    public TcpSettingsBuilder tailLossProbes(boolean on) {
        tailLossProbes = on;
        return this;
    }

    public TcpSettingsBuilder ecn(EcnMode mode) {
        ecn = mode;
        return this;
    }

    public TcpSettingsBuilder urgentInline(boolean on) {
        urgentInline = on;
        return this;
    }

    public TcpSettingsBuilder reuseAddress(boolean on) {
        reuseAddress = on;
        return this;
    }

    public TcpSettingsBuilder mtuProbing(MtuProbing when) {
        mtuProbing = when;
        return this;
    }

    /** The MSS that black holes are answered with, and the smallest that segments become. */
    public TcpSettingsBuilder baseMss(int base, int smallest) {
        baseMss = base;
        minMss = smallest;
        return this;
    }

    public TcpSettingsBuilder mtuProbeInterval(Duration interval) {
        mtuProbeInterval = interval;
        return this;
    }

    public TcpSettingsBuilder congestionControl(CongestionControl.Factory factory) {
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
                marks,
                mtuProbing,
                baseMss,
                minMss,
                mtuProbeInterval,
                congestionControl);
    }
}
