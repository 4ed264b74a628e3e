package dev.lanyard.actors.tcp;

/**
 * How large the segments of one connection may be: what routers say (RFC 1191), what goes missing (a black hole, RFC 4821
 * §7.7), and what probes find out (RFC 4821 §7, RFC 8899). A probe is one segment of queued data that is larger than the
 * others. Its acknowledgment proves its size; its loss, with nothing else lost, is no sign of congestion.
 *
 * <p>Sizes are MSS values as RFC 9293 §3.7.1 has them: the IPv4 packet without 40 bytes of headers, TCP options included.
 */
final class PathMtuDiscovery {
    /** Expiries of the retransmission timer without progress that make a black hole of a path: R1 of RFC 1122 §4.2.3.5. */
    static final int BLACK_HOLE_TIMEOUTS = 3;
    /** MAX_PROBES: probes of one size that are lost before the size is (RFC 8899 §5.1.2). */
    static final int MAX_PROBES = 3;
    /** A range smaller than this is not worth a probe. */
    static final int THRESHOLD = 8;

    private static final long NEVER = Long.MAX_VALUE;

    private final TransmissionControlBlock tcb;
    /** What peer and link allow. */
    private int largest;
    /** search_low: what segments are cut to. */
    private int low;
    /** search_high: nothing larger is believed to pass. */
    private int high;

    private boolean searching;
    /** When a search begins because paths change (PMTU_RAISE_TIMER). */
    private long searchAt = NEVER;
    /** The top of the range is tried first: after an outage, or when the path has grown, it is the answer. */
    private boolean topFirst;

    /** Size of the probe in flight, or 0. */
    private int probe;

    private int probeStart;
    private int probeEnd;
    private int failures;

    /** Segments have become smaller, and none has been acknowledged yet. */
    private boolean unproved;
    /** The layer below does not know yet what was found out. */
    private boolean news;

    /** What was found out is that larger segments arrive than before. */
    private boolean grown;

    private int blackHoles;
    private long probesSent;
    private long probesLost;

    PathMtuDiscovery(TransmissionControlBlock tcb) {
        this.tcb = tcb;
    }

    /**
     * The SYNs have been exchanged.
     *
     * @param largest the smaller of both MSS
     */
    void start(int largest) {
        this.largest = largest;
        high = largest;
        boolean early = tcb.settings().mtuProbing() == MtuProbing.ALWAYS;
        use(early ? Math.min(tcb.settings().baseMss(), largest) : largest);
        search(early);
    }

    private void use(int size) {
        low = size;
        tcb.mss = size - optionBytes();
        CongestionControl congestion = tcb.sender.congestion();
        if (congestion != null) {
            congestion.onSegmentSize(tcb.mss);
        }
    }

    private int optionBytes() {
        return tcb.timestamps ? TcpHeader.TIMESTAMP_BYTES : 0;
    }

    private void search(boolean wanted) {
        searching = wanted && high - low >= THRESHOLD;
        topFirst = searching;
        failures = 0;
    }

    private void searchLater(long now) {
        searching = false;
        boolean growing = tcb.settings().mtuProbing() != MtuProbing.OFF && low < largest;
        searchAt = growing ? now + tcb.settings().mtuProbeInterval().toNanos() : NEVER;
    }

    /** The MTU that packets are made for. */
    int mtu() {
        return low + TcpParameters.HEADERS;
    }

    int blackHoles() {
        return blackHoles;
    }

    long probesSent() {
        return probesSent;
    }

    long probesLost() {
        return probesLost;
    }

    // --- what routers say

    /**
     * Somebody says that a packet of ours, whose quote is one that we can have sent, exceeds the MTU of a link (RFC 1191). Below
     * the smallest MSS that is heeded it is not believed, for it would do more harm than the path; nor does a path grow by it.
     *
     * @param quotedSeq sequence number of the packet
     * @return whether it is to be believed
     */
    boolean onPathMtu(int mtu, int quotedSeq, long now) {
        int size = mtu - TcpParameters.HEADERS;
        if (size < tcb.settings().minMss()) {
            return false;
        }
        if (probe != 0 && quotedSeq == probeStart) {
            // RFC 8899 §4.6.2: the next probe has the size that the router names
            tcb.sender.recovery().onMtuProbeLost();
            lost();
            failures = 0;
            high = Math.min(high, Math.max(low, size));
        }
        if (size < high) {
            high = Math.max(low, size);
            topFirst = true;
        }
        if (size < low) {
            high = size;
            use(size);
            unproved = false;
            searchLater(now);
        }
        return true;
    }

    // --- black holes

    /**
     * The retransmission timer expired. If that happens again and again to segments that may be too large, they become smaller,
     * first to the base MSS and then by halves (RFC 4821 §7.7).
     *
     * @param timeouts in a row
     * @param front payload of the first segment in flight, as it would be sent again
     */
    void onTimeout(int timeouts, int front, long now) {
        TcpSettings settings = tcb.settings();
        if (settings.mtuProbing() == MtuProbing.OFF) {
            return;
        }
        if (probe != 0) {
            onProbeLost(now);
        }
        int next = low > settings.baseMss() ? settings.baseMss() : Math.max(settings.minMss(), low / 2);
        if (timeouts < BLACK_HOLE_TIMEOUTS || next >= low || front <= next - optionBytes()) {
            return;
        }
        if (!unproved) {
            high = low;
            blackHoles++;
            tcb.parameters.node().counters.blackHoles.increment();
        }
        use(next);
        unproved = true;
        searchAt = NEVER;
        search(true);
        if (!searching) {
            searchLater(now);
        }
    }

    /** SND.UNA has advanced. */
    void onProgress(int sndUna) {
        if (unproved) {
            unproved = false;
            news = true;
            grown = false;
        }
        if (probe != 0 && SeqNumber.atLeast(sndUna, probeEnd)) {
            use(probe);
            probe = 0;
            failures = 0;
            topFirst = false;
            news = true;
            grown = true;
        }
    }

    /** Whether the layer below should be told something. */
    boolean hasNews() {
        return news;
    }

    /** Tells the layer below what it should know of the path. */
    void tell(TcpEffects out) {
        news = false;
        if (grown) {
            out.pathMtuGrew(mtu());
        } else {
            out.pathMtuShrank(mtu());
        }
    }

    // --- probes

    /** Whether there may be something to find out now. */
    boolean isDue(long now) {
        return searching ? probe == 0 : now >= searchAt;
    }

    /** Payload of the next probe, or 0 if there is nothing to find out after all. */
    int next(long now) {
        if (!searching) {
            high = largest;
            searchAt = NEVER;
            search(true);
        }
        if (high - low < THRESHOLD) {
            searchLater(now);
            return 0;
        }
        return size() - optionBytes();
    }

    private int size() {
        return topFirst ? high : (low + high) / 2;
    }

    /** The next probe goes out. */
    void sent(int start, int end) {
        probe = size();
        probeStart = start;
        probeEnd = end;
        probesSent++;
        tcb.parameters.node().counters.mtuProbes.increment();
    }

    /** Whether a probe is in flight whose loss is no sign of congestion: all that is newly lost is of it. */
    boolean isOnlyLoss(RetransmissionQueue queue) {
        return probe != 0 && queue.newlyLostBytes() == queue.newlyLostBytes(probeStart, probeEnd);
    }

    boolean isInFlight() {
        return probe != 0;
    }

    int probeStart() {
        return probeStart;
    }

    int probeEnd() {
        return probeEnd;
    }

    /** Other segments were lost together with the probe: that says nothing about its size (RFC 4821 §7.6.2). */
    void onInconclusive() {
        probe = 0;
    }

    /** The probe was lost. */
    void onProbeLost(long now) {
        int size = probe;
        lost();
        if (++failures >= MAX_PROBES) {
            high = size - 1;
            topFirst = false;
            failures = 0;
            if (high - low < THRESHOLD) {
                searchLater(now);
            }
        }
    }

    private void lost() {
        probe = 0;
        probesLost++;
        tcb.parameters.node().counters.mtuProbesLost.increment();
    }
}
