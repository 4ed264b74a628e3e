package dev.lanyard.actors.tcp;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What TCP counts. */
public final class TcpCounters {
    public final CounterGroup<TcpDrop> group = new CounterGroup<>("tcp", TcpDrop.class);
    /** Segments that arrived, before any check; one that the link has joined from several counts once. */
    public final Counter received = group.counter("received");
    /** Segments handed to IPv4; each that a link cuts from a larger one counts. */
    public final Counter sent = group.counter("sent");
    /** Segments among those sent that had been sent before. */
    public final Counter retransmitted = group.counter("retransmitted");
    /** Times that segments became smaller because full-sized ones were lost again and again (RFC 4821 §7.7). */
    public final Counter blackHoles = group.counter("black-holes");
    /** Probes of a larger path MTU. */
    public final Counter mtuProbes = group.counter("mtu-probes");
    /** Probes of a larger path MTU that were lost, or refused by a router. */
    public final Counter mtuProbesLost = group.counter("mtu-probes-lost");
    /** RSTs received that a connection believed. */
    public final Counter resetsReceived = group.counter("resets-received");

    public final Counter resetsSent = group.counter("resets-sent");
    /** RSTs that were due and not sent, because there had been too many. */
    public final Counter resetsWithheld = group.counter("resets-withheld");
    /** Connections in any state, TIME_WAIT among them. */
    public final Counter connections = group.counter("connections");

    public final Counter listeners = group.counter("listeners");
    /** Connections that a peer has begun to open. */
    public final Counter halfOpen = group.counter("half-open");
    /** Connections in TIME_WAIT. */
    public final Counter timeWaits = group.counter("time-wait");
    /** Connections in TIME_WAIT that ended early for want of room. */
    public final Counter timeWaitsRecycled = group.counter("time-wait-recycled");
    /** SYNs answered with a cookie (RFC 4987). */
    public final Counter cookiesSent = group.counter("cookies-sent");
    /** Connections opened by a cookie that came back. */
    public final Counter cookiesAccepted = group.counter("cookies-accepted");
    /** Connections that this node opened. */
    public final Counter activeOpens = group.counter("active-opens");
    /** Connections that peers opened. */
    public final Counter passiveOpens = group.counter("passive-opens");
    /** Attempts, from either side, that came to nothing. */
    public final Counter failedOpens = group.counter("failed-opens");
    /** ICMP errors about segments of ours. */
    public final Counter errors = group.counter("errors");
    /** Connections that were reset because of a fault in this program. */
    public final Counter faults = group.counter("faults");
}
