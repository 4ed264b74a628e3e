package dev.lanyard.actors.tcp;

import dev.lanyard.link.LayerMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** What a connection is told by its user. At most one {@link Send} and one {@link Receive} may be outstanding. */
public sealed interface TcpConnectionCommand extends LayerMessage {
    /**
     * Sends what remains in the buffer.
     *
     * @param data handed over until the result is there; consumed
     * @param done when all of it is in the send buffer; fails with SocketException "Connection reset", "Connection timed out",
     *     "Socket closed" or "Socket output is shutdown", or with WritePendingException
     */
    record Send(ByteBuffer data, CompletableFuture<Void> done) implements TcpConnectionCommand {}

    /**
     * Receives what has arrived, as much as fits, and waits for something if there is nothing. Cancel the result to withdraw.
     *
     * @param target handed over until the result is there; its position moves
     * @param result count of bytes, or -1 when the peer has finished and all of it was received; fails with SocketException
     *     "Connection reset", "Connection timed out" or "Socket closed", or with ReadPendingException
     */
    record Receive(ByteBuffer target, CompletableFuture<Integer> result) implements TcpConnectionCommand {}

    /**
     * Sends a byte behind what was sent, as urgent data (RFC 6093).
     *
     * @param done as with {@link Send}, which must not be outstanding
     */
    record SendUrgent(byte octet, CompletableFuture<Void> done) implements TcpConnectionCommand {}

    /**
     * Receives the peer's urgent byte, out of the stream; at most one may be outstanding.
     *
     * @param result the byte as 0 to 255, or -1 when the peer has finished and there was none
     */
    record ReceiveUrgent(CompletableFuture<Integer> result) implements TcpConnectionCommand {}

    /** Asks whether the next byte to be received is the urgent one. */
    record AtMark(CompletableFuture<Boolean> result) implements TcpConnectionCommand {}

    /** Sends FIN behind everything that was sent; receiving goes on. */
    record ShutdownOutput(CompletableFuture<Void> done) implements TcpConnectionCommand {}

    /**
     * Lets go of the connection. What was sent is still delivered in the background; what was received and not read resets the
     * connection (RFC 2525 §2.17).
     *
     * @param done at once; with linger when everything is acknowledged, or the linger time is over
     */
    record Close(CompletableFuture<Void> done) implements TcpConnectionCommand {}

    /** Resets the connection. */
    record Abort(CompletableFuture<Void> done) implements TcpConnectionCommand {}

    /** Changes an option that can change while a connection is open. */
    record SetOption(TcpOption option, CompletableFuture<Void> done) implements TcpConnectionCommand {}

    /** Asks for the options as they are. */
    record GetOptions(CompletableFuture<TcpOptions> result) implements TcpConnectionCommand {}

    /** Asks for the connection's figures. */
    record GetInfo(CompletableFuture<TcpInfo> result) implements TcpConnectionCommand {}
}
