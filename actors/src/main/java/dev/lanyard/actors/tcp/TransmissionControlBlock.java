package dev.lanyard.actors.tcp;

/** What the parts of a connection share (RFC 9293 §3.3.1). */
final class TransmissionControlBlock {
    final TcpParameters parameters;
    final TcpTimers timers = new TcpTimers();
    final CongestionEcho ecn;
    final TcpOutput output;
    final TcpReceiver receiver;
    final TcpSender sender;
    final PathMtuDiscovery pathMtu;

    TcpState state;

    /** Eff.snd.MSS: payload bytes of a full segment, options taken off (RFC 9293 §3.7.1). */
    int mss;

    boolean timestamps;
    boolean selectiveAcks;
    /** Snd.Wind.Shift: how the peer's windows are scaled. */
    int sendScale;
    /** Rcv.Wind.Shift: how ours are. */
    int receiveScale;

    boolean noDelay;
    IpMarks marks;

    TransmissionControlBlock(TcpParameters parameters, TcpState state) {
        this.parameters = parameters;
        this.state = state;
        noDelay = parameters.settings().noDelay();
        marks = parameters.settings().marks();
        ecn = new CongestionEcho(parameters.settings().ecn());
        output = new TcpOutput(this);
        receiver = new TcpReceiver(this);
        sender = new TcpSender(this);
        pathMtu = new PathMtuDiscovery(this);
    }

    TcpSettings settings() {
        return parameters.settings();
    }

    /** TSval: milliseconds (RFC 7323 §5.4). */
    int timestamp(long now) {
        return (int) (now / 1_000_000) + parameters.timestampOffset();
    }
}
