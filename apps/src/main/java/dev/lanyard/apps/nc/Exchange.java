package dev.lanyard.apps.nc;

import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Two loops, from the input to the network and back, that end together. */
abstract class Exchange {
    final CommandContext context;
    final Input input;
    final IdleTimer idle;
    private final Duration timeout;
    private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
    private long sent;
    private long received;

    /**
     * @param timeout without traffic after which it ends, or null
     */
    Exchange(CommandContext context, Input input, Duration timeout) {
        this.context = context;
        this.input = input;
        this.timeout = timeout;
        this.idle = new IdleTimer(context.node(), () -> end("idle"));
    }

    /** From the input to the network, to the end of the input. */
    abstract CompletionStage<Void> forward();

    /** From the network to the output, until the peer has finished. */
    abstract CompletionStage<Void> backward();

    /** Lets go of the socket. */
    abstract void close();

    final CompletionStage<CommandResult> start() {
        idle.start(timeout);
        context.interrupted().thenRun(() -> end("interrupted"));
        forward().exceptionally(this::fail);
        backward().thenRun(() -> end("closed")).exceptionally(this::fail);
        return result;
    }

    final void countSent(long bytes) {
        sent += bytes;
        idle.touch();
    }

    final void countReceived(long bytes) {
        received += bytes;
        idle.touch();
    }

    final void end(String state) {
        if (result.complete(CommandResult.of(CommandResult.OK)
                .with("sent", sent)
                .with("received", received)
                .with("state", state))) {
            idle.cancel();
            close();
        }
    }

    private Void fail(Throwable failure) {
        if (result.completeExceptionally(failure)) {
            idle.cancel();
            close();
        }
        return null;
    }
}
