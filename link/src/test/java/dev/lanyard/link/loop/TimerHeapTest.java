package dev.lanyard.link.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerHeapTest {
    private final VirtualLoop loop = new VirtualLoop(1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithASortedListUnderRandomCancellation(long seed) {
        Random random = new Random(seed);
        TimerHeap heap = new TimerHeap(() -> random.nextInt(3));
        List<LoopTimer> oracle = new ArrayList<>();
        Comparator<LoopTimer> order = Comparator.<LoopTimer>comparingLong(t -> t.due)
                .thenComparingLong(t -> t.tieBreak)
                .thenComparingLong(t -> t.sequence);
        long sequence = 0;
        for (int step = 0; step < 20_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 5) {
                LoopTimer timer = new LoopTimer(loop, random.nextInt(50), () -> {});
                heap.add(timer, sequence++);
                oracle.add(timer);
            } else if (choice < 8 && !oracle.isEmpty()) {
                LoopTimer timer = oracle.remove(random.nextInt(oracle.size()));
                heap.remove(timer);
                heap.remove(timer); // is out already
            } else {
                long now = random.nextInt(50);
                oracle.sort(order);
                boolean due = !oracle.isEmpty() && oracle.get(0).due <= now;
                assertSame(due ? oracle.remove(0) : null, heap.pollDue(now), "seed " + seed + " step " + step);
            }
            assertEquals(oracle.size(), heap.size());
            assertEquals(oracle.stream().mapToLong(t -> t.due).min().orElse(Long.MAX_VALUE), heap.nextDue());
        }
    }

    @Test
    void timersOfOneTimeRunInOrderOfTieBreakThenOfArrival() {
        long[] ties = {5, 1, 5, 1};
        int[] next = {0};
        TimerHeap heap = new TimerHeap(() -> ties[next[0]++]);
        LoopTimer[] timers = new LoopTimer[4];
        for (int i = 0; i < 4; i++) {
            timers[i] = new LoopTimer(loop, 10, () -> {});
            heap.add(timers[i], i);
        }
        assertNull(heap.pollDue(9));
        assertSame(timers[1], heap.pollDue(10));
        assertSame(timers[3], heap.pollDue(10));
        assertSame(timers[0], heap.pollDue(10));
        assertSame(timers[2], heap.pollDue(10));
        assertNull(heap.pollDue(Long.MAX_VALUE));
    }

    @Test
    void aTimerThatFiredIsNotCancelled() {
        LoopTimer timer = loop.at(5, () -> {});
        assertTrue(loop.step(5));
        assertFalse(timer.isCancelled());
        assertFalse(timer.cancel());
        LoopTimer other = loop.at(6, () -> {});
        assertTrue(other.cancel());
        assertTrue(other.isCancelled());
        assertFalse(other.cancel());
    }
}
