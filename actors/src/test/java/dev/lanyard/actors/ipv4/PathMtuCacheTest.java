package dev.lanyard.actors.ipv4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Path MTU discovery (RFC 1191, checklist 56)")
class PathMtuCacheTest {
    private final PathMtuCache cache = new PathMtuCache();

    @Test
    @DisplayName("56: below 68 and growing are ignored, smaller is believed")
    void believed() {
        assertEquals(65_535, cache.mtu(1, 0));
        assertFalse(cache.learn(1, 67, 0));
        assertFalse(cache.learn(1, 0, 0));
        assertTrue(cache.learn(1, 1400, 0));
        assertFalse(cache.learn(1, 1400, 0));
        assertFalse(cache.learn(1, 1401, 0));
        assertTrue(cache.learn(1, 68, 0));
        assertEquals(68, cache.mtu(1, 0));
        assertEquals(65_535, cache.mtu(2, 0));
    }

    @Test
    @DisplayName("RFC 1191 §6.3: after ten minutes a larger one is tried")
    void forgotten() {
        cache.learn(1, 1000, 5);
        long end = 5 + PathMtuCache.LIFETIME.toNanos();
        assertEquals(1000, cache.mtu(1, end - 1));
        assertEquals(65_535, cache.mtu(1, end));
        assertTrue(cache.learn(1, 1200, end));
    }

    @Test
    @DisplayName("bounded: the path learnt longest ago goes")
    void bounded() {
        for (int i = 0; i <= PathMtuCache.CAPACITY; i++) {
            cache.learn(i, 1000, i);
        }
        assertEquals(PathMtuCache.CAPACITY, cache.size());
        assertEquals(65_535, cache.mtu(0, 2000));
        assertEquals(1000, cache.mtu(1, 2000));
    }
}
