package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.raw.RawDatagram;
import dev.lanyard.actors.raw.RawOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** {@link RawSocket} with calls that wait. For one thread at a time. */
public final class BlockingRawSocket implements Closeable {
    private final RawSocket socket;
    private final Waiting waiting;
    private final PendingReceive<RawDatagram> pending;

    BlockingRawSocket(RawSocket socket, Waiting waiting) {
        this.socket = socket;
        this.waiting = waiting;
        this.pending = new PendingReceive<>(socket::receive, waiting);
    }

    /**
     * Sends one packet.
     *
     * @see RawSocket#send
     */
    public void send(Ipv4Address destination, byte[] packet) throws IOException {
        waiting.await(socket.send(destination, ByteBuffer.wrap(packet)), Waiting.WITHOUT_LIMIT, "send timed out");
    }

    /**
     * The next datagram. One that comes after a timeout is kept for the next call.
     *
     * @param timeout zero for none
     * @throws java.net.SocketTimeoutException nothing came within the timeout
     */
    public RawDatagram receive(Duration timeout) throws IOException {
        return pending.receive(timeout);
    }

    /**
     * Fixes the peer.
     *
     * @see RawSocket#connect
     */
    public void connect(Ipv4Address remote) throws IOException {
        waiting.await(socket.connect(remote), Waiting.WITHOUT_LIMIT, "connect timed out");
    }

    /** Changes its options. */
    public void options(RawOptions options) throws IOException {
        waiting.await(socket.options(options), Waiting.WITHOUT_LIMIT, "option timed out");
    }

    @Override
    public void close() throws IOException {
        waiting.await(socket.close(), Waiting.WITHOUT_LIMIT, "close timed out");
    }
}
