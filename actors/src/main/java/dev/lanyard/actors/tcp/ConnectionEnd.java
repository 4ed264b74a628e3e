package dev.lanyard.actors.tcp;

/** How a connection ends: by FINs and TIME_WAIT, by a reset, or because somebody gives up (RFC 9293 §3.6, §3.10.4, §3.10.5). */
final class ConnectionEnd {
    private final TransmissionControlBlock tcb;
    private boolean finRequested;
    /** The application has closed: nobody reads what arrives. */
    private boolean orphaned;

    private TcpFailure softError;
    private long timeWaitSince;
    private TimeWait rest;

    ConnectionEnd(TransmissionControlBlock tcb) {
        this.tcb = tcb;
    }

    /** Whether the application sends no more. */
    boolean isFinRequested() {
        return finRequested;
    }

    /** Whether the application has closed. */
    boolean isOrphaned() {
        return orphaned;
    }

    /** Something went wrong that need not be the end; if it comes, this is why. */
    void suspect(TcpFailure failure) {
        softError = failure;
    }

    /** FIN follows what is queued. Returns whether that is news. */
    boolean requestFin() {
        if (finRequested) {
            return false;
        }
        finRequested = true;
        tcb.sender.queueFin();
        if (tcb.state == TcpState.ESTABLISHED) {
            tcb.state = TcpState.FIN_WAIT_1;
        } else if (tcb.state == TcpState.CLOSE_WAIT) {
            tcb.state = TcpState.LAST_ACK;
        }
        return true;
    }

    /** The application lets go. Returns whether a FIN may have to be sent now. */
    boolean close(long now, TcpEffects out) {
        if (orphaned || tcb.state == TcpState.CLOSED) {
            return false;
        }
        orphaned = true;
        if (tcb.state == TcpState.SYN_SENT) {
            finish(null, out);
            return false;
        }
        if (tcb.receiver.readable() > 0 && tcb.state != TcpState.TIME_WAIT) {
            // RFC 2525 §2.17: the peer must learn that its data was not read
            abort(now, out);
            return false;
        }
        boolean requested = requestFin();
        limitFinWait(now);
        if (tcb.state == TcpState.TIME_WAIT) {
            tcb.receiver.discard();
        }
        return requested;
    }

    /** In FIN_WAIT_2 without an application nobody but the peer could ever end the connection. */
    void limitFinWait(long now) {
        if (orphaned && tcb.state == TcpState.FIN_WAIT_2) {
            tcb.timers.set(
                    TcpTimers.LIFETIME, now + tcb.settings().finWaitTimeout().toNanos());
        }
    }

    /** Ends the connection at once: RST to a peer that may believe in it (RFC 9293 §3.10.5). */
    void abort(long now, TcpEffects out) {
        switch (tcb.state) {
            case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> tcb.output.reset(now, out);
            default -> {}
        }
        finish(TcpFailure.ABORTED, out);
    }

    /** The peer does not answer any more. */
    void giveUp(TcpEffects out) {
        finish(softError != null ? softError : TcpFailure.TIMED_OUT, out);
    }

    void finish(TcpFailure failure, TcpEffects out) {
        if (tcb.state == TcpState.CLOSED) {
            return;
        }
        tcb.state = TcpState.CLOSED;
        tcb.timers.clear();
        tcb.sender.discard();
        if (failure != null || orphaned) {
            tcb.receiver.discard();
        }
        out.closed(failure);
    }

    void enterTimeWait(long now) {
        tcb.state = TcpState.TIME_WAIT;
        tcb.timers.clear();
        tcb.sender.discard();
        if (orphaned) {
            tcb.receiver.discard();
        }
        timeWaitSince = now;
        tcb.timers.set(TcpTimers.LIFETIME, now + 2 * tcb.settings().msl().toNanos());
    }

    /** What is left in TIME_WAIT. */
    TimeWait timeWait(long addresses, int ports) {
        assert tcb.state == TcpState.TIME_WAIT;
        if (rest == null) {
            rest = new TimeWait(addresses, ports, tcb, timeWaitSince);
        }
        return rest;
    }

    /** A segment in TIME_WAIT. Returns why it was dropped, or null. */
    TcpDrop inTimeWait(TcpSegment segment, long now, TcpEffects out) {
        TcpSegment answer = new TcpSegment();
        TcpDrop drop = timeWait(0, 0).onSegment(segment, now, answer);
        if (segment.has(TcpSegment.FIN) && (drop == null || drop == TcpDrop.OUT_OF_WINDOW)) {
            rest.restart(now);
            tcb.timers.set(TcpTimers.LIFETIME, rest.deadline);
        }
        if (answer.flags != 0) {
            out.transmit(answer);
        }
        return drop;
    }
}
