package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.function.Consumer;

/** Sends what clients say, past the UDP socket, which sends by the routes of an interface that may have none yet. */
final class DhcpTransmitter {
    private final PacketAllocator allocator;
    private final Consumer<Ipv4Actor.Command> ipv4;

    DhcpTransmitter(PacketAllocator allocator, Consumer<Ipv4Actor.Command> ipv4) {
        this.allocator = allocator;
        this.ipv4 = ipv4;
    }

    /** Carries out an action if it is to send something. */
    void send(int index, DhcpAction action) {
        if (action instanceof DhcpAction.Broadcast send) {
            int source = send.source().value();
            PacketBuffer packet = datagram(send.message(), source, Ipv4Address.BROADCAST.value());
            ipv4.accept(new Ipv4Actor.Broadcast(index, packet, source, IpProtocol.UDP));
        } else if (action instanceof DhcpAction.Unicast send) {
            int source = send.source().value();
            int server = send.server().value();
            PacketBuffer packet = datagram(send.message(), source, server);
            ipv4.accept(new Ipv4Actor.Transmit(
                    packet, source, server, IpProtocol.UDP, 0, Ipv4Actor.Transmit.DEFAULT_TTL, false));
        }
    }

    private PacketBuffer datagram(DhcpMessage message, int source, int destination) {
        byte[] octets = message.emit();
        PacketBuffer packet = allocator.allocate(octets.length);
        packet.append(octets, 0, octets.length);
        UdpHeader.prepend(packet, source, DhcpMessage.CLIENT_PORT, destination, DhcpMessage.SERVER_PORT);
        return packet;
    }
}
