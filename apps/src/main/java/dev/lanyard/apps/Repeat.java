package dev.lanyard.apps;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Loops whose body is asynchronous. */
public final class Repeat {
    private Repeat() {}

    /**
     * Does a step again and again for as long as it says true. Steps that are complete when they return run in a loop, not in a
     * recursion, so that no number of them overflows the stack.
     *
     * @return completes after the first step that says false; fails with the first step that fails or throws
     */
    public static CompletionStage<Void> whileTrue(Supplier<? extends CompletionStage<Boolean>> step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        run(step, done);
        return done;
    }

    /** Does a step for ever: until it fails. */
    public static CompletionStage<Void> forever(Supplier<? extends CompletionStage<?>> step) {
        return whileTrue(() -> step.get().thenApply(ignored -> true));
    }

    private static void run(Supplier<? extends CompletionStage<Boolean>> step, CompletableFuture<Void> done) {
        try {
            boolean more = true;
            while (more) {
                CompletableFuture<Boolean> turn = step.get().toCompletableFuture();
                if (!turn.isDone()) {
                    turn.whenComplete((again, failure) -> goOn(again, failure, step, done));
                    return;
                }
                more = turn.join();
            }
            done.complete(null);
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private static void goOn(
            Boolean again,
            Throwable failure,
            Supplier<? extends CompletionStage<Boolean>> step,
            CompletableFuture<Void> done) {
        if (failure != null) {
            done.completeExceptionally(failure);
        } else if (again) {
            run(step, done);
        } else {
            done.complete(null);
        }
    }
}
