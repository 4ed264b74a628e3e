package dev.lanyard.actors.tcp;

import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;

/** Answers to segments of no connection (RFC 9293 §3.10.7.1). */
final class TcpReplies {
    private final PacketAllocator allocator;
    private final TcpCounters counters;
    private final TcpSegment incoming = new TcpSegment();
    private final TcpSegment outgoing = new TcpSegment();

    TcpReplies(PacketAllocator allocator, TcpCounters counters) {
        this.allocator = allocator;
        this.counters = counters;
    }

    /** The segment in the packet; valid until the next call. */
    TcpSegment read(PacketBuffer packet) {
        TcpHeader.read(packet, incoming);
        return incoming;
    }

    /** The RST that fits the segment, or null if it is one itself. */
    PacketBuffer reset(TcpSegment cause, int local, int remote) {
        if (cause.has(TcpSegment.RST)) {
            return null;
        }
        outgoing.clear();
        outgoing.sourcePort = cause.destinationPort;
        outgoing.destinationPort = cause.sourcePort;
        outgoing.flags = TcpSegment.RST;
        if (cause.has(TcpSegment.ACK)) {
            outgoing.seq = cause.ack;
        } else {
            outgoing.flags |= TcpSegment.ACK;
            outgoing.ack = cause.end();
        }
        PacketBuffer packet = allocator.allocate(0);
        TcpHeader.write(outgoing, packet, local, remote);
        counters.sent.increment();
        counters.resetsSent.increment();
        return packet;
    }
}
