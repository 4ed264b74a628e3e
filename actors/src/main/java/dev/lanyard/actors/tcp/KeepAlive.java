package dev.lanyard.actors.tcp;

import java.time.Duration;

/** Probes a peer that has been silent for long, and notices when it does not answer (RFC 9293 §3.8.4). */
final class KeepAlive {
    /** For an application that asks for probes without saying when (RFC 1122 §4.2.3.6). */
    private static final Duration DEFAULT_IDLE = Duration.ofHours(2);

    private final TransmissionControlBlock tcb;
    private long idle;
    private long interval;
    private int probes;
    private boolean on;
    private long lastHeard;
    private int unanswered;

    KeepAlive(TransmissionControlBlock tcb) {
        this.tcb = tcb;
        Duration chosen = tcb.settings().keepAliveIdle();
        on = !chosen.isZero();
        idle = (on ? chosen : DEFAULT_IDLE).toNanos();
        interval = tcb.settings().keepAliveInterval().toNanos();
        probes = tcb.settings().keepAliveProbes();
    }

    Duration idle() {
        return Duration.ofNanos(idle);
    }

    Duration interval() {
        return Duration.ofNanos(interval);
    }

    int probes() {
        return probes;
    }

    /** TCP_KEEPIDLE; counts from now on. */
    void idle(Duration time, long now) {
        idle = time.toNanos();
        set(on, now);
    }

    /** TCP_KEEPINTERVAL. */
    void interval(Duration time) {
        interval = time.toNanos();
    }

    /** TCP_KEEPCOUNT. */
    void probes(int count) {
        probes = count;
    }

    /** The connection is established. */
    void start(long now) {
        lastHeard = now;
        arm(now);
    }

    boolean isOn() {
        return on;
    }

    /** Switches probes on or off. */
    void set(boolean wanted, long now) {
        on = wanted;
        boolean open = !tcb.state.opening() && tcb.state != TcpState.TIME_WAIT && tcb.state != TcpState.CLOSED;
        if (open) {
            arm(now);
        }
    }

    private void arm(long now) {
        if (on) {
            tcb.timers.set(TcpTimers.KEEP_ALIVE, now + idle);
        } else {
            tcb.timers.cancel(TcpTimers.KEEP_ALIVE);
        }
    }

    /** The peer has sent something that is acceptable. */
    void heard(long now) {
        lastHeard = now;
        unanswered = 0;
    }

    /** Returns whether to give up. */
    boolean onTimer(long now, TcpEffects out) {
        // data in flight has a timer of its own
        boolean busy = !tcb.sender.queue().isEmpty();
        if (busy || now - lastHeard < idle) {
            tcb.timers.set(TcpTimers.KEEP_ALIVE, (busy ? now : lastHeard) + idle);
            return false;
        }
        if (unanswered >= probes) {
            tcb.output.reset(now, out);
            return true;
        }
        unanswered++;
        tcb.output.keepAliveProbe(now, out);
        tcb.timers.set(TcpTimers.KEEP_ALIVE, now + interval);
        return false;
    }
}
