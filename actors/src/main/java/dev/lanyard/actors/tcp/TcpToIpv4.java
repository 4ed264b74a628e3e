package dev.lanyard.actors.tcp;

import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.function.Consumer;

/** What TCP of one node tells the layer below it: segments, and what it finds out about paths. */
final class TcpToIpv4 {
    /** ECT(0) of the type of service octet (RFC 3168 §5). */
    private static final int ECN_CAPABLE = 2;

    private final Consumer<Ipv4Actor.Command> ipv4;
    private final PacketAllocator allocator;
    private final TcpCounters counters;

    TcpToIpv4(Consumer<Ipv4Actor.Command> ipv4, PacketAllocator allocator, TcpCounters counters) {
        this.ipv4 = ipv4;
        this.allocator = allocator;
        this.counters = counters;
    }

    /**
     * Sends a segment, whose ports are set.
     *
     * @param addresses both ends, as in {@link ConnectionTable#addresses}
     * @param marks of its IP header
     */
    void transmit(TcpSegment segment, long addresses, IpMarks marks) {
        int local = (int) (addresses >>> 32);
        int remote = (int) addresses;
        PacketBuffer packet = allocator.allocate(segment.payloadLength);
        if (segment.payloadLength > 0) {
            segment.copyPayload(packet);
        }
        TcpHeader.write(segment, packet, local, remote);
        int size = segment.segmentSize;
        counters.sent.add(size == 0 ? 1 : (segment.payloadLength - 1) / size + 1);
        if (segment.has(TcpSegment.RST)) {
            counters.resetsSent.increment();
        }
        int tos = marks.trafficClass() | (segment.ecnCapable ? ECN_CAPABLE : 0);
        ipv4.accept(new Ipv4Actor.Transmit(
                packet, local, remote, IpProtocol.TCP, tos, marks.ttl(), true, segment.mtuProbe));
    }

    /** The path takes no larger packets than so many bytes: a router says so, or they are lost. */
    void pathMtu(int destination, int mtu) {
        ipv4.accept(new RoutingCommand.PathMtu(destination, mtu));
    }

    /** Packets of so many bytes have arrived. */
    void pathMtuProved(int destination, int mtu) {
        ipv4.accept(new RoutingCommand.PathMtuProved(destination, mtu));
    }
}
