package dev.lanyard.actors.icmp;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;

/** The messages of echo and echo reply (RFC 792, RFC 1122 §3.2.2.6). */
final class IcmpEcho {
    private IcmpEcho() {}

    /** A request with its header. */
    static PacketBuffer request(EchoCommand.Send send, PacketAllocator allocator) {
        PacketBuffer packet = allocator.allocate(send.payload().length);
        packet.append(send.payload(), 0, send.payload().length);
        IcmpHeader.prepend(packet, IcmpType.ECHO, 0, send.identifier() << 16 | send.sequence() & 0xffff);
        return packet;
    }

    /** The answer to a request, with the same identifier, sequence number and data. */
    static PacketBuffer answer(PacketBuffer request, PacketAllocator allocator) {
        int length = request.length() - IcmpHeader.LENGTH;
        PacketBuffer reply = allocator.allocate(length);
        reply.append(length);
        reply.bytes().put(reply.head(), request.bytes(), request.head() + IcmpHeader.LENGTH, length);
        IcmpHeader.prepend(reply, IcmpType.ECHO_REPLY, 0, request.getInt(IcmpHeader.IDENTIFIER_OFFSET));
        return reply;
    }

    /** What the sender of a request is told of its reply. */
    static EchoEvent.Replied replied(PacketBuffer reply, byte[] options, long now) {
        byte[] payload = new byte[reply.length() - IcmpHeader.LENGTH];
        reply.getBytes(IcmpHeader.LENGTH, payload, 0, payload.length);
        return new EchoEvent.Replied(
                new Ipv4Address(Ipv4Header.source(reply)),
                IcmpHeader.sequence(reply),
                Ipv4Header.ttl(reply),
                payload,
                options,
                now);
    }

    /** Whether an error is about a request of ours: its type is the first of the quoted eight bytes. */
    static boolean isAboutRequest(IcmpError error) {
        return error.quotedTransport() >>> 56 == IcmpType.ECHO;
    }

    /** Identifier of the request that an error quotes. */
    static int identifier(IcmpError error) {
        return (int) (error.quotedTransport() >>> 16) & 0xffff;
    }

    /** Sequence number of the request that an error quotes. */
    static int sequence(IcmpError error) {
        return (int) error.quotedTransport() & 0xffff;
    }
}
