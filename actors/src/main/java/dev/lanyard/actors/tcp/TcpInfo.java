package dev.lanyard.actors.tcp;

/**
 * A connection's figures at one moment. Times are nanoseconds, amounts bytes unless they say otherwise.
 *
 * @param congestionControl name of the algorithm
 * @param mss payload of a full segment
 * @param cwnd congestion window
 * @param ssthresh slow start threshold
 * @param inFlight sent, and thought to be in the network
 * @param unacknowledged sent and not acknowledged
 * @param sendWindow what the peer lets us send, from SND.UNA
 * @param receiveWindow what we let the peer send, from RCV.NXT
 * @param sendQueue in the send buffer, sent or not
 * @param receiveQueue waiting for the application
 * @param outOfOrder intervals waiting for what is missing in front of them
 * @param srtt smoothed round-trip time, -1 before the first sample
 * @param rttvar its mean deviation
 * @param minRtt smallest sample, or {@link Long#MAX_VALUE}
 * @param rto retransmission timeout
 * @param segmentsIn segments received
 * @param segmentsOut segments sent
 * @param bytesIn payload received in order
 * @param bytesAcknowledged payload that the peer has acknowledged
 * @param retransmits segments sent again
 * @param timeouts expiries of the retransmission timer
 * @param recoveries fast recoveries begun
 * @param undone reductions taken back, since nothing was lost (RFC 4015)
 * @param duplicatesReported segments that the peer reports to have received twice (RFC 2883)
 * @param probes probes of a closed window or of the end of a flight (RFC 8985 §7)
 * @param pathMtu bytes of the packets that segments are made for
 * @param mtuProbes probes of a larger path MTU sent (RFC 4821)
 * @param mtuProbesLost of those, how many were lost or refused
 * @param blackHoles times that segments became smaller because full-sized ones were lost again and again
 * @param deliveryRate bytes a second that the path delivered in a recent round trip, 0 before the first
 * @param deliveryRateLimited whether that may be what the application sent, and not what the path could do
 */
public record TcpInfo(
        TcpState state,
        String congestionControl,
        int mss,
        int cwnd,
        int ssthresh,
        int inFlight,
        int unacknowledged,
        int sendWindow,
        int receiveWindow,
        int sendQueue,
        int receiveQueue,
        int outOfOrder,
        long srtt,
        long rttvar,
        long minRtt,
        long rto,
        long segmentsIn,
        long segmentsOut,
        long bytesIn,
        long bytesAcknowledged,
        long retransmits,
        long timeouts,
        long recoveries,
        long undone,
        long duplicatesReported,
        long probes,
        int pathMtu,
        long mtuProbes,
        long mtuProbesLost,
        int blackHoles,
        long deliveryRate,
        boolean deliveryRateLimited) {
    static TcpInfo of(TransmissionControlBlock tcb, long segmentsIn, long retransmits) {
        TcpSender sender = tcb.sender;
        TcpReceiver receiver = tcb.receiver;
        RttEstimator rtt = sender.rtt();
        // there is none before the handshake is complete
        CongestionControl congestion = sender.congestion();
        LossRecovery recovery = sender.recovery();
        return new TcpInfo(
                tcb.state,
                congestion == null ? "" : congestion.name(),
                tcb.mss,
                congestion == null ? 0 : congestion.window(),
                congestion == null ? 0 : congestion.slowStartThreshold(),
                recovery == null ? 0 : recovery.pipe(),
                sender.queue().outstanding(),
                sender.sndWnd(),
                receiver.window(),
                sender.buffer().length(),
                receiver.readable(),
                receiver.holes(),
                rtt.srtt(),
                rtt.rttvar(),
                rtt.minimum(),
                rtt.rto(),
                segmentsIn,
                tcb.output.segments(),
                receiver.bytesIn(),
                sender.bytesAcknowledged(),
                retransmits,
                sender.timers().totalTimeouts(),
                recovery == null ? 0 : recovery.recoveries(),
                recovery == null ? 0 : recovery.undone(),
                recovery == null ? 0 : recovery.duplicatesReported(),
                sender.timers().totalProbes(),
                tcb.mss == 0 ? 0 : tcb.pathMtu.mtu(),
                tcb.pathMtu.probesSent(),
                tcb.pathMtu.probesLost(),
                tcb.pathMtu.blackHoles(),
                sender.rate().rate(),
                sender.rate().isLimited());
    }
}
