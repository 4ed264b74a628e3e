package dev.lanyard.link.counters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CounterGroupTest {
    private enum Drop {
        BAD_CHECKSUM,
        TTL
    }

    @Test
    void countsByNameAndByReasonInOrderOfMaking() {
        CounterGroup<Drop> group = new CounterGroup<>("ipv4", Drop.class);
        Counter received = group.counter("received");
        assertSame(received, group.counter("received"));
        received.increment();
        received.add(10);
        received.decrement();
        group.drop(Drop.BAD_CHECKSUM);
        group.drop(Drop.BAD_CHECKSUM);

        assertEquals("ipv4", group.name());
        assertEquals(2, group.dropped(Drop.BAD_CHECKSUM));
        assertEquals(0, group.dropped(Drop.TTL));
        Map<String, Long> snapshot = group.snapshot();
        assertEquals(List.of("dropped.bad-checksum", "dropped.ttl", "received"), List.copyOf(snapshot.keySet()));
        assertEquals(List.of(2L, 0L, 10L), List.copyOf(snapshot.values()));
        received.increment();
        assertEquals(10, snapshot.get("received"));
    }
}
