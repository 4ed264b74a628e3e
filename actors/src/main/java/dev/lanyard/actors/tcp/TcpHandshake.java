package dev.lanyard.actors.tcp;

import java.time.Duration;

/** Opening: what the SYNs negotiate, and sending ours until it is answered (RFC 9293 §3.5, RFC 7323, RFC 2018). */
final class TcpHandshake {
    /** RFC 6298 (5.7). */
    private static final long RTO_AFTER_LOSS = Duration.ofSeconds(3).toNanos();

    private final TransmissionControlBlock tcb;
    private long sentAt;
    private int retransmitted;
    /** Nobody knows when our SYN was sent. */
    private boolean resumed;

    TcpHandshake(TransmissionControlBlock tcb) {
        this.tcb = tcb;
    }

    int retransmitted() {
        return retransmitted;
    }

    /** Takes the options of the peer's SYN, and answers each with what we support. */
    void negotiate(TcpSegment syn, long now) {
        TcpSettings settings = tcb.settings();
        tcb.timestamps = settings.timestamps() && syn.hasTimestamps;
        tcb.selectiveAcks = settings.selectiveAcks() && syn.sackPermitted;
        boolean scales = settings.windowScaling() && syn.windowScale != TcpSegment.ABSENT;
        // RFC 7323 §2.3: a larger shift counts as 14
        tcb.sendScale = scales ? Math.min(14, syn.windowScale) : 0;
        tcb.receiveScale = scales ? tcb.parameters.windowScale() : 0;
        tcb.ecn.negotiate(syn);
        int peer = syn.mss == TcpSegment.ABSENT ? TcpParameters.DEFAULT_MSS : Math.max(TcpParameters.MIN_MSS, syn.mss);
        tcb.pathMtu.start(Math.min(peer, tcb.parameters.mss()));
        tcb.receiver.start(syn, scales, now);
    }

    /** Sends the SYN, or the SYN-ACK, for the first time. */
    void open(long now, TcpEffects out) {
        sentAt = now;
        send(now, out);
    }

    /** It was sent before there was a connection (RFC 4987 §3.6). */
    void resume(long now) {
        resumed = true;
        sentAt = now;
        tcb.timers.set(TcpTimers.RETRANSMIT, now + tcb.sender.rtt().rto());
    }

    /** Sends it again, because the peer seems not to have it. */
    void resend(long now, TcpEffects out) {
        retransmitted++;
        send(now, out);
    }

    private void send(long now, TcpEffects out) {
        tcb.output.syn(tcb.state == TcpState.SYN_RECEIVED, retransmitted > 0, now, out);
        tcb.timers.set(TcpTimers.RETRANSMIT, now + tcb.sender.rtt().rto());
    }

    /** The SYN was not answered in time. Returns whether to give up. */
    boolean onTimer(long now, TcpEffects out) {
        long limit = tcb.settings().userTimeout().toNanos();
        if (retransmitted >= tcb.settings().synRetries() || limit > 0 && now - sentAt >= limit) {
            return true;
        }
        tcb.sender.rtt().backOff();
        resend(now, out);
        return false;
    }

    /** Our SYN has been acknowledged by this segment. */
    void complete(TcpSegment segment, long now) {
        RttEstimator rtt = tcb.sender.rtt();
        if (retransmitted == 0 && !resumed) {
            rtt.sample(now - sentAt);
        } else if (!resumed && tcb.timestamps && segment.hasTimestamps && segment.tsEcr != 0) {
            int echoed = tcb.timestamp(now) - segment.tsEcr;
            if (echoed >= 0 && echoed <= (now - sentAt) / 1_000_000 + 1) {
                rtt.sample(echoed * 1_000_000L);
            }
        }
        tcb.timers.cancel(TcpTimers.RETRANSMIT);
        tcb.sender.start(segment, now);
        if (retransmitted > 0) {
            rtt.handshakeWasLossy(RTO_AFTER_LOSS);
            tcb.sender.congestion().onHandshakeLoss();
        }
    }
}
