package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One connection, from the first SYN to CLOSED (RFC 9293): state, segment and time in, effects out. It knows no clock, no
 * thread and no randomness. Whoever drives it
 *
 * <ul>
 *   <li>calls {@link #flush} after each batch of segments, when the application has written, and again as long as
 *       {@link #wantsFlush};
 *   <li>calls {@link #onTimer} at {@link #deadline}, which any call may change; a call too early does nothing.
 * </ul>
 *
 * <p>From TIME_WAIT on somebody else can go on with {@link #timeWait}, which is smaller; then {@link #retire} ends it.
 *
 * <p>Times are nanoseconds of a clock that never goes back and may start at 0.
 */
final class TcpConnection {
    private static final long TRIM_AFTER = 1_000_000_000;

    private final TransmissionControlBlock tcb;
    private final TcpHandshake handshake;
    private final SegmentCheck check;
    private final KeepAlive keepAlive;
    private boolean finRequested;
    /** The application has closed: nobody reads what arrives. */
    private boolean orphaned;

    private TcpFailure softError;
    private long segmentsIn;
    private long lastActivity;
    private long timeWaitSince;
    private TimeWait rest;

    private TcpConnection(TcpParameters parameters, boolean passive) {
        tcb = new TransmissionControlBlock(parameters, passive ? TcpState.SYN_RECEIVED : TcpState.SYN_SENT);
        handshake = new TcpHandshake(tcb);
        check = new SegmentCheck(tcb);
        keepAlive = new KeepAlive(tcb);
    }

    /** A connection that will call. */
    static TcpConnection active(TcpParameters parameters) {
        return new TcpConnection(parameters, false);
    }

    /** A connection that answers the SYN. */
    static TcpConnection passive(TcpParameters parameters, TcpSegment syn, long now) {
        TcpConnection connection = new TcpConnection(parameters, true);
        connection.handshake.negotiate(syn, now);
        return connection;
    }

    /** Sends the SYN, or the SYN-ACK. */
    void open(long now, TcpEffects out) {
        lastActivity = now;
        handshake.open(now, out);
    }

    /** Instead of {@link #open}: a SYN-ACK that carried a cookie has been sent already, and the next segment answers it. */
    void resume(long now) {
        lastActivity = now;
        handshake.resume(now);
    }

    TcpState state() {
        return tcb.state;
    }

    TcpSettings settings() {
        return tcb.settings();
    }

    /** When {@link #onTimer} wants to be called: {@link Long#MAX_VALUE} for never. */
    long deadline() {
        return tcb.timers.earliest();
    }

    /** Whether there is more to send than one turn allows. */
    boolean wantsFlush() {
        return tcb.sender.wantsMore();
    }

    /** Processes one segment. Its answer may wait for {@link #flush}. Returns null, or why it was dropped. */
    TcpDrop onSegment(TcpSegment segment, long now, TcpEffects out) {
        segmentsIn++;
        lastActivity = now;
        return switch (tcb.state) {
            case CLOSED -> TcpDrop.CLOSED;
            case SYN_SENT -> inSynSent(segment, now, out);
            case TIME_WAIT -> inTimeWait(segment, now, out);
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
            finish(TcpFailure.REFUSED, out);
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
        tcb.receiver.requestAck();
        segment.seq++;
        segment.flags &= ~TcpSegment.SYN;
        return receive(segment, now, out);
    }

    private void establish(TcpSegment segment, long now, TcpEffects out) {
        tcb.state = finRequested ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED;
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
                finish(tcb.state == TcpState.SYN_RECEIVED ? TcpFailure.REFUSED : TcpFailure.RESET, out);
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
                    limitFinWait(now);
                }
                case CLOSING -> enterTimeWait(now);
                case LAST_ACK -> finish(null, out);
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
        if (orphaned && segment.payloadLength > 0 && SeqNumber.greaterThan(segment.end(), receiver.rcvNxt())) {
            // RFC 9293 §3.6.1: the application has closed, and this can never be delivered
            tcb.output.reset(now, out);
            finish(TcpFailure.RESET, out);
            return TcpDrop.DATA_AFTER_CLOSE;
        }
        if (tcb.ecn.changes(segment) && receiver.ackIsPending()) {
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
            default -> enterTimeWait(now);
        }
        out.remoteClosed();
    }

    private void enterTimeWait(long now) {
        tcb.state = TcpState.TIME_WAIT;
        tcb.timers.clear();
        tcb.sender.discard();
        if (orphaned) {
            tcb.receiver.discard();
        }
        timeWaitSince = now;
        tcb.timers.set(TcpTimers.LIFETIME, now + 2 * tcb.settings().msl().toNanos());
    }

    /** What is left of a connection in TIME_WAIT, once {@link #flush} has sent its last ACK. */
    TimeWait timeWait(long addresses, int ports) {
        assert tcb.state == TcpState.TIME_WAIT;
        if (rest == null) {
            rest = new TimeWait(addresses, ports, tcb, timeWaitSince);
        }
        return rest;
    }

    private TcpDrop inTimeWait(TcpSegment segment, long now, TcpEffects out) {
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

    /** Somebody else goes on in TIME_WAIT. */
    void retire(TcpEffects out) {
        assert tcb.state == TcpState.TIME_WAIT;
        finish(null, out);
    }

    /** Sends what may be sent, and the ACK that is due. */
    void flush(long now, TcpEffects out) {
        if (tcb.state == TcpState.CLOSED || tcb.state.opening()) {
            return;
        }
        tcb.sender.output(now, out);
        if (tcb.receiver.ackIsDue()) {
            tcb.output.ack(now, out);
        } else if (tcb.receiver.ackIsPending()) {
            tcb.timers.setIfIdle(
                    TcpTimers.DELAYED_ACK, now + tcb.settings().delayedAck().toNanos());
        }
        if (holdsIdleMemory()) {
            tcb.timers.setIfIdle(TcpTimers.TRIM, now + TRIM_AFTER);
        }
    }

    private boolean holdsIdleMemory() {
        return tcb.sender.buffer().length() == 0
                && tcb.receiver.readable() == 0
                && (tcb.sender.holdsMemory() || tcb.receiver.holdsMemory());
    }

    /** Does what is due. */
    void onTimer(long now, TcpEffects out) {
        TcpTimers timers = tcb.timers;
        boolean gaveUp = false;
        if (timers.expire(TcpTimers.REORDERING, now)) {
            tcb.sender.timers().onReordering(now, out);
        }
        if (timers.expire(TcpTimers.PROBE, now)) {
            tcb.sender.timers().onProbe(now, out);
        }
        if (timers.expire(TcpTimers.RETRANSMIT, now)) {
            gaveUp = tcb.state.opening()
                    ? handshake.onTimer(now, out)
                    : tcb.sender.timers().onRetransmit(now, out);
        }
        if (timers.expire(TcpTimers.PERSIST, now)) {
            gaveUp |= tcb.sender.timers().onPersist(now, out);
        }
        if (timers.expire(TcpTimers.OVERRIDE, now)) {
            tcb.sender.onOverrideTimer(now, out);
        }
        if (timers.expire(TcpTimers.DELAYED_ACK, now)) {
            tcb.receiver.requestAck();
        }
        if (timers.expire(TcpTimers.KEEP_ALIVE, now)) {
            gaveUp |= keepAlive.onTimer(now, out);
        }
        if (timers.expire(TcpTimers.TRIM, now)) {
            trim(now);
        }
        if (gaveUp) {
            finish(softError != null ? softError : TcpFailure.TIMED_OUT, out);
        } else if (timers.expire(TcpTimers.LIFETIME, now)) {
            finish(null, out);
        }
        flush(now, out);
    }

    private void trim(long now) {
        if (holdsIdleMemory()) {
            if (now - lastActivity >= TRIM_AFTER) {
                tcb.sender.trim();
                tcb.receiver.trim();
            } else {
                tcb.timers.set(TcpTimers.TRIM, lastActivity + TRIM_AFTER);
            }
        }
    }

    /**
     * Takes what fits into the send buffer. What does not fit can follow after {@link TcpEffects#writable}.
     *
     * @return bytes taken; 0 also if the connection does not send, for which see {@link #state}
     */
    int send(ByteBuffer source, long now, TcpEffects out) {
        if (finRequested || !tcb.state.sends() && !tcb.state.opening()) {
            return 0;
        }
        lastActivity = now;
        int count = tcb.sender.write(source);
        if (!tcb.state.opening()) {
            tcb.sender.output(now, out);
        }
        return count;
    }

    /**
     * Takes a byte into the send buffer and tells the peer that it is urgent, even if its window is closed (RFC 6093).
     *
     * @return bytes taken: 0 or 1
     */
    int sendUrgent(ByteBuffer octet, long now, TcpEffects out) {
        if (finRequested || !tcb.state.sends() && !tcb.state.opening()) {
            return 0;
        }
        lastActivity = now;
        int count = tcb.sender.write(octet);
        if (count > 0) {
            tcb.output.urgent(tcb.sender.end());
        }
        if (!tcb.state.opening()) {
            long before = tcb.output.segments();
            tcb.sender.output(now, out);
            if (count > 0 && tcb.output.segments() == before) {
                tcb.output.ack(now, out);
            }
        }
        return count;
    }

    /** The peer's urgent byte, unless it is {@linkplain #urgentInline inline}: once, and -1 until there is one. */
    int receiveUrgent() {
        return tcb.receiver.takeUrgent();
    }

    /** Whether the next byte to be received is the urgent one. */
    boolean atMark() {
        return tcb.receiver.atMark();
    }

    /**
     * Moves received bytes to the target; may tell the peer that there is room again.
     *
     * @return bytes moved, 0 if there are none now, -1 if none will come
     */
    int receive(ByteBuffer target, long now, TcpEffects out) {
        int count = tcb.receiver.take(target, now);
        if (count == 0) {
            boolean ended = tcb.receiver.finReceived() || tcb.state == TcpState.CLOSED;
            return ended && target.hasRemaining() && tcb.receiver.readable() == 0 ? -1 : 0;
        }
        lastActivity = now;
        if (tcb.state.receives() && tcb.receiver.wantsWindowUpdate()) {
            tcb.output.ack(now, out);
        }
        return count;
    }

    /**
     * Says where the application waits for data, for the segments up to {@link #endDelivery}: what arrives in order is copied
     * there without a stay in the receive buffer.
     *
     * @param target null if the application does not wait
     */
    void deliverTo(ByteBuffer target) {
        tcb.receiver.deliverTo(target);
    }

    /** Returns how many bytes the target got; the application has read them with that. */
    int endDelivery(long now) {
        return tcb.receiver.endDelivery(now);
    }

    /** Bytes that can be received now. */
    int readable() {
        return tcb.receiver.readable();
    }

    /** Whether the peer has closed and everything before that has been received by the application. */
    boolean isExhausted() {
        return tcb.receiver.finReceived() && tcb.receiver.readable() == 0;
    }

    /** Whether everything sent, with the FIN if there is one, has been acknowledged. */
    boolean isDrained() {
        return tcb.sender.isDrained();
    }

    void noDelay(boolean on, long now, TcpEffects out) {
        tcb.noDelay = on;
        if (on) {
            flush(now, out);
        }
    }

    boolean noDelay() {
        return tcb.noDelay;
    }

    void keepAlive(boolean on, long now) {
        keepAlive.set(on, now);
    }

    void urgentInline(boolean on) {
        tcb.receiver.urgentInline(on);
    }

    void sendBuffer(int bytes) {
        tcb.sender.capacity(bytes);
    }

    void receiveBuffer(int bytes, long now, TcpEffects out) {
        tcb.receiver.capacity(bytes);
        if (tcb.state.receives() && tcb.receiver.wantsWindowUpdate()) {
            tcb.output.ack(now, out);
        }
    }

    /** The options as they are now. */
    TcpOptions options(Duration linger) {
        return new TcpOptions(
                tcb.noDelay,
                keepAlive.isOn(),
                linger,
                tcb.sender.capacity(),
                tcb.receiver.capacity(),
                tcb.receiver.urgentInline(),
                tcb.settings().reuseAddress());
    }

    /** The application sends no more: FIN follows what is queued. */
    void shutdownOutput(long now, TcpEffects out) {
        if (finRequested) {
            return;
        }
        finRequested = true;
        tcb.sender.queueFin();
        if (tcb.state == TcpState.ESTABLISHED) {
            tcb.state = TcpState.FIN_WAIT_1;
        } else if (tcb.state == TcpState.CLOSE_WAIT) {
            tcb.state = TcpState.LAST_ACK;
        }
        flush(now, out);
    }

    /** The application neither sends nor receives any more. What is queued still goes out. */
    void close(long now, TcpEffects out) {
        if (orphaned || tcb.state == TcpState.CLOSED) {
            return;
        }
        orphaned = true;
        if (tcb.state == TcpState.SYN_SENT) {
            finish(null, out);
        } else if (tcb.receiver.readable() > 0 && tcb.state != TcpState.TIME_WAIT) {
            // RFC 2525 §2.17: the peer must learn that its data was not read
            abort(now, out);
        } else {
            shutdownOutput(now, out);
            limitFinWait(now);
            if (tcb.state == TcpState.TIME_WAIT) {
                tcb.receiver.discard();
            }
        }
    }

    private void limitFinWait(long now) {
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

    private void finish(TcpFailure failure, TcpEffects out) {
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

    /** Gives everything back that it holds of its node. It must not be used any more. */
    void release() {
        tcb.sender.discard();
        tcb.receiver.discard();
    }

    /** Larger packets than this do not reach the peer (RFC 1191). Larger values than the one known are ignored. */
    void onPathMtu(int mtu, long now, TcpEffects out) {
        if (tcb.mss == 0 || tcb.state == TcpState.CLOSED || tcb.state == TcpState.TIME_WAIT) {
            return;
        }
        int mss = Math.max(TcpParameters.MIN_MSS, mtu - TcpParameters.HEADERS);
        if (handshake.limitSegments(mss)) {
            tcb.sender.onSmallerSegments(now, out);
        }
    }

    /**
     * An ICMP error quotes a segment of this connection (RFC 5927 §4).
     *
     * @param hard whether retrying is pointless; even so it ends only a connection that is not yet open
     * @param quotedSeq sequence number of the quoted segment
     * @return whether the quote is one that we can have sent
     */
    boolean onIcmpError(TcpFailure failure, boolean hard, int quotedSeq, TcpEffects out) {
        if (!quotes(quotedSeq)) {
            return false;
        }
        if (hard && tcb.state.opening()) {
            finish(failure, out);
        } else {
            softError = failure;
        }
        return true;
    }

    /** Whether a sequence number quoted by an ICMP error is one that we can have sent and that is still in flight. */
    boolean quotes(int quotedSeq) {
        return SeqNumber.inRange(quotedSeq, tcb.sender.sndUna(), tcb.sender.sndMax());
    }

    /** Segments sent again so far. */
    long retransmits() {
        return tcb.sender.totalRetransmits() + handshake.retransmitted();
    }

    /** Expiries of the retransmission timer so far. */
    long timeouts() {
        return tcb.sender.timers().totalTimeouts();
    }

    /** Fast recoveries begun so far. */
    long recoveries() {
        return tcb.sender.recovery() == null ? 0 : tcb.sender.recovery().recoveries();
    }

    TcpInfo info() {
        return TcpInfo.of(tcb, segmentsIn, retransmits());
    }
}
