package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.udp.Datagram;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** A UDP port. Pending operations fail with {@link java.net.SocketException} when the socket or its node is closed. */
public interface UdpSocket {
    /** The port, and the address if the socket is bound or connected; else 0.0.0.0. */
    Endpoint local();

    /**
     * Sends one datagram of the buffer's remaining bytes, 0 to 65,507, which belong to the socket until the stage completes:
     * when the datagram was handed to the network layer. Fails with {@link java.net.PortUnreachableException} if a previous one
     * to a connected peer came back, and with {@link java.net.NoRouteToHostException} without a route.
     */
    CompletionStage<Void> send(Endpoint destination, ByteBuffer payload);

    /** Fixes the peer: others' datagrams are ignored, and errors about ours are reported. */
    CompletionStage<Void> connect(Endpoint peer);

    /** The next datagram. Several calls may wait; they are served in order. */
    CompletionStage<Datagram> receive();

    CompletionStage<Void> close();
}
