package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.link.packet.PacketBatch;

/**
 * Takes the datagrams of a socket as they come, without a queue or a future for each: for services that answer at once. Called
 * on the event loop's thread, on which it must not block. If it throws, its socket is closed.
 */
@FunctionalInterface
public interface UdpHandler {
    /**
     * Datagrams arrived. The handler owns them and releases each; it does not write to them. Their heads are at the payload,
     * {@link UdpHeader} and {@link dev.lanyard.actors.ipv4.Ipv4Header} tell where they came from.
     */
    void received(UdpSender socket, PacketBatch datagrams);

    /** A datagram that the socket sent could not be delivered; of an unconnected socket too. */
    default void failed(UdpSender socket, IcmpError error) {}
}
