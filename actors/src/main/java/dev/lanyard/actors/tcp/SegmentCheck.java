package dev.lanyard.actors.tcp;

/**
 * Which segments a connection believes (RFC 9293 §3.10.7.4, steps one to five, with RFC 5961 and RFC 7323 §5). What it does
 * not believe it may answer with an ACK, for which there are two budgets: challenges, which an attacker draws, and answers to
 * old segments, which a confused but honest peer needs.
 */
final class SegmentCheck {
    private final TransmissionControlBlock tcb;
    private final AckBudget challenges = new AckBudget(10, 100_000_000);
    private final AckBudget answers = new AckBudget(64, 5_000_000);

    SegmentCheck(TransmissionControlBlock tcb) {
        this.tcb = tcb;
    }

    /** RFC 5961 §7: an ACK with SND.NXT and RCV.NXT, if the budgets of connection and node have one left. */
    void challenge(long now, TcpEffects out) {
        if (challenges.take(now) && tcb.parameters.node().challenge(now)) {
            tcb.output.ack(now, out);
        }
    }

    /** An ACK that tells a peer where we are, if the budget has one left. */
    void answer(long now, TcpEffects out) {
        if (answers.take(now)) {
            tcb.output.ack(now, out);
        }
    }

    /** RFC 7323 §5.3 R1. */
    TcpDrop timestamp(TcpSegment segment, long now, TcpEffects out) {
        if (!tcb.timestamps || segment.has(TcpSegment.RST)) {
            return null;
        }
        if (!segment.hasTimestamps) {
            return TcpDrop.MISSING_TIMESTAMP;
        }
        if (tcb.receiver.isOld(segment, now)) {
            answer(now, out);
            return TcpDrop.PAWS;
        }
        return null;
    }

    /** The sequence number of anything but RST and SYN. */
    TcpDrop sequence(TcpSegment segment, long now, TcpEffects out) {
        TcpReceiver receiver = tcb.receiver;
        if (receiver.acceptable(segment)) {
            return null;
        }
        if (receiver.window() == 0 && segment.seq == receiver.rcvNxt()) {
            // the window is closed: the ACK counts, and the ACK in return is owed (RFC 9293 §3.10.7.4)
            return null;
        }
        receiver.onUnacceptable(segment);
        answer(now, out);
        return TcpDrop.OUT_OF_WINDOW;
    }

    /** RFC 5961 §3.2. Returns null if the reset is to be believed. */
    TcpDrop reset(TcpSegment segment, long now, TcpEffects out) {
        TcpReceiver receiver = tcb.receiver;
        int distance = segment.seq - receiver.rcvNxt();
        if (distance == 0) {
            return null;
        }
        if (distance > 0 && distance < receiver.window()) {
            challenge(now, out);
            return TcpDrop.INEXACT_RESET;
        }
        return TcpDrop.OUT_OF_WINDOW;
    }

    /** RFC 5961 §5.2. */
    TcpDrop acknowledgment(TcpSegment segment, long now, TcpEffects out) {
        if (!segment.has(TcpSegment.ACK)) {
            return TcpDrop.MISSING_ACK;
        }
        TcpSender sender = tcb.sender;
        boolean tooOld = SeqNumber.lessThan(segment.ack, sender.sndUna() - sender.maxSndWnd());
        if (tooOld || SeqNumber.greaterThan(segment.ack, sender.sndMax())) {
            challenge(now, out);
            return TcpDrop.BAD_ACK;
        }
        return null;
    }
}
