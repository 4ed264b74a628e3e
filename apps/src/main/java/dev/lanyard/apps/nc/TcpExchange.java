package dev.lanyard.apps.nc;

import dev.lanyard.apps.Repeat;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Over a connection. */
final class TcpExchange extends Exchange {
    private static final int BUFFER = 64 * 1024;

    private final TcpSocket connection;

    TcpExchange(CommandContext context, Input input, TcpSocket connection, Duration timeout) {
        super(context, input, timeout);
        this.connection = connection;
    }

    @Override
    CompletionStage<Void> forward() {
        return Repeat.whileTrue(() -> input.read().thenCompose(data -> {
            if (data == null) {
                return connection.shutdownOutput().thenApply(done -> false);
            }
            int size = data.remaining();
            return connection.send(data).thenApply(done -> {
                countSent(size);
                return true;
            });
        }));
    }

    @Override
    CompletionStage<Void> backward() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        return Repeat.whileTrue(() -> connection.receive(buffer.clear()).thenCompose(count -> {
            countReceived(Math.max(0, count));
            return context.write(buffer.flip()).thenApply(written -> count >= 0);
        }));
    }

    @Override
    void close() {
        connection.close();
    }
}
