package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts of a connection, each by itself. */
class TcpPartsTest {
    @ParameterizedTest
    @DisplayName("1: comparison at the wrap (RFC 9293 §3.4)")
    @CsvSource({"0, 1", "-1, 0", "-2, -1", "-1, 1", "2147483647, -2147483648", "-2147483648, -2147483647"})
    void sequence(int low, int high) {
        assertTrue(SeqNumber.lessThan(low, high) && SeqNumber.atMost(low, high) && SeqNumber.atMost(low, low));
        assertTrue(SeqNumber.greaterThan(high, low) && SeqNumber.atLeast(high, low) && SeqNumber.atLeast(low, low));
        assertFalse(SeqNumber.lessThan(high, low) || SeqNumber.lessThan(low, low));
        assertEquals(high, SeqNumber.max(low, high));
        assertEquals(low, SeqNumber.min(low, high));
        assertTrue(SeqNumber.inRange(low, low, high));
        assertFalse(SeqNumber.inRange(high, low, high));
    }

    @Nested
    class Rtt {
        private final RttEstimator rtt = new RttEstimator(1_000_000_000, 200_000_000, 120_000_000_000L);

        @Test
        @DisplayName("43: RFC 6298: RTT 100 ms for ever gives 300, 250, 212.5, 184.4 ms before the floor")
        void constant() {
            assertEquals(1_000_000_000, rtt.rto());
            for (long expected : new long[] {300_000, 250_000, 212_500, 184_375}) {
                rtt.sample(100_000_000);
                assertEquals(expected, rtt.computed() / 1000);
            }
            assertEquals(300_000_000, rtt.rto());
        }

        @Test
        @DisplayName("43: back-off doubles up to the ceiling, a sample ends it")
        void backOff() {
            for (int i = 0; i < 100; i++) {
                assertEquals(Math.min(120L, 1L << Math.min(i, 40)) * 1_000_000_000, rtt.rto());
                rtt.backOff();
            }
            rtt.sample(1000);
            assertEquals(200_001_000, rtt.rto());
        }

        @Test
        @DisplayName("47: samples of 0 and of microseconds are fine")
        void tiny() {
            rtt.sample(0);
            rtt.sample(3000);
            assertTrue(rtt.rto() >= 200_000_000 && rtt.rto() < 201_000_000);
            assertEquals(0, rtt.minimum());
        }
    }

    @ParameterizedTest
    @DisplayName("9: reassembly against a bit set")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void reassembly(long seed) {
        Random random = new Random(seed);
        int base = random.nextInt();
        Reassembly reassembly = new Reassembly();
        BitSet model = new BitSet();
        int nxt = 0;
        for (int i = 0; i < 5000; i++) {
            int start = nxt + 1 + random.nextInt(400);
            int end = start + 1 + random.nextInt(30);
            if (reassembly.count() < Reassembly.LIMIT) {
                assertEquals(covered(model, start, end), reassembly.covers(base + start, base + end));
                assertTrue(reassembly.add(base + start, base + end));
                model.set(start, end);
            }
            if (random.nextInt(20) == 0) {
                model.set(nxt, nxt + 5);
                nxt = model.nextClearBit(nxt);
                assertEquals(base + nxt, reassembly.advance(base + nxt));
            }
            check(reassembly, model, base, nxt);
        }
    }

    private static boolean covered(BitSet model, int start, int end) {
        return model.nextClearBit(start) >= end;
    }

    private static void check(Reassembly reassembly, BitSet model, int base, int nxt) {
        int at = model.nextSetBit(nxt);
        for (int i = 0; i < reassembly.count(); i++) {
            assertEquals(base + at, reassembly.left(i));
            int end = model.nextClearBit(at);
            assertEquals(base + end, reassembly.right(i));
            at = model.nextSetBit(end);
        }
        assertEquals(-1, at);
    }

    @ParameterizedTest
    @DisplayName("A ring against a plain array")
    @ValueSource(longs = {1, 2, 3})
    void ring(long seed) {
        Random random = new Random(seed);
        ByteRing ring = new ByteRing(new BufferBudget(Long.MAX_VALUE));
        int in = 0;
        int out = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = TcpScript.pattern(in + j);
            }
            in += ring.append(ByteBuffer.wrap(bytes), 5000);
            assertTrue(ring.length() <= 5000 && ring.allocated() <= 8192);
            ByteBuffer target = ByteBuffer.allocate(random.nextInt(300));
            int count = ring.take(target, false);
            for (int j = 0; j < count; j++) {
                assertEquals(TcpScript.pattern(out++), target.get(j));
            }
        }
        assertEquals(in - out, ring.length());
    }

    @ParameterizedTest
    @DisplayName("45: the scoreboard's sums against its entries, under random ACKs, SACKs, losses and repairs")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void scoreboard(long seed) {
        Random random = new Random(seed);
        RetransmissionQueue queue = new RetransmissionQueue();
        int una = random.nextInt();
        int nxt = una;
        queue.restart(una);
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> queue.push(nxt += 1 + random.nextInt(5000), i);
                case 2 -> queue.acknowledge(una += random.nextInt(nxt - una + 1) / (1 + random.nextInt(4)));
                case 3, 4 -> {
                    int left = una + random.nextInt(nxt - una + 1);
                    int right = left + random.nextInt(nxt - left + 1);
                    queue.sack(left, right, 1000);
                }
                case 5 -> queue.markLost(i - random.nextInt(50), nxt, i - random.nextInt(90));
                case 6 -> {
                    if (queue.hasLost()) {
                        queue.resent(queue.firstLost(), i);
                    }
                }
                default -> {
                    if (random.nextInt(10) == 0) {
                        queue.markAllLost();
                    } else {
                        queue.markFrontLost(1000);
                    }
                }
            }
            checkSums(queue, una, nxt);
        }
    }

    private static void checkSums(RetransmissionQueue queue, int una, int nxt) {
        int sacked = 0;
        int lost = 0;
        int at = una;
        for (int i = 0; i < queue.count(); i++) {
            assertEquals(at, queue.start(i));
            assertTrue(queue.length(i) > 0);
            at = queue.end(i);
            sacked += queue.has(i, RetransmissionQueue.SACKED) ? queue.length(i) : 0;
            lost += queue.has(i, RetransmissionQueue.LOST) ? queue.length(i) : 0;
            assertFalse(queue.has(i, RetransmissionQueue.SACKED) && queue.has(i, RetransmissionQueue.LOST));
        }
        assertEquals(nxt, at);
        assertEquals(sacked, queue.sackedBytes());
        assertEquals(lost, queue.lostBytes());
        assertTrue(queue.pipe() >= 0);
    }

    @Test
    @DisplayName("Settings say what is wrong with them")
    void settings() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TcpSettings.builder().delayedAck(Duration.ofMillis(500)).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> TcpSettings.builder().sendBuffer(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> TcpSettings.builder().maxRto(Duration.ofMillis(1)).build());
        TcpSettings changed = TcpSettings.builder().noDelay(true).build();
        assertEquals(changed, changed.toBuilder().build());
    }
}
