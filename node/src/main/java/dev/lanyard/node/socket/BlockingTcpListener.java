package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** {@link TcpListener} with calls that wait. For one thread at a time. */
public final class BlockingTcpListener implements Closeable {
    private final TcpListener listener;
    private final Waiting waiting;
    private CompletionStage<TcpSocket> pending;

    BlockingTcpListener(TcpListener listener, Waiting waiting) {
        this.listener = listener;
        this.waiting = waiting;
    }

    public Endpoint local() {
        return listener.local();
    }

    /**
     * The next connection. One that comes after a timeout is kept for the next call.
     *
     * @param timeout zero for none
     * @throws java.net.SocketTimeoutException nobody connected within the timeout
     * @throws java.net.SocketException the listener was closed
     */
    public BlockingTcpSocket accept(Duration timeout) throws IOException {
        if (pending == null) {
            pending = listener.accept();
        }
        TcpSocket socket = waiting.await(pending, Waiting.limit(timeout), "accept timed out");
        pending = null;
        return new BlockingTcpSocket(socket, waiting);
    }

    public BlockingTcpSocket accept() throws IOException {
        return accept(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        waiting.await(listener.close(), Waiting.WITHOUT_LIMIT, "close timed out");
    }
}
