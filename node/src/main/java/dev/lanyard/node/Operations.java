package dev.lanyard.node;

import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The operations of one socket that wait for its actor. Commands that reach an actor after it has stopped are lost without a
 * word; this fails them instead, so that every wait has an end. Safe from any thread.
 */
final class Operations {
    private final Set<CompletableFuture<?>> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean gone;

    /**
     * @param end completes when the actor is gone
     */
    Operations(CompletableFuture<?> end) {
        end.whenComplete((ok, failure) -> fail());
    }

    /**
     * Orders something of the actor.
     *
     * @param order sends the command that carries the result
     */
    <T> CompletableFuture<T> submit(Consumer<CompletableFuture<T>> order) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (!add(result)) {
            return CompletableFuture.failedFuture(closed());
        }
        order.accept(result);
        if (result.isDone()) {
            remove(result);
        } else {
            result.whenComplete((ok, failure) -> remove(result));
        }
        return result;
    }

    private synchronized boolean add(CompletableFuture<?> result) {
        return !gone && waiting.add(result);
    }

    private synchronized void remove(CompletableFuture<?> result) {
        waiting.remove(result);
    }

    private void fail() {
        List<CompletableFuture<?>> lost;
        synchronized (this) {
            gone = true;
            lost = new ArrayList<>(waiting);
        }
        lost.forEach(result -> result.completeExceptionally(closed()));
    }

    private static SocketException closed() {
        return new SocketException("Socket closed");
    }
}
