package dev.lanyard.actors.arp;

import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static dev.lanyard.actors.Packets.MAC_C;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.arp.ArpEntry.State;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArpCacheTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PEER = 0xc000020b;

    private final List<String> did = new ArrayList<>();
    private ArpCache cache;

    @BeforeEach
    void build() {
        cache = new ArpCache(4, new ArpCache.Output() {
            @Override
            public void request(int target, MacAddress destination) {
                did.add("ask " + (target & 0xff) + " at " + destination);
            }

            @Override
            public void transmit(MacAddress destination, PacketBuffer packet) {
                did.add("send " + packet.length() + " to " + destination);
                packet.release();
            }

            @Override
            public void unreachable(int nextHop, PacketBuffer packet) {
                did.add("unreachable " + (nextHop & 0xff) + ": " + packet.length());
                packet.release();
            }

            @Override
            public void drop(PacketBuffer packet, ArpDrop reason) {
                did.add("drop " + packet.length() + ": " + reason);
                packet.release();
            }
        });
    }

    private void expect(String... events) {
        assertEquals(List.of(events), did);
        did.clear();
    }

    private void known(long now) {
        cache.learn(PEER, MAC_B, false, true, now);
    }

    @Test
    @DisplayName("RFC 826: the first packet asks all, the reply sends it, the next one goes at once")
    void resolve() {
        cache.transmit(PEER, payload(1), 0);
        expect("ask 11 at ff:ff:ff:ff:ff:ff");
        assertNull(cache.learn(PEER, MAC_B, true, false, 5));
        expect("send 1 to 02:00:00:00:00:0b");
        assertEquals(Long.MAX_VALUE, cache.nextDeadline());
        cache.transmit(PEER, payload(2), 6);
        expect("send 2 to 02:00:00:00:00:0b");
    }

    @Test
    @DisplayName("57: at most one request per second and target, three in all, then the packets come back")
    void giveUp() {
        cache.transmit(PEER, payload(1), 0);
        cache.transmit(PEER, payload(2), SECOND / 2);
        expect("ask 11 at ff:ff:ff:ff:ff:ff");
        assertEquals(SECOND, cache.nextDeadline());
        cache.expire(SECOND - 1);
        expect();
        cache.expire(SECOND);
        cache.transmit(PEER, payload(3), SECOND + 1);
        expect("ask 11 at ff:ff:ff:ff:ff:ff");
        cache.expire(2 * SECOND);
        expect("ask 11 at ff:ff:ff:ff:ff:ff");
        cache.expire(3 * SECOND);
        expect("unreachable 11: 1", "unreachable 11: 2", "unreachable 11: 3");
        assertEquals(Long.MAX_VALUE, cache.nextDeadline());
        cache.transmit(PEER, payload(4), 3 * SECOND);
        expect("ask 11 at ff:ff:ff:ff:ff:ff");
    }

    @Test
    @DisplayName("57: all fragments of a queued datagram survive; of too many packets the oldest goes")
    void pendingQueue() {
        for (int i = 1; i <= ArpCache.PENDING_PACKETS; i++) {
            cache.transmit(PEER, payload(i), 0);
        }
        expect("ask 11 at ff:ff:ff:ff:ff:ff");
        cache.transmit(PEER, payload(100), 0);
        expect("drop 1: PENDING_QUEUE_FULL");
        cache.learn(PEER, MAC_B, true, false, 1);
        assertEquals(ArpCache.PENDING_PACKETS, did.size());
        assertEquals("send 2 to 02:00:00:00:00:0b", did.get(0));
    }

    @Test
    @DisplayName("57: the bytes that wait are bounded over all targets, and counted down again")
    void pendingBytes() {
        int fit = ArpCache.PENDING_BYTES / 60_000;
        for (int i = 0; i < fit; i++) {
            cache.transmit(PEER, payload(60_000), 0);
        }
        did.clear();
        cache.transmit(PEER + 1, payload(60_000), 0);
        expect("drop 60000: PENDING_BYTES_FULL", "ask 12 at ff:ff:ff:ff:ff:ff");
        cache.learn(PEER, MAC_B, true, false, 1);
        did.clear();
        cache.transmit(PEER + 1, payload(60_000), 2);
        expect();
    }

    @Test
    @DisplayName("57: what waits is not lent from a pool")
    void detached() {
        PacketPool pool = new PacketPool(1);
        PacketBuffer packet = pool.allocate(10);
        packet.append(10);
        cache.transmit(PEER, packet, 0);
        assertEquals(1, pool.available());
    }

    @Test
    @DisplayName("57: an unsolicited reply teaches nothing")
    void unsolicited() {
        assertEquals(ArpDrop.UNSOLICITED_REPLY, cache.learn(PEER, MAC_C, true, true, 0));
        assertTrue(cache.entries(0).isEmpty());
        known(0);
        assertEquals(ArpDrop.UNSOLICITED_REPLY, cache.learn(PEER, MAC_C, true, true, 5 * SECOND));
        cache.transmit(PEER, payload(1), 5 * SECOND);
        expect("ask 11 at 02:00:00:00:00:0b", "send 1 to 02:00:00:00:00:0b");
    }

    @Test
    @DisplayName(
            "57: who claims the address of one heard of lately makes us ask that one; it keeps the address if it answers")
    void contested() {
        known(0);
        assertNull(cache.learn(PEER, MAC_C, false, true, 5 * SECOND));
        expect("ask 11 at 02:00:00:00:00:0b");
        assertNull(cache.learn(PEER, MAC_C, false, true, 5 * SECOND + 1));
        expect();
        assertNull(cache.learn(PEER, MAC_B, true, false, 5 * SECOND + 2));
        cache.transmit(PEER, payload(1), 6 * SECOND);
        expect("send 1 to 02:00:00:00:00:0b");
    }

    @Test
    @DisplayName("57: one that has gone loses its address to the new one")
    void moved() {
        known(0);
        cache.learn(PEER, MAC_C, false, true, 5 * SECOND);
        for (int i = 6; i <= 8; i++) {
            cache.expire(i * SECOND);
        }
        did.clear();
        cache.transmit(PEER, payload(1), 8 * SECOND);
        expect("ask 11 at ff:ff:ff:ff:ff:ff");
        cache.learn(PEER, MAC_C, true, false, 8 * SECOND + 1);
        expect("send 1 to 02:00:00:00:00:0c");
    }

    @Test
    @DisplayName("RFC 826 merge flag: a request updates an old entry, and makes a new one only if it is for us")
    void merge() {
        assertNull(cache.learn(PEER, MAC_B, false, false, 0));
        assertTrue(cache.entries(0).isEmpty());
        known(0);
        long later = ArpCache.REACHABLE_TIME.toNanos();
        assertNull(cache.learn(PEER, MAC_C, false, false, later));
        assertEquals(MAC_C, cache.entries(later).get(0).mac());
    }

    @Test
    @DisplayName("RFC 1122 §2.3.2.1: an old entry is used once more and its station asked by unicast, then forgotten")
    void ageing() {
        known(0);
        long later = ArpCache.REACHABLE_TIME.toNanos();
        assertEquals(State.REACHABLE, cache.entries(later - 1).get(0).state());
        assertEquals(State.STALE, cache.entries(later).get(0).state());
        cache.transmit(PEER, payload(1), later);
        expect("ask 11 at 02:00:00:00:00:0b", "send 1 to 02:00:00:00:00:0b");
        assertEquals(State.PROBE, cache.entries(later).get(0).state());
        cache.transmit(PEER, payload(2), later + 1);
        expect("send 2 to 02:00:00:00:00:0b");
        for (int i = 1; i <= ArpCache.ATTEMPTS; i++) {
            cache.expire(later + i * SECOND);
        }
        assertTrue(cache.entries(later).isEmpty());
    }

    @Test
    @DisplayName("57: a full cache forgets the entry unused for longest, but none that was asked for a moment ago")
    void bounded() {
        for (int i = 0; i < 4; i++) {
            cache.learn(PEER + i, MAC_B, false, true, 0);
        }
        cache.transmit(PEER, payload(1), SECOND);
        cache.learn(PEER + 4, MAC_A, false, true, SECOND);
        assertEquals(4, cache.entries(SECOND).size());
        assertTrue(cache.entries(SECOND).stream().noneMatch(e -> e.address().value() == PEER + 1));
        did.clear();
        for (int i = 10; i < 15; i++) {
            cache.transmit(PEER + i, payload(i), SECOND);
        }
        assertEquals("drop 14: CACHE_FULL", did.get(4));
    }

    @Test
    @DisplayName("a link that goes down hands everything back")
    void clear() {
        known(0);
        cache.transmit(PEER + 1, payload(1), 0);
        did.clear();
        cache.clear();
        expect("unreachable 12: 1");
        assertTrue(cache.entries(0).isEmpty());
        assertEquals(Long.MAX_VALUE, cache.nextDeadline());
    }
}
