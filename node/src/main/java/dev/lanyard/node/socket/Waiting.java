package dev.lanyard.node.socket;

import dev.lanyard.link.loop.LoopSystem;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Turns a stage into a call that returns or throws: what all blocking sockets have in common. */
final class Waiting {
    /** Waits for as long as the operation itself goes on. */
    static final Duration WITHOUT_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

    private final LoopSystem system;

    Waiting(LoopSystem system) {
        this.system = system;
    }

    /** The duration that a java.net timeout stands for, in which zero means none. */
    static Duration limit(Duration timeout) {
        return timeout.isZero() ? WITHOUT_LIMIT : timeout;
    }

    /**
     * @param timeoutMessage of the {@link SocketTimeoutException}
     * @throws IOException that the stage failed with
     */
    <T> T await(CompletionStage<T> stage, Duration timeout, String timeoutMessage) throws IOException {
        try {
            return system.await(stage, timeout);
        } catch (TimeoutException e) {
            SocketTimeoutException timedOut = new SocketTimeoutException(timeoutMessage);
            timedOut.initCause(e);
            throw timedOut;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        }
    }
}
