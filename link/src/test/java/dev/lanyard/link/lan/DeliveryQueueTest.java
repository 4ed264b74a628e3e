package dev.lanyard.link.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {
    private final DeliveryQueue queue = new DeliveryQueue();

    @Test
    void isOrderedByTimeThenByOrderOfAdding() {
        Random random = new Random(2);
        PriorityQueue<long[]> oracle =
                new PriorityQueue<>(Comparator.<long[]>comparingLong(e -> e[0]).thenComparingLong(e -> e[1]));
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(5) < 3) {
                long time = random.nextInt(100) - 50;
                assertTrue(queue.add(time, null, i, -i));
                oracle.add(new long[] {time, i});
            } else {
                long now = random.nextInt(100) - 50;
                DeliveryQueue.Entry entry = queue.pollDue(now);
                if (oracle.isEmpty() || oracle.peek()[0] > now) {
                    assertNull(entry);
                } else {
                    long[] expected = oracle.remove();
                    assertEquals(expected[0], entry.time);
                    assertEquals(expected[1], entry.from);
                    assertEquals(-expected[1], entry.to);
                    queue.recycle(entry);
                }
            }
            assertEquals(oracle.isEmpty() ? Long.MAX_VALUE : oracle.peek()[0], queue.nextDue());
        }
    }

    @Test
    void isBounded() {
        for (int i = 0; i < DeliveryQueue.LIMIT; i++) {
            assertTrue(queue.add(i, null, 0, 0));
        }
        assertFalse(queue.add(0, null, 0, 0));
        queue.recycle(queue.pollDue(0));
        assertTrue(queue.add(0, null, 0, 0));
    }
}
