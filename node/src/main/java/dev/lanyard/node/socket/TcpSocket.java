package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.tcp.TcpInfo;
import dev.lanyard.actors.tcp.TcpOption;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * One end of a TCP connection.
 *
 * <p>At most one {@code send} and one {@code receive} may be outstanding; a buffer belongs to the socket until its stage
 * completes.
 */
public interface TcpSocket {
    Endpoint local();

    Endpoint remote();

    /** Completes when all remaining bytes of the buffer are in the send buffer, which is how a slow peer slows the sender. */
    CompletionStage<Void> send(ByteBuffer data);

    /**
     * Receives what has arrived, as much as fits, and waits for something if there is nothing.
     *
     * @return count of bytes put into the buffer, or -1 when the peer has finished sending and all of it was received
     */
    CompletionStage<Integer> receive(ByteBuffer target);

    /** Sends a FIN behind everything sent; receiving goes on. */
    CompletionStage<Void> shutdownOutput();

    /** Changes an option of the connection. */
    CompletionStage<Void> option(TcpOption option);

    /** The connection's figures of now. */
    CompletionStage<TcpInfo> info();

    /**
     * Finishes sending, receives no more, and lets go. Completes at once, or as SO_LINGER says; what was sent is
     * still delivered in the background, and what was received and not read resets the connection.
     */
    CompletionStage<Void> close();

    /** Resets the connection. */
    CompletionStage<Void> abort();
}
