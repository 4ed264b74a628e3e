package dev.lanyard.actors.tcp;

/**
 * What the sender does when nothing is heard: retransmits what is in flight, or probes a window that holds everything back.
 * Of RETRANSMIT, PERSIST and OVERRIDE one at most is set.
 */
final class SendTimers {
    private static final long OVERRIDE_TIMEOUT = 200_000_000;

    private final TransmissionControlBlock tcb;
    private final RttEstimator rtt;
    /** When the oldest unacknowledged data was first sent, progress was last made, or the window closed. */
    private long stalledSince;

    private int timeouts;
    private int unanswered;
    private int probeBackoff;
    private long totalTimeouts;
    private long totalProbes;

    SendTimers(TransmissionControlBlock tcb) {
        this.tcb = tcb;
        TcpSettings settings = tcb.settings();
        rtt = new RttEstimator(
                settings.initialRto().toNanos(),
                settings.minRto().toNanos(),
                settings.maxRto().toNanos());
    }

    RttEstimator rtt() {
        return rtt;
    }

    long totalTimeouts() {
        return totalTimeouts;
    }

    long totalProbes() {
        return totalProbes;
    }

    long stalledSince() {
        return stalledSince;
    }

    /** Something is sent, and nothing was in flight. */
    void sendingResumes(long now) {
        stalledSince = now;
    }

    /** The peer has acknowledged something, new or not. */
    void heard() {
        unanswered = 0;
    }

    /** SND.UNA has advanced (RFC 6298 (5.2), (5.3)). */
    void progressed(boolean drained, long now) {
        timeouts = 0;
        stalledSince = now;
        if (drained) {
            tcb.timers.cancel(TcpTimers.RETRANSMIT);
        } else {
            restart(now);
        }
    }

    void restart(long now) {
        tcb.timers.set(TcpTimers.RETRANSMIT, now + rtt.rto());
    }

    /** Something is in flight. */
    void armRetransmit(long now) {
        tcb.timers.setIfIdle(TcpTimers.RETRANSMIT, now + rtt.rto());
        tcb.timers.cancel(TcpTimers.PERSIST);
        tcb.timers.cancel(TcpTimers.OVERRIDE);
        probeBackoff = 0;
    }

    /** Nothing is in flight, and nothing waits to be. */
    void rest() {
        tcb.timers.cancel(TcpTimers.RETRANSMIT);
        tcb.timers.cancel(TcpTimers.PERSIST);
        tcb.timers.cancel(TcpTimers.OVERRIDE);
    }

    /** Nothing is in flight, and the window is closed. */
    void armPersist(long now) {
        tcb.timers.cancel(TcpTimers.RETRANSMIT);
        if (!tcb.timers.isSet(TcpTimers.PERSIST)) {
            stalledSince = probeBackoff == 0 ? now : stalledSince;
            tcb.timers.set(TcpTimers.PERSIST, now + rtt.backedOff(probeBackoff));
        }
    }

    /** Nothing is in flight, and the window is too small to be worth sending into. */
    void armOverride(long now) {
        tcb.timers.cancel(TcpTimers.RETRANSMIT);
        tcb.timers.cancel(TcpTimers.PERSIST);
        probeBackoff = 0;
        tcb.timers.setIfIdle(TcpTimers.OVERRIDE, now + OVERRIDE_TIMEOUT);
    }

    /** What is late may be reordered, for a time (RFC 8985 §6.2 step 5). */
    void armReordering(long now) {
        long wait = tcb.sender.recovery().reorderingTimeout();
        if (wait > 0) {
            tcb.timers.set(TcpTimers.REORDERING, now + wait);
        } else {
            tcb.timers.cancel(TcpTimers.REORDERING);
        }
    }

    /** RFC 8985 §7.2: while nothing seems lost, probe before the retransmission timer concludes that all is. */
    void armProbe(long now) {
        TcpTimers timers = tcb.timers;
        if (!tcb.selectiveAcks
                || !tcb.settings().tailLossProbes()
                || !rtt.hasSample()
                || !tcb.sender.recovery().mayProbe()) {
            timers.cancel(TcpTimers.PROBE);
            return;
        }
        boolean lone = tcb.sender.queue().outstanding() <= tcb.mss;
        long timeout = TailLossProbe.timeout(rtt.srtt(), lone);
        timers.set(TcpTimers.PROBE, Math.min(now + timeout, timers.get(TcpTimers.RETRANSMIT)));
    }

    /** REORDERING expired: what was waited for is late enough to be lost. */
    void onReordering(long now, TcpEffects out) {
        if (tcb.sender.recovery().detect(now)) {
            restart(now);
        }
        armReordering(now);
        tcb.sender.output(now, out);
    }

    /** PROBE expired (RFC 8985 §7.3): a segment goes out, and a full timeout for its answer begins. */
    void onProbe(long now, TcpEffects out) {
        if (tcb.sender.probeTail(now, out)) {
            totalProbes++;
            restart(now);
        }
    }

    /** RETRANSMIT expired (RFC 6298 (5.4) to (5.7)). Returns whether to give up. */
    boolean onRetransmit(long now, TcpEffects out) {
        // a peer that shrank its window to nothing and still answers is alive (RFC 9293 §3.8.6)
        boolean alive = tcb.sender.sndWnd() == 0 && unanswered == 0;
        timeouts = alive ? 1 : timeouts + 1;
        if (timeouts > tcb.settings().retries() || userTimeoutPassed(now)) {
            return true;
        }
        unanswered++;
        totalTimeouts++;
        tcb.timers.cancel(TcpTimers.PROBE);
        tcb.timers.cancel(TcpTimers.REORDERING);
        int front = Math.min(tcb.sender.queue().length(0), tcb.mss);
        tcb.pathMtu.onTimeout(timeouts, front, now);
        tcb.sender.recovery().onTimeout(timeouts == 1, now);
        rtt.backOff();
        restart(now);
        tcb.sender.output(now, out);
        return false;
    }

    /** PERSIST expired (RFC 9293 §3.8.6.1). Returns whether to give up. */
    boolean onPersist(long now, TcpEffects out) {
        if (unanswered > tcb.settings().retries() || userTimeoutPassed(now)) {
            return true;
        }
        unanswered++;
        probeBackoff++;
        totalProbes++;
        tcb.sender.probeWindow(now, out);
        armPersist(now);
        return false;
    }

    private boolean userTimeoutPassed(long now) {
        long limit = tcb.settings().userTimeout().toNanos();
        return limit > 0 && now - stalledSince >= limit;
    }
}
