package dev.lanyard.node.socket;

import dev.lanyard.actors.packet.CapturedFrame;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Whole frames of one interface, as packet(7) of Linux has them: all that its link brings and all that it is handed, and any that
 * is to be sent. Pending operations fail with {@link java.net.SocketException} when the socket or its node is closed.
 */
public interface PacketSocket {
    /**
     * Sends what remains in the buffer, from the Ethernet header on; it belongs to the socket until the stage completes. This
     * socket does not see the frame, others do. Fails with SocketException "Message too long" or "Network is down".
     */
    CompletionStage<Void> send(ByteBuffer frame);

    /** The next frame. Several calls may wait; they are served in order. */
    CompletionStage<CapturedFrame> receive();

    CompletionStage<Void> close();
}
