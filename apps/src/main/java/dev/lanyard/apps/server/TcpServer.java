package dev.lanyard.apps.server;

import dev.lanyard.apps.Repeat;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Accepts connections and gives each to a handler. What goes wrong on one connection ends that one only. */
public final class TcpServer {
    private static final int BACKLOG = 128;

    private TcpServer() {}

    /** What a service does with one connection. */
    @FunctionalInterface
    public interface Handler {
        /**
         * @return completes when the connection is to be closed; if it fails, the connection is reset
         */
        CompletionStage<Void> serve(TcpSocket connection);
    }

    /**
     * Listens on a port until the node stops.
     *
     * @return completes when connections are accepted; fails as {@link Node#listen} does
     */
    public static CompletionStage<Void> start(Node node, int port, Handler handler) {
        return node.listen(port, BACKLOG).thenAccept(listener -> acceptAll(listener, handler));
    }

    /** Ends, as a failed stage that nobody need look at, when the listener is closed. */
    static CompletionStage<Void> acceptAll(TcpListener listener, Handler handler) {
        return Repeat.forever(() -> listener.accept().thenAccept(connection -> serve(connection, handler)));
    }

    private static void serve(TcpSocket connection, Handler handler) {
        CompletionStage<Void> served;
        try {
            served = handler.serve(connection);
        } catch (RuntimeException e) {
            served = CompletableFuture.failedStage(e);
        }
        served.whenComplete((done, failure) -> {
            if (failure == null) {
                connection.close();
            } else {
                connection.abort();
            }
        });
    }
}
