package dev.lanyard.actors.tcp;

import dev.lanyard.link.packet.PacketBuffer;

/** Answers to segments of no connection (RFC 9293 §3.10.7.1), of those in TIME_WAIT, and to SYNs for which there is no room. */
final class TcpReplies {
    private final TcpToIpv4 ipv4;
    private final TcpCounters counters;
    private final NodeBudget resets;
    private final TcpSegment incoming = new TcpSegment();
    private final TcpSegment outgoing = new TcpSegment();

    TcpReplies(TcpToIpv4 ipv4, TcpCounters counters, NodeBudget resets) {
        this.ipv4 = ipv4;
        this.counters = counters;
        this.resets = resets;
    }

    /** The segment in the packet; valid until the next call. */
    TcpSegment read(PacketBuffer packet) {
        TcpHeader.read(packet, incoming);
        return incoming;
    }

    /** Sends the RST that fits the segment, unless it is one itself or there were too many. */
    void reset(TcpSegment cause, long addresses, long now) {
        if (cause.has(TcpSegment.RST)) {
            return;
        }
        if (!resets.take(now)) {
            counters.resetsWithheld.increment();
            return;
        }
        outgoing.clear();
        outgoing.flags = TcpSegment.RST;
        if (cause.has(TcpSegment.ACK)) {
            outgoing.seq = cause.ack;
        } else {
            outgoing.flags |= TcpSegment.ACK;
            outgoing.ack = cause.end();
        }
        send(cause, addresses);
    }

    /** Lets a connection in TIME_WAIT answer. Returns null, or why the segment was dropped. */
    TcpDrop rest(TimeWait rest, TcpSegment cause, long now) {
        TcpDrop drop = rest.onSegment(cause, now, outgoing);
        if (outgoing.flags != 0) {
            send(cause, rest.addresses);
        }
        return drop;
    }

    /** Answers a SYN with a cookie and forgets it (RFC 4987 §3.6). */
    void cookie(TcpSegment syn, long addresses, int cookie, TcpParameters parameters, long now) {
        TcpSettings settings = parameters.settings();
        outgoing.clear();
        outgoing.flags = TcpSegment.SYN | TcpSegment.ACK;
        outgoing.seq = cookie;
        outgoing.ack = syn.seq + 1;
        outgoing.window = Math.min(65_535, settings.receiveBuffer());
        outgoing.mss = parameters.mss();
        if (settings.timestamps() && syn.hasTimestamps) {
            // without the echo there is nowhere to keep these options
            outgoing.hasTimestamps = true;
            outgoing.tsVal = CookieJar.stamp(
                    (int) (now / 1_000_000) + parameters.timestampOffset(),
                    syn,
                    settings.windowScaling(),
                    settings.selectiveAcks());
            outgoing.tsEcr = syn.tsVal;
            outgoing.sackPermitted = settings.selectiveAcks() && syn.sackPermitted;
            if (settings.windowScaling() && syn.windowScale != TcpSegment.ABSENT) {
                outgoing.windowScale = parameters.windowScale();
            }
        }
        counters.cookiesSent.increment();
        send(syn, addresses);
    }

    private void send(TcpSegment cause, long addresses) {
        outgoing.sourcePort = cause.destinationPort;
        outgoing.destinationPort = cause.sourcePort;
        ipv4.transmit(outgoing, addresses, IpMarks.DEFAULT);
    }
}
