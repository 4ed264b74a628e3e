package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.tcp.TcpInfo;
import dev.lanyard.actors.tcp.TcpOption;
import dev.lanyard.actors.tcp.TcpOptions;
import java.net.SocketOption;
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

    /**
     * Sends a byte behind everything sent, and tells the peer that it is urgent (RFC 6093), even if its window is closed. No
     * {@code send} may be outstanding.
     */
    CompletionStage<Void> sendUrgent(byte octet);

    /**
     * Receives the peer's urgent byte by itself, out of the stream; not with SO_OOBINLINE.
     *
     * @return 0 to 255, or -1 when the peer has finished and there was none
     */
    CompletionStage<Integer> receiveUrgent();

    /** Whether the next byte to be received is the urgent one; with SO_OOBINLINE a receive stops in front of it once. */
    CompletionStage<Boolean> atMark();

    /** Changes an option of the connection. */
    CompletionStage<Void> option(TcpOption option);

    /**
     * Changes an option under the name that the JDK has for it.
     *
     * @param name one of {@link SocketOptionNames#SUPPORTED} but SO_REUSEADDR, which comes too late here
     * @throws UnsupportedOperationException if it is another one
     */
    default <T> CompletionStage<Void> option(SocketOption<T> name, T value) {
        return option(SocketOptionNames.option(name, value));
    }

    /** All options as they are. */
    CompletionStage<TcpOptions> options();

    /**
     * An option under the name that the JDK has for it.
     *
     * @throws UnsupportedOperationException if it is none of {@link SocketOptionNames#SUPPORTED}
     */
    default <T> CompletionStage<T> option(SocketOption<T> name) {
        SocketOptionNames.requireSupported(name);
        return options().thenApply(options -> SocketOptionNames.value(name, options));
    }

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
