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
    private final TransmissionControlBlock tcb;
    private final TcpHandshake handshake;
    private final KeepAlive keepAlive;
    private final ConnectionEnd end;
    private final SegmentArrival arrival;
    private final IdleMemory memory;
    private long segmentsIn;

    private TcpConnection(TcpParameters parameters, boolean passive) {
        tcb = new TransmissionControlBlock(parameters, passive ? TcpState.SYN_RECEIVED : TcpState.SYN_SENT);
        handshake = new TcpHandshake(tcb);
        keepAlive = new KeepAlive(tcb);
        end = new ConnectionEnd(tcb);
        arrival = new SegmentArrival(tcb, handshake, keepAlive, end);
        memory = new IdleMemory(tcb);
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
        memory.touch(now);
        handshake.open(now, out);
    }

    /** Instead of {@link #open}: a SYN-ACK that carried a cookie has been sent already, and the next segment answers it. */
    void resume(long now) {
        memory.touch(now);
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
        memory.touch(now);
        return arrival.process(segment, now, out);
    }

    /** What is left of a connection in TIME_WAIT, once {@link #flush} has sent its last ACK. */
    TimeWait timeWait(long addresses, int ports) {
        return end.timeWait(addresses, ports);
    }

    /** Somebody else goes on in TIME_WAIT. */
    void retire(TcpEffects out) {
        assert tcb.state == TcpState.TIME_WAIT;
        end.finish(null, out);
    }

    /** Sends what may be sent, and the ACK that is due. */
    void flush(long now, TcpEffects out) {
        if (tcb.state == TcpState.CLOSED || tcb.state.opening()) {
            return;
        }
        if (tcb.pathMtu.hasNews()) {
            // first: what the layer below believes to be too large it does not send
            tcb.pathMtu.tell(out);
        }
        tcb.sender.output(now, out);
        if (tcb.receiver.ackIsDue()) {
            tcb.output.ack(now, out);
        } else if (tcb.receiver.acks().isPending()) {
            tcb.timers.setIfIdle(
                    TcpTimers.DELAYED_ACK, now + tcb.settings().delayedAck().toNanos());
        }
        memory.arm(now);
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
            tcb.receiver.acks().request();
        }
        if (timers.expire(TcpTimers.KEEP_ALIVE, now)) {
            gaveUp |= keepAlive.onTimer(now, out);
        }
        if (timers.expire(TcpTimers.TRIM, now)) {
            memory.onTimer(now);
        }
        if (gaveUp) {
            end.giveUp(out);
        } else if (timers.expire(TcpTimers.LIFETIME, now)) {
            end.finish(null, out);
        }
        flush(now, out);
    }

    /**
     * Takes what fits into the send buffer. What does not fit can follow after {@link TcpEffects#writable}.
     *
     * @return bytes taken; 0 also if the connection does not send, for which see {@link #state}
     */
    int send(ByteBuffer source, long now, TcpEffects out) {
        if (end.isFinRequested() || !tcb.state.sends() && !tcb.state.opening()) {
            return 0;
        }
        memory.touch(now);
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
        if (end.isFinRequested() || !tcb.state.sends() && !tcb.state.opening()) {
            return 0;
        }
        memory.touch(now);
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
        memory.touch(now);
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

    /** Changes an option, but for linger, which is no matter of the protocol. */
    void set(TcpOption option, long now, TcpEffects out) {
        if (option instanceof TcpOption.NoDelay noDelay) {
            tcb.noDelay = noDelay.on();
            if (tcb.noDelay) {
                flush(now, out);
            }
        } else if (option instanceof TcpOption.KeepAlive switched) {
            keepAlive.set(switched.on(), now);
        } else if (option instanceof TcpOption.KeepAliveIdle idle) {
            keepAlive.idle(idle.time(), now);
        } else if (option instanceof TcpOption.KeepAliveInterval interval) {
            keepAlive.interval(interval.time());
        } else if (option instanceof TcpOption.KeepAliveProbes probes) {
            keepAlive.probes(probes.count());
        } else if (option instanceof TcpOption.SendBuffer size) {
            tcb.sender.capacity(size.bytes());
        } else if (option instanceof TcpOption.ReceiveBuffer size) {
            tcb.receiver.capacity(size.bytes());
            if (tcb.state.receives() && tcb.receiver.wantsWindowUpdate()) {
                tcb.output.ack(now, out);
            }
        } else if (option instanceof TcpOption.UrgentInline urgent) {
            tcb.receiver.urgent().inline(urgent.on());
        } else if (option instanceof TcpOption.TrafficClass octet) {
            tcb.marks = tcb.marks.withTrafficClass(octet.octet());
        } else if (option instanceof TcpOption.TimeToLive hops) {
            tcb.marks = tcb.marks.withTtl(hops.hops());
        }
    }

    /** What the IP headers of its segments are to say. */
    IpMarks marks() {
        return tcb.marks;
    }

    /** The options as they are now. */
    TcpOptions options(Duration linger) {
        return new TcpOptions(
                tcb.noDelay,
                keepAlive.isOn(),
                keepAlive.idle(),
                keepAlive.interval(),
                keepAlive.probes(),
                linger,
                tcb.sender.capacity(),
                tcb.receiver.capacity(),
                tcb.receiver.urgent().isInline(),
                tcb.marks,
                tcb.settings().reuseAddress());
    }

    /** The application sends no more: FIN follows what is queued. */
    void shutdownOutput(long now, TcpEffects out) {
        if (end.requestFin()) {
            flush(now, out);
        }
    }

    /** The application neither sends nor receives any more. What is queued still goes out. */
    void close(long now, TcpEffects out) {
        if (end.close(now, out)) {
            flush(now, out);
        }
    }

    /** Ends the connection at once: RST to a peer that may believe in it (RFC 9293 §3.10.5). */
    void abort(long now, TcpEffects out) {
        end.abort(now, out);
    }

    /** Gives everything back that it holds of its node. It must not be used any more. */
    void release() {
        tcb.sender.discard();
        tcb.receiver.discard();
    }

    /**
     * Larger packets than this do not reach the peer (RFC 1191), somebody says.
     *
     * @param quotedSeq sequence number of a segment that was too large
     * @return whether that is believed: not if the segment is none that is in flight (RFC 5927 §4), nor if no path is so narrow
     */
    boolean onPathMtu(int mtu, int quotedSeq, long now, TcpEffects out) {
        if (tcb.mss == 0 || tcb.state == TcpState.CLOSED || tcb.state == TcpState.TIME_WAIT || !quotes(quotedSeq)) {
            return false;
        }
        int before = tcb.mss;
        boolean believed = tcb.pathMtu.onPathMtu(mtu, quotedSeq, now);
        if (tcb.mss < before) {
            tcb.sender.onSmallerSegments(now, out);
        } else if (believed) {
            tcb.sender.output(now, out);
        }
        return believed;
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
            end.finish(failure, out);
        } else {
            end.suspect(failure);
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
