package dev.lanyard.node.socket;

import dev.lanyard.actors.packet.CapturedFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** {@link PacketSocket} with calls that wait. For one thread at a time. */
public final class BlockingPacketSocket implements Closeable {
    private final PacketSocket socket;
    private final Waiting waiting;
    private final PendingReceive<CapturedFrame> pending;

    BlockingPacketSocket(PacketSocket socket, Waiting waiting) {
        this.socket = socket;
        this.waiting = waiting;
        this.pending = new PendingReceive<>(socket::receive, waiting);
    }

    /**
     * Sends one frame.
     *
     * @see PacketSocket#send
     */
    public void send(byte[] frame) throws IOException {
        waiting.await(socket.send(ByteBuffer.wrap(frame)), Waiting.WITHOUT_LIMIT, "send timed out");
    }

    /**
     * The next frame. One that comes after a timeout is kept for the next call.
     *
     * @param timeout zero for none
     * @throws java.net.SocketTimeoutException nothing came within the timeout
     */
    public CapturedFrame receive(Duration timeout) throws IOException {
        return pending.receive(timeout);
    }

    @Override
    public void close() throws IOException {
        waiting.await(socket.close(), Waiting.WITHOUT_LIMIT, "close timed out");
    }
}
