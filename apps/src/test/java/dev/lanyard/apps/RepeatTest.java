package dev.lanyard.apps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RepeatTest {
    @Test
    void aMillionStepsThatAreCompleteDoNotOverflowTheStack() {
        AtomicInteger steps = new AtomicInteger();
        Repeat.whileTrue(() -> CompletableFuture.completedStage(steps.incrementAndGet() < 1_000_000))
                .toCompletableFuture()
                .join();
        assertEquals(1_000_000, steps.get());
    }

    @Test
    void stepsThatCompleteLaterAreWaitedFor() {
        AtomicInteger steps = new AtomicInteger();
        CompletableFuture<?>[] latest = new CompletableFuture<?>[1];
        var done = Repeat.whileTrue(() -> {
                    steps.incrementAndGet();
                    CompletableFuture<Boolean> step = new CompletableFuture<>();
                    latest[0] = step;
                    return step;
                })
                .toCompletableFuture();
        for (int i = 1; i <= 100_000; i++) {
            assertEquals(i, steps.get());
            complete(latest[0], true);
        }
        assertFalse(done.isDone());
        complete(latest[0], false);
        assertTrue(done.isDone());
    }

    @SuppressWarnings("unchecked")
    private static void complete(CompletableFuture<?> step, boolean more) {
        ((CompletableFuture<Boolean>) step).complete(more);
    }

    @Test
    void failuresAndExceptionsEndIt() {
        var failed = Repeat.forever(() -> CompletableFuture.failedStage(new IllegalStateException("enough")));
        assertThrows(
                CompletionException.class, () -> failed.toCompletableFuture().join());
        var thrown = Repeat.whileTrue(() -> {
            throw new IllegalStateException("enough");
        });
        assertThrows(
                CompletionException.class, () -> thrown.toCompletableFuture().join());
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        var lateFailure = Repeat.whileTrue(() -> late).toCompletableFuture();
        late.completeExceptionally(new IllegalStateException("enough"));
        assertTrue(lateFailure.isCompletedExceptionally());
    }
}
