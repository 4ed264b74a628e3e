package dev.lanyard.node.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Receives with a timeout; what comes after that is kept for the next call. For one thread at a time. */
final class PendingReceive<T> {
    private final Supplier<CompletionStage<T>> receive;
    private final Waiting waiting;
    private CompletionStage<T> pending;

    PendingReceive(Supplier<CompletionStage<T>> receive, Waiting waiting) {
        this.receive = receive;
        this.waiting = waiting;
    }

    /**
     * @param timeout zero for none
     * @throws SocketTimeoutException nothing came within the timeout
     */
    T receive(Duration timeout) throws IOException {
        if (pending == null) {
            pending = receive.get();
        }
        try {
            T received = waiting.await(pending, Waiting.limit(timeout), "Receive timed out");
            pending = null;
            return received;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            pending = null;
            throw e;
        }
    }
}
