package dev.lanyard.actors.raw;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.ReceiveQueue;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.packet.PacketBuffer;

/** One raw socket: which packets it wants, and those that wait for its user (raw(7) of Linux). */
final class RawSocket {
    /** IPPROTO_RAW: what is sent has a header, and nothing is received. */
    static final int SEND_ONLY = 255;

    final int protocol;
    final Ipv4Address local;
    final ReceiveQueue<RawDatagram> queue;
    private RawOptions options;
    private Ipv4Address remote = Ipv4Address.ANY;

    RawSocket(int protocol, Ipv4Address local, RawOptions options) {
        this.protocol = protocol;
        this.local = local;
        this.options = options;
        this.queue = new ReceiveQueue<>(options.receiveBuffer(), datagram -> datagram.packet().length);
    }

    RawOptions options() {
        return options;
    }

    void options(RawOptions changed) {
        options = changed;
        queue.limit(changed.receiveBuffer());
    }

    Ipv4Address remote() {
        return remote;
    }

    void connect(Ipv4Address host) {
        remote = host;
    }

    boolean writesHeader() {
        return options.headerIncluded() || protocol == SEND_ONLY;
    }

    /** Whether it wants a packet, head at its header. */
    boolean wants(PacketBuffer packet) {
        return protocol != SEND_ONLY
                && protocol == packet.getUnsignedByte(Ipv4Header.PROTOCOL_OFFSET)
                && isBetween(packet.getInt(Ipv4Header.DESTINATION_OFFSET), packet.getInt(Ipv4Header.SOURCE_OFFSET));
    }

    private boolean isBetween(int here, int there) {
        return (local.value() == 0 || local.value() == here) && (remote.value() == 0 || remote.value() == there);
    }

    /** Takes a copy of a packet that it wants, which stays the caller's; says why if it does not. */
    RawDrop take(PacketBuffer packet) {
        if (!queue.accepts(packet.length())) {
            return RawDrop.RECEIVE_QUEUE_FULL;
        }
        queue.offer(new RawDatagram(
                new Ipv4Address(packet.getInt(Ipv4Header.SOURCE_OFFSET)),
                new Ipv4Address(packet.getInt(Ipv4Header.DESTINATION_OFFSET)),
                packet.toByteArray()));
        return null;
    }

    /** Whether the type of an ICMP message is one that the filter keeps out. */
    boolean isFiltered(PacketBuffer packet) {
        int at = Ipv4Header.length(packet);
        if (protocol != IpProtocol.ICMP || options.icmpFilter() == 0 || at >= packet.length()) {
            return false;
        }
        int type = packet.getUnsignedByte(at);
        return type < 32 && (options.icmpFilter() >>> type & 1) != 0;
    }

    /** Whether it is to hear of an error. */
    boolean concerns(IcmpError error) {
        if (error.protocol() != protocol
                || !isBetween(error.source().value(), error.destination().value())) {
            return false;
        }
        return options.receiveErrors() || remote.value() != 0 && error.isHard();
    }
}
