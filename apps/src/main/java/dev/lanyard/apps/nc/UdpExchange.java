package dev.lanyard.apps.nc;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.apps.Repeat;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Over a UDP port. There is no end that a peer could tell, so after the input's it waits a little for answers. */
final class UdpExchange extends Exchange {
    private static final Duration AFTER_INPUT = Duration.ofSeconds(1);

    private final UdpSocket socket;
    private final boolean many;
    private final Duration timeout;
    private final CompletableFuture<Endpoint> peer = new CompletableFuture<>();

    /**
     * @param peer or null to take the first that sends something
     * @param many whether others than the peer are to be heard
     */
    UdpExchange(CommandContext context, Input input, UdpSocket socket, Endpoint peer, boolean many, Duration timeout) {
        super(context, input, timeout);
        this.many = many;
        this.socket = socket;
        this.timeout = timeout;
        if (peer != null) {
            this.peer.complete(peer);
        }
    }

    @Override
    CompletionStage<Void> forward() {
        return peer.thenCompose(to -> Repeat.whileTrue(() -> input.read().thenCompose(data -> {
            if (data == null) {
                idle.start(timeout == null ? AFTER_INPUT : timeout);
                return CompletableFuture.completedStage(false);
            }
            int size = data.remaining();
            return socket.send(to, data).thenApply(done -> {
                countSent(size);
                return true;
            });
        })));
    }

    @Override
    CompletionStage<Void> backward() {
        return Repeat.forever(() -> socket.receive().thenCompose(datagram -> {
            countReceived(datagram.payload().length);
            CompletionStage<Void> written = context.write(ByteBuffer.wrap(datagram.payload()));
            return peer.isDone() ? written : take(datagram.source()).thenCompose(taken -> written);
        }));
    }

    /** Takes the first that sends something for the peer. */
    private CompletionStage<Void> take(Endpoint source) {
        CompletionStage<Void> ready = many ? CompletableFuture.completedStage(null) : socket.connect(source);
        return ready.thenRun(() -> peer.complete(source));
    }

    @Override
    void close() {
        socket.close();
    }
}
