package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.link.packet.PacketBuffer;

/** How a {@link UdpHandler} sends. On the event loop's thread only. */
public interface UdpSender {
    /** The address, perhaps {@link dev.lanyard.actors.ip.Ipv4Address#ANY}, and the port that the socket is bound to. */
    Endpoint local();

    /** An empty buffer for a payload of up to the given count of bytes. */
    PacketBuffer allocate(int capacity);

    /**
     * Sends a datagram whose payload is the content of the packet, which is handed over.
     *
     * @param source address that it leaves from, one of ours; 0 takes the one bound, or that of the route
     * @return whether it was sent; if not, the packet was released and the reason counted
     */
    boolean send(PacketBuffer payload, int source, int destination, int port);
}
