package dev.lanyard.apps.nc;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.apps.Alarm;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.socket.TcpSocket;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way to a connection, on which the user's interrupt or the end of patience may be met. */
final class Opening {
    private final CommandContext context;
    private final CompletableFuture<TcpSocket> connection = new CompletableFuture<>();
    private final Alarm patience;

    /**
     * @param timeout or null for as long as it takes
     */
    Opening(CommandContext context, Duration timeout) {
        this.context = context;
        this.patience = new Alarm(context.node().system().loop());
        if (timeout != null) {
            patience.set(
                    context.node().clock().nanos() + timeout.toNanos(),
                    () -> connection.completeExceptionally(new SocketTimeoutException("Connection timed out")));
        }
        context.interrupted()
                .thenRun(() -> connection.completeExceptionally(new InterruptedIOException("interrupted")));
        connection.whenComplete((socket, failure) -> patience.cancel());
    }

    CompletionStage<TcpSocket> connect(Endpoint remote) {
        context.node().connect(remote).whenComplete(this::found);
        return connection;
    }

    /** Takes one connection. */
    CompletionStage<TcpSocket> accept(int port) {
        context.node().listen(port, 1).whenComplete((listener, failure) -> {
            if (failure != null) {
                connection.completeExceptionally(failure);
                return;
            }
            connection.whenComplete((socket, unused) -> listener.close());
            listener.accept().whenComplete(this::found);
        });
        return connection;
    }

    private void found(TcpSocket socket, Throwable failure) {
        if (failure != null) {
            connection.completeExceptionally(failure);
        } else if (!connection.complete(socket)) {
            socket.abort();
        }
    }
}
