package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.udp.Datagram;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** {@link UdpSocket} with calls that wait. For one thread at a time. */
public final class BlockingUdpSocket implements Closeable {
    private final UdpSocket socket;
    private final Waiting waiting;
    private final PendingReceive<Datagram> pending;

    BlockingUdpSocket(UdpSocket socket, Waiting waiting) {
        this.socket = socket;
        this.waiting = waiting;
        this.pending = new PendingReceive<>(socket::receive, waiting);
    }

    public Endpoint local() {
        return socket.local();
    }

    /**
     * Fixes the peer.
     *
     * @see UdpSocket#connect
     */
    public void connect(Endpoint peer) throws IOException {
        waiting.await(socket.connect(peer), Waiting.WITHOUT_LIMIT, "connect timed out");
    }

    /**
     * Sends one datagram.
     *
     * @throws java.net.PortUnreachableException an earlier one to a connected peer came back
     */
    public void send(Endpoint destination, byte[] payload) throws IOException {
        waiting.await(socket.send(destination, ByteBuffer.wrap(payload)), Waiting.WITHOUT_LIMIT, "send timed out");
    }

    /**
     * The next datagram. One that comes after a timeout is kept for the next call.
     *
     * @param timeout zero for none
     * @throws java.net.SocketTimeoutException nothing came within the timeout
     */
    public Datagram receive(Duration timeout) throws IOException {
        return pending.receive(timeout);
    }

    @Override
    public void close() throws IOException {
        waiting.await(socket.close(), Waiting.WITHOUT_LIMIT, "close timed out");
    }
}
