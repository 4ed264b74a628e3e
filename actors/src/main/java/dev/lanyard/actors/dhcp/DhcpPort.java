package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.udp.UdpHandler;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpSender;
import dev.lanyard.link.packet.PacketBatch;
import java.util.function.Consumer;

/** Takes what comes to the client's port from a server's. */
record DhcpPort(Consumer<byte[]> client) implements UdpHandler {
    @Override
    public void received(UdpSender socket, PacketBatch datagrams) {
        for (int i = 0; i < datagrams.size(); i++) {
            if (UdpHeader.sourcePort(datagrams.get(i)) == DhcpMessage.SERVER_PORT) {
                client.accept(datagrams.get(i).toByteArray());
            }
        }
        datagrams.release();
    }
}
