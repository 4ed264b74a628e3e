package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.BatchSplitter;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.tcp.TcpProtocol.Binding;
import dev.lanyard.actors.tcp.TcpProtocol.Entry;
import dev.lanyard.actors.tcp.TcpProtocol.Port;
import dev.lanyard.actors.tcp.TcpProtocol.Segments;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;

/**
 * Gives segments to the connections they are for. What is for a connection in TIME_WAIT, for a listener or for nobody is
 * answered here. Part of {@link TcpActor}.
 */
final class TcpDemultiplexer extends BatchSplitter<Binding> {
    private final TcpTables tables;
    private final TcpCounters counters;
    private final TcpReplies replies;
    private final Clock clock;
    private final Opener opener;

    /** Takes what begins a connection. */
    interface Opener {
        /**
         * A SYN for a listener, or an ACK that may return a cookie of it.
         *
         * @param packet taken over unless a reason is returned
         * @param segment what is in the packet; valid during the call
         * @param rest of the previous connection between the endpoints, or null
         * @return why it was dropped, or null
         */
        TcpDrop open(Port port, PacketBuffer packet, TcpSegment segment, long addresses, int ports, TimeWait rest);
    }

    TcpDemultiplexer(TcpTables tables, TcpCounters counters, TcpReplies replies, Clock clock, Opener opener) {
        this.tables = tables;
        this.counters = counters;
        this.replies = replies;
        this.clock = clock;
        this.opener = opener;
    }

    @Override
    protected void handUp(Binding binding, PacketBatch packets) {
        binding.tell(new Segments(packets));
    }

    /** The connection of a segment; if there is none, the packet has been taken care of. */
    @Override
    protected Binding receiver(PacketBuffer packet) {
        int source = Ipv4Header.source(packet);
        int destination = Ipv4Header.destination(packet);
        TcpDrop drop = TcpHeader.check(packet, source, destination);
        if (drop == null) {
            int sourcePort = TcpHeader.sourcePort(packet);
            int destinationPort = TcpHeader.destinationPort(packet);
            long addresses = ConnectionTable.addresses(destination, source);
            int ports = ConnectionTable.ports(destinationPort, sourcePort);
            Entry entry = tables.entries.get(addresses, ports);
            if (entry instanceof Binding binding) {
                return binding;
            }
            if (entry instanceof TimeWait rest) {
                onRest(rest, packet);
                return null;
            }
            drop = checkStranger(source, destination);
            if (drop == null && source == destination && sourcePort == destinationPort) {
                drop = TcpDrop.BAD_SOURCE;
            }
            if (drop == null) {
                drop = onStranger(packet, addresses, ports);
            }
        }
        if (drop != null) {
            drop(packet, drop);
        }
        return null;
    }

    private void drop(PacketBuffer packet, TcpDrop reason) {
        counters.group.drop(reason);
        packet.release();
    }

    /** RFC 9293 §3.10.7.1, §3.9.2.3: no connection with who is nobody in particular. */
    private TcpDrop checkStranger(int source, int destination) {
        if (!tables.isHost(source)) {
            return TcpDrop.BAD_SOURCE;
        }
        return Ipv4Address.isMulticast(destination) || tables.routes.isBroadcast(destination)
                ? TcpDrop.BAD_DESTINATION
                : null;
    }

    /** A segment of no connection: the beginning of one, or answered by RST. Returns why it was dropped, or null. */
    private TcpDrop onStranger(PacketBuffer packet, long addresses, int ports) {
        TcpSegment segment = replies.read(packet);
        Port port = tables.listeners.lookup((int) (addresses >>> 32), segment.destinationPort);
        if (port != null && (opens(segment) || port.mayReturnCookie(segment, clock))) {
            TcpDrop drop = opener.open(port, packet, segment, addresses, ports, null);
            if (drop != TcpDrop.NO_LISTENER) {
                return drop;
            }
        }
        replies.reset(segment, addresses, clock.nanos());
        return TcpDrop.NO_LISTENER;
    }

    private static boolean opens(TcpSegment segment) {
        return (segment.flags & (TcpSegment.SYN | TcpSegment.ACK | TcpSegment.RST)) == TcpSegment.SYN;
    }

    /** A segment of a connection in TIME_WAIT: it may begin the next one (RFC 6191). */
    private void onRest(TimeWait rest, PacketBuffer packet) {
        TcpSegment segment = replies.read(packet);
        if (rest.yieldsTo(segment)) {
            Port port = tables.listeners.lookup((int) (rest.addresses >>> 32), segment.destinationPort);
            if (port != null) {
                TcpDrop drop = opener.open(port, packet, segment, rest.addresses, rest.ports, rest);
                if (drop != null) {
                    drop(packet, drop);
                }
                return;
            }
        }
        long now = clock.nanos();
        TcpDrop drop = replies.rest(rest, segment, now);
        if (segment.has(TcpSegment.FIN) && (drop == null || drop == TcpDrop.OUT_OF_WINDOW)) {
            tables.timeWaits.restart(rest, now);
        }
        if (drop != null) {
            counters.group.drop(drop);
        }
        packet.release();
    }
}
