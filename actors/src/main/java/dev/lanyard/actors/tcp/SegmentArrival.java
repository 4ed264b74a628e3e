package dev.lanyard.actors.tcp;

/** SEGMENT ARRIVES: what a segment does to a connection, by its state (RFC 9293 §3.10.7). */
final class SegmentArrival {
    private final TransmissionControlBlock tcb;
    private final TcpHandshake handshake;
    private final KeepAlive keepAlive;
    private final ConnectionEnd end;
    private final SegmentCheck check;

    SegmentArrival(TransmissionControlBlock tcb, TcpHandshake handshake, KeepAlive keepAlive, ConnectionEnd end) {
        this.tcb = tcb;
        this.handshake = handshake;
        this.keepAlive = keepAlive;
        this.end = end;
        check = new SegmentCheck(tcb);
    }

    /** Returns why the segment was dropped, or null. */
    TcpDrop process(TcpSegment segment, long now, TcpEffects out) {
        return switch (tcb.state) {
            case CLOSED -> TcpDrop.CLOSED;
            case SYN_SENT -> inSynSent(segment, now, out);
            case TIME_WAIT -> end.inTimeWait(segment, now, out);
            default -> synchronizedOrReceived(segment, now, out);
        };
    }

    /** RFC 9293 §3.10.7.3. */
    private TcpDrop inSynSent(TcpSegment segment, long now, TcpEffects out) {
        boolean hasAck = segment.has(TcpSegment.ACK);
        if (hasAck && segment.ack != tcb.sender.sndNxt()) {
            if (!segment.has(TcpSegment.RST)) {
                tcb.output.resetTo(segment, out);
            }
            return TcpDrop.BAD_ACK;
        }
        if (segment.has(TcpSegment.RST)) {
            if (!hasAck) {
                return TcpDrop.INEXACT_RESET;
            }
            end.finish(TcpFailure.REFUSED, out);
            return null;
        }
        if (!segment.has(TcpSegment.SYN)) {
            return TcpDrop.UNEXPECTED_IN_SYN_SENT;
        }
        handshake.negotiate(segment, now);
        if (!hasAck) {
            // simultaneous open
            tcb.state = TcpState.SYN_RECEIVED;
            handshake.open(now, out);
            return null;
        }
        establish(segment, now, out);
        tcb.receiver.acks().request();
        segment.seq++;
        segment.flags &= ~TcpSegment.SYN;
        return receive(segment, now, out);
    }

    private void establish(TcpSegment segment, long now, TcpEffects out) {
        tcb.state = end.isFinRequested() ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED;
        handshake.complete(segment, now);
        keepAlive.start(now);
        out.connected();
    }

    /** RFC 9293 §3.10.7.4: SYN_RECEIVED and everything behind it but TIME_WAIT. */
    private TcpDrop synchronizedOrReceived(TcpSegment segment, long now, TcpEffects out) {
        if (segment.has(TcpSegment.SYN) && !isCrossingSynAck(segment)) {
            return onSyn(segment, now, out);
        }
        TcpDrop drop = check.timestamp(segment, now, out);
        if (drop == null && segment.has(TcpSegment.RST)) {
            drop = check.reset(segment, now, out);
            if (drop == null) {
                end.finish(tcb.state == TcpState.SYN_RECEIVED ? TcpFailure.REFUSED : TcpFailure.RESET, out);
            }
            return drop;
        }
        if (drop == null) {
            drop = check.sequence(segment, now, out);
        }
        if (drop == null && tcb.state == TcpState.SYN_RECEIVED) {
            drop = completeReceived(segment, now, out);
        }
        if (drop == null) {
            drop = check.acknowledgment(segment, now, out);
        }
        if (drop != null) {
            return drop;
        }
        keepAlive.heard(now);
        if (segment.hasTimestamps && tcb.timestamps) {
            tcb.receiver.updateTsRecent(segment, now);
        }
        onAcknowledgment(segment, now, out);
        if (segment.has(TcpSegment.URG) && tcb.state.receives()) {
            tcb.receiver.onUrgent(segment);
        }
        return receive(segment, now, out);
    }

    /** In a simultaneous open both sides answer the other's SYN with a SYN-ACK (RFC 9293 §3.5, figure 7). */
    private boolean isCrossingSynAck(TcpSegment segment) {
        boolean crossing = tcb.state == TcpState.SYN_RECEIVED
                && segment.has(TcpSegment.ACK)
                && segment.seq == tcb.receiver.irs()
                && segment.ack == tcb.sender.sndNxt();
        if (crossing) {
            segment.seq++;
            segment.flags &= ~TcpSegment.SYN;
            // its window is not scaled: what it says in these units is at most what it is
            segment.window >>= tcb.sendScale;
        }
        return crossing;
    }

    /** RFC 5961 §4; a repeated first SYN means that our SYN-ACK was lost. */
    private TcpDrop onSyn(TcpSegment segment, long now, TcpEffects out) {
        boolean repeated =
                tcb.state == TcpState.SYN_RECEIVED && !segment.has(TcpSegment.ACK) && segment.seq == tcb.receiver.irs();
        if (repeated && handshake.retransmitted() <= tcb.settings().synRetries()) {
            handshake.resend(now, out);
        } else {
            check.challenge(now, out);
        }
        return TcpDrop.UNEXPECTED_SYN;
    }

    private TcpDrop completeReceived(TcpSegment segment, long now, TcpEffects out) {
        if (!segment.has(TcpSegment.ACK)) {
            return TcpDrop.MISSING_ACK;
        }
        if (segment.ack != tcb.sender.sndNxt()) {
            tcb.output.resetTo(segment, out);
            return TcpDrop.BAD_ACK;
        }
        establish(segment, now, out);
        return null;
    }

    private void onAcknowledgment(TcpSegment segment, long now, TcpEffects out) {
        tcb.sender.onAck(segment, now);
        if (tcb.sender.finAcknowledged()) {
            switch (tcb.state) {
                case FIN_WAIT_1 -> {
                    tcb.state = TcpState.FIN_WAIT_2;
                    end.limitFinWait(now);
                }
                case CLOSING -> end.enterTimeWait(now);
                case LAST_ACK -> end.finish(null, out);
                default -> {}
            }
        }
        if (tcb.state.sends() && tcb.sender.becameWritable()) {
            out.writable();
        }
    }

    /** Steps seven and eight: payload and FIN. */
    private TcpDrop receive(TcpSegment segment, long now, TcpEffects out) {
        if (segment.sequenceLength() == 0 || !tcb.state.receives()) {
            return null;
        }
        TcpReceiver receiver = tcb.receiver;
        if (end.isOrphaned() && segment.payloadLength > 0 && SeqNumber.greaterThan(segment.end(), receiver.rcvNxt())) {
            // RFC 9293 §3.6.1: the application has closed, and this can never be delivered
            tcb.output.reset(now, out);
            end.finish(TcpFailure.RESET, out);
            return TcpDrop.DATA_AFTER_CLOSE;
        }
        if (tcb.ecn.changes(segment) && receiver.acks().isPending()) {
            // RFC 8257 §3.2: an ACK that covers marked and unmarked segments would say the wrong thing of some
            tcb.output.ack(now, out);
        }
        tcb.ecn.onData(segment);
        int before = receiver.readable();
        int result = receiver.accept(segment);
        if (receiver.readable() > before) {
            out.readable();
        }
        if ((result & TcpReceiver.FINISHED) != 0) {
            onFin(now, out);
        } else if ((result & TcpReceiver.ADVANCED) == 0 && receiver.hasHole()) {
            // RFC 5681 §4.2: one duplicate ACK for each segment that does not fit
            tcb.output.ack(now, out);
        }
        if ((result & TcpReceiver.NO_MEMORY) != 0) {
            return TcpDrop.NO_MEMORY;
        }
        return (result & TcpReceiver.REFUSED) == 0 ? null : TcpDrop.TOO_MANY_HOLES;
    }

    private void onFin(long now, TcpEffects out) {
        switch (tcb.state) {
            case ESTABLISHED -> tcb.state = TcpState.CLOSE_WAIT;
            case FIN_WAIT_1 -> tcb.state = TcpState.CLOSING;
            default -> end.enterTimeWait(now);
        }
        out.remoteClosed();
    }
}
