package dev.lanyard.link.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VirtualLoopTest {
    private final VirtualLoop loop = new VirtualLoop(7);
    private final List<String> log = new ArrayList<>();

    private Runnable note(String what) {
        return () -> log.add(what + "@" + loop.clock().nanos());
    }

    @Test
    void runsWhatIsReadyInOrderThenTimersByTime() {
        loop.at(20, note("b"));
        loop.at(10, () -> {
            note("a").run();
            loop.execute(note("a's task"));
            loop.at(15, note("between"));
            loop.at(3, note("past"));
        });
        loop.execute(note("1"));
        loop.execute(() -> loop.execute(note("3")));
        loop.execute(note("2"));
        while (loop.step(1000)) {}
        assertEquals(List.of("1@0", "2@0", "3@0", "a@10", "a's task@10", "past@10", "between@15", "b@20"), log);
        assertTrue(loop.isQuiet());
        assertEquals(5, loop.tasks());
    }

    @Test
    void doesNotPassTheLimit() {
        loop.at(100, note("late"));
        assertFalse(loop.step(99));
        assertEquals(0, loop.clock().nanos());
        assertEquals(1, loop.pendingTimers());
        assertTrue(loop.step(100));
        assertEquals(List.of("late@100"), log);
        assertFalse(loop.step(Long.MAX_VALUE));
    }

    @Test
    void timeOnlyGoesForward() {
        loop.advance(50);
        loop.advance(40);
        assertEquals(50, loop.clock().nanos());
        assertEquals(50, loop.clock().instant().getNano());
    }

    @Test
    void refusesForeignThreadsUntilTheyAdoptIt() throws Exception {
        Throwable refused = CompletableFuture.supplyAsync(() -> {
                    try {
                        loop.execute(note("foreign"));
                        return null;
                    } catch (RuntimeException e) {
                        return e;
                    }
                })
                .get();
        assertInstanceOf(RejectedExecutionException.class, refused);
        assertTrue(refused.getMessage().contains(Thread.currentThread().getName()), refused.getMessage());

        CompletableFuture.runAsync(() -> {
                    loop.adopt();
                    loop.execute(note("adopted"));
                    loop.step(0);
                })
                .get();
        assertEquals(List.of("adopted@0"), log);
        assertFalse(loop.inLoop());
    }

    @Test
    void theSeedOrdersTimersOfOneTime() {
        assertEquals(order(1, 20), order(1, 20));
        assertNotEquals(order(1, 20), order(2, 20));
        assertNotEquals(IntStream.range(0, 20).boxed().toList(), order(1, 20));
    }

    @Test
    void timersThatWereSetAtOneTimeRunInThatOrder() {
        assertEquals(IntStream.range(0, 20).boxed().toList(), order(1, 1));
    }

    @Test
    void anotherTimerDoesNotChangeTheOrderOfTheRest() {
        List<Integer> without = order(1, 7);
        VirtualLoop loop = new VirtualLoop(1);
        List<Integer> with = new ArrayList<>();
        loop.at(3, () -> loop.at(100, () -> {}));
        set(loop, 7, with);
        loop.step(50);
        loop.at(100, () -> {});
        while (loop.step(100)) {
            // until all have run
        }
        assertEquals(without, with);
    }

    /** The order in which 20 timers run at time 100 that were set in as many instants as given. */
    private static List<Integer> order(long seed, int instants) {
        VirtualLoop loop = new VirtualLoop(seed);
        List<Integer> order = new ArrayList<>();
        set(loop, instants, order);
        while (loop.step(100)) {
            // until all have run
        }
        assertEquals(20, order.size());
        return order;
    }

    private static void set(VirtualLoop loop, int instants, List<Integer> order) {
        IntStream.range(0, 20).forEach(i -> loop.at(i % instants, () -> loop.at(100, () -> order.add(i))));
    }
}
