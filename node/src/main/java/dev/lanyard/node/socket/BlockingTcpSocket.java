package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.tcp.TcpInfo;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** {@link TcpSocket} with calls that wait. One thread at a time may read and another one write. */
public final class BlockingTcpSocket implements Closeable {
    private static final int BUFFER = 64 * 1024;

    private final TcpSocket socket;
    private final Waiting waiting;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    // What was received and not read yet; a receive that timed out goes on into it and is taken up by the next read.
    private ByteBuffer received = ByteBuffer.allocate(0);
    private CompletionStage<Integer> pending;
    private CompletionStage<Integer> pendingUrgent;
    private Duration timeout = Duration.ZERO;

    BlockingTcpSocket(TcpSocket socket, Waiting waiting) {
        this.socket = socket;
        this.waiting = waiting;
    }

    public Endpoint local() {
        return socket.local();
    }

    public Endpoint remote() {
        return socket.remote();
    }

    /** SO_TIMEOUT: how long a read waits before it throws {@link java.net.SocketTimeoutException}; zero for ever. */
    public void timeout(Duration limit) {
        timeout = limit;
    }

    /** SO_TIMEOUT as it is; zero for none. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Changes an option.
     *
     * @see TcpSocket#option(SocketOption, Object)
     */
    public <T> void option(SocketOption<T> name, T value) throws IOException {
        waiting.await(socket.option(name, value), Waiting.WITHOUT_LIMIT, "option timed out");
    }

    /**
     * An option as it is.
     *
     * @see TcpSocket#option(SocketOption)
     */
    public <T> T option(SocketOption<T> name) throws IOException {
        return waiting.await(socket.option(name), Waiting.WITHOUT_LIMIT, "option timed out");
    }

    /** Sends a byte behind everything written, as urgent data (RFC 6093). */
    public void sendUrgent(int octet) throws IOException {
        waiting.await(socket.sendUrgent((byte) octet), Waiting.WITHOUT_LIMIT, "Write timed out");
    }

    /**
     * Waits for the peer's urgent byte; not with SO_OOBINLINE.
     *
     * @return 0 to 255, or -1 if the peer has finished without one
     * @throws java.net.SocketTimeoutException not within SO_TIMEOUT
     */
    public int receiveUrgent() throws IOException {
        pendingUrgent = pendingUrgent == null ? socket.receiveUrgent() : pendingUrgent;
        int octet = waiting.await(pendingUrgent, Waiting.limit(timeout), "Read timed out");
        pendingUrgent = null;
        return octet;
    }

    /** The connection's figures of now. */
    public TcpInfo info() throws IOException {
        return waiting.await(socket.info(), Waiting.WITHOUT_LIMIT, "info timed out");
    }

    /** Reading waits for one byte at least; -1 is the peer's FIN. */
    public InputStream input() {
        return input;
    }

    /** Writing waits until the send buffer has taken everything. */
    public OutputStream output() {
        return output;
    }

    /** Sends a FIN behind everything written. */
    public void shutdownOutput() throws IOException {
        waiting.await(socket.shutdownOutput(), Waiting.WITHOUT_LIMIT, "shutdown timed out");
    }

    @Override
    public void close() throws IOException {
        waiting.await(socket.close(), Waiting.WITHOUT_LIMIT, "close timed out");
    }

    /** Resets the connection. */
    public void abort() throws IOException {
        waiting.await(socket.abort(), Waiting.WITHOUT_LIMIT, "abort timed out");
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!received.hasRemaining() && !receive()) {
            return -1;
        }
        int count = Math.min(length, received.remaining());
        received.get(target, offset, count);
        return count;
    }

    /** Waits for something in the buffer; returns false at the end of the stream. */
    private boolean receive() throws IOException {
        if (pending == null) {
            if (received.capacity() == 0) {
                received = ByteBuffer.allocate(BUFFER);
            }
            pending = socket.receive(received.clear().duplicate());
            received.limit(0);
        }
        int count = waiting.await(pending, Waiting.limit(timeout), "Read timed out");
        pending = null;
        received.position(0).limit(Math.max(0, count));
        return count >= 0;
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return BlockingTcpSocket.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            return BlockingTcpSocket.this.read(target, offset, length);
        }

        @Override
        public int available() {
            return received.remaining();
        }

        @Override
        public void close() throws IOException {
            BlockingTcpSocket.this.close();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            waiting.await(
                    socket.send(ByteBuffer.wrap(source, offset, length)), Waiting.WITHOUT_LIMIT, "Write timed out");
        }

        @Override
        public void close() throws IOException {
            shutdownOutput();
        }
    }
}
