package dev.lanyard.node.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ServicesTest {
    private final CompletableFuture<Void> slow = new CompletableFuture<>();

    private record Named(String name, CompletionStage<Void> start) implements ServiceProvider {
        @Override
        public Service create(List<String> arguments) {
            if (!arguments.isEmpty()) {
                throw new IllegalArgumentException(name + " takes no arguments");
            }
            return node -> start;
        }
    }

    private final Services services = Services.of(List.of(
            new Named("slow", slow), new Named("broken", CompletableFuture.failedStage(new IllegalStateException()))));

    @Test
    void unknownOnesAreRefusedWithTheListOfThoseThereAre() {
        var e = assertThrows(IllegalArgumentException.class, () -> services.create("sloth"));
        assertEquals("no such service: 'sloth'; there are: broken, slow", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> services.create("slow 7"));
        assertThrows(IllegalArgumentException.class, () -> services.create(""));
    }

    @Test
    void startWaitsForAll() {
        var started = services.start(null, List.of("slow")).toCompletableFuture();
        assertFalse(started.isDone());
        slow.complete(null);
        assertTrue(started.isDone());
    }

    @Test
    void startFailsWithTheFirstFailureWithoutWaiting() {
        assertTrue(services.start(null, List.of("slow", "broken"))
                .toCompletableFuture()
                .isCompletedExceptionally());
    }
}
