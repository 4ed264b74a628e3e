package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.tcp.TcpLimits.SynCookies;
import dev.lanyard.actors.tcp.TcpProtocol.Binding;
import dev.lanyard.actors.tcp.TcpProtocol.Port;
import dev.lanyard.actors.tcp.TcpProtocol.Segments;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;

/** Connections that peers open: remembered, or answered with a cookie if there is no room (RFC 4987). */
final class PassiveOpening implements TcpDemultiplexer.Opener {
    private final TcpActor.Environment environment;
    private final TcpTables tables;
    private final TcpReplies replies;
    private final ConnectionFactory connections;
    private final CookieJar cookies;

    PassiveOpening(
            TcpActor.Environment environment, TcpTables tables, TcpReplies replies, ConnectionFactory connections) {
        this.environment = environment;
        this.tables = tables;
        this.replies = replies;
        this.connections = connections;
        cookies = new CookieJar(environment.random());
    }

    @Override
    public TcpDrop open(Port port, PacketBuffer packet, TcpSegment segment, long addresses, int ports, TimeWait rest) {
        boolean opens = segment.has(TcpSegment.SYN);
        if (opens && !port.accepts()) {
            return TcpDrop.BACKLOG_FULL;
        }
        Route route = tables.routes.lookup((int) addresses);
        if (route == null) {
            return TcpDrop.BAD_SOURCE;
        }
        if (!opens) {
            return resume(port, packet, segment, addresses, ports, route);
        }
        SynCookies when = environment.limits().synCookies();
        boolean room = port.hasRoom() && connections.hasRoom();
        if (rest == null && (when == SynCookies.ALWAYS || when == SynCookies.WHEN_FULL && !room)) {
            sendCookie(port, segment, addresses, ports, route);
            packet.release();
            return null;
        }
        if (!room) {
            return port.hasRoom() ? TcpDrop.TABLE_FULL : TcpDrop.BACKLOG_FULL;
        }
        TcpSegment syn = new TcpSegment();
        TcpHeader.read(packet, syn);
        syn.packet = null;
        packet.release();
        connections.passive(addresses, ports, rest, port, syn, route);
        return null;
    }

    private void sendCookie(Port port, TcpSegment syn, long addresses, int ports, Route route) {
        long now = environment.clock().nanos();
        TcpParameters parameters = connections.parameters(addresses, ports, port.settings, route, 0);
        int theirs = syn.mss == TcpSegment.ABSENT ? TcpParameters.DEFAULT_MSS : syn.mss;
        int cookie = cookies.sequence(addresses, ports, syn.seq, Math.min(theirs, parameters.mss()), now);
        port.cookiesUntil = now + 2 * CookieJar.PERIOD;
        replies.cookie(syn, addresses, cookie, parameters, now);
    }

    /** A connection out of nothing but the ACK that returns its cookie. */
    private TcpDrop resume(Port port, PacketBuffer packet, TcpSegment ack, long addresses, int ports, Route route) {
        int mss = cookies.mss(
                addresses, ports, ack.seq - 1, ack.ack - 1, environment.clock().nanos());
        if (mss == 0) {
            return TcpDrop.NO_LISTENER;
        }
        if (!port.accepts()) {
            return TcpDrop.BACKLOG_FULL;
        }
        if (!connections.hasRoom()) {
            return TcpDrop.TABLE_FULL;
        }
        environment.counters().cookiesAccepted.increment();
        TcpSegment syn = CookieJar.restore(ack, mss, port.settings);
        Binding binding = connections.resumed(addresses, ports, port, syn, route, ack.ack - 1);
        binding.tell(new Segments(PacketBatch.of(packet)));
        return null;
    }
}
