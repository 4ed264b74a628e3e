package dev.lanyard.link.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.lan.Pipe.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PipeTest {
    private static final long MS = 1_000_000;

    private static Pipe pipe(Impairments impairments) {
        return new Pipe(0, impairments, new SplittableRandom(3));
    }

    private static long deliver(Pipe pipe, int length, long now) {
        assertEquals(Verdict.DELIVER, pipe.offer(length, now));
        return pipe.deliverAt();
    }

    @Test
    void sendsAtTheRateWithTheFrameCheckSequence() {
        Pipe pipe = pipe(Impairments.NONE.withRate(10_000_000).withDelay(Duration.ofMillis(20)));
        // 1,500 bytes with FCS take 1.2 ms at 10 Mbit/s
        assertEquals(21_200_000, deliver(pipe, 1496, 0));
        assertEquals(22_400_000, deliver(pipe, 1496, 0));
        assertEquals(2, pipe.waiting(1_199_999));
        assertEquals(1, pipe.waiting(1_200_000));
        assertEquals(5 * MS + 21_200_000, deliver(pipe, 1496, 5 * MS)); // idle in between
    }

    @Test
    void aBusyLineRunsAtExactlyItsRate() {
        Pipe pipe = pipe(Impairments.NONE.withRate(3_000_000_007L).withQueueLimit(100_000));
        long last = 0;
        for (int i = 0; i < 100_000; i++) {
            last = deliver(pipe, 60, 0);
        }
        assertEquals(100_000L * 64 * 8 * 1_000_000_000 / 3_000_000_007L, last);
    }

    @Test
    void theQueueHoldsItsLimitAndFallsEmpty() {
        Pipe pipe = pipe(Impairments.NONE.withRate(8_000).withQueueLimit(3)); // 1 ms a byte
        for (int i = 0; i < 3; i++) {
            deliver(pipe, 6, 0);
        }
        assertEquals(Verdict.QUEUE_FULL, pipe.offer(6, 0));
        assertEquals(Verdict.QUEUE_FULL, pipe.offer(6, 10 * MS - 1));
        assertEquals(40 * MS, deliver(pipe, 6, 10 * MS)); // the first has gone
        assertEquals(Verdict.QUEUE_FULL, pipe.offer(6, 10 * MS));
        assertEquals(0, pipe.waiting(40 * MS));
    }

    @Test
    void jitterStaysInItsBoundsAndNeverReorders() {
        Pipe spread = pipe(Impairments.NONE.withDelay(Duration.ofMillis(10)).withJitter(Duration.ofMillis(4)));
        long least = Long.MAX_VALUE;
        long most = 0;
        for (long now = 0; now < 1_000_000 * MS; now += 100 * MS) {
            long delay = deliver(spread, 100, now) - now;
            least = Math.min(least, delay);
            most = Math.max(most, delay);
        }
        assertTrue(least >= 6 * MS && least < 6.1 * MS, least + " ns");
        assertTrue(most <= 14 * MS && most > 13.9 * MS, most + " ns");

        Pipe dense = pipe(Impairments.NONE.withDelay(Duration.ofMillis(1)).withJitter(Duration.ofMillis(5)));
        long last = 0;
        for (long now = 0; now < 10_000 * 1000; now += 1000) {
            long at = deliver(dense, 100, now);
            assertTrue(at >= last && at >= now);
            last = at;
        }
    }

    @Test
    void reorderedFramesGoWithoutTheDelay() {
        Pipe pipe = pipe(Impairments.NONE.withDelay(Duration.ofMillis(10)).withReorder(0.25));
        int early = 0;
        for (int i = 0; i < 10_000; i++) {
            long at = deliver(pipe, 100, i);
            assertTrue(at == i || at == i + 10 * MS);
            early += at == i ? 1 : 0;
        }
        assertEquals(2500, early, 200);
    }

    @Test
    void probabilitiesAreWhatTheySay() {
        Pipe pipe = pipe(Impairments.NONE.withLoss(0.1).withDuplicate(0.2).withCorrupt(0.3));
        int lost = 0;
        int twice = 0;
        int bad = 0;
        for (int i = 0; i < 100_000; i++) {
            if (pipe.offer(100, i) == Verdict.LOSS) {
                lost++;
            } else {
                twice += pipe.duplicated() ? 1 : 0;
                bad += pipe.corrupted() ? 1 : 0;
            }
        }
        assertEquals(10_000, lost, 500);
        assertEquals(18_000, twice, 700);
        assertEquals(27_000, bad, 900);

        Pipe none = pipe(Impairments.NONE);
        deliver(none, 1, 0);
        assertFalse(none.duplicated() || none.corrupted());
        Pipe all = pipe(Impairments.NONE.withLoss(1));
        for (int i = 0; i < 1000; i++) {
            assertEquals(Verdict.LOSS, all.offer(1, i));
        }
    }

    @Test
    void whatIsLostHasTakenItsTimeOnTheLine() {
        Pipe pipe = pipe(Impairments.NONE.withRate(8_000).withLoss(1));
        assertEquals(Verdict.LOSS, pipe.offer(6, 0));
        pipe.impairments(Impairments.NONE.withRate(8_000));
        assertEquals(20 * MS, deliver(pipe, 6, 0));
    }

    @Test
    void changesConcernLaterFramesAndKeepTheOrder() {
        Pipe pipe = pipe(Impairments.NONE.withRate(8_000).withDelay(Duration.ofMillis(100)));
        assertEquals(110 * MS, deliver(pipe, 6, 0));
        assertEquals(120 * MS, deliver(pipe, 6, 0));
        pipe.impairments(Impairments.NONE);
        assertEquals(120 * MS, deliver(pipe, 6, 1)); // sent at 20 ms, behind the others
        assertEquals(3, pipe.waiting(1));
        assertEquals(120 * MS, deliver(pipe, 6, 30 * MS));
        assertEquals(121 * MS, deliver(pipe, 6, 121 * MS));
        pipe.impairments(Impairments.NONE.withRate(16_000));
        assertEquals(205 * MS, deliver(pipe, 6, 200 * MS));
    }

    @Test
    void statedDelayReplacesTheLatency() {
        Pipe pipe = new Pipe(50_000, Impairments.NONE, new SplittableRandom(1));
        assertEquals(50_000, deliver(pipe, 6, 0));
        pipe.impairments(Impairments.NONE.withDelay(Duration.ofMillis(1)));
        assertEquals(MS, deliver(pipe, 6, 0));
        assertFalse(pipe.isTransparent(0));
        assertTrue(pipe(Impairments.NONE).isTransparent(0));
    }

    @Test
    void isRepeatedByTheSameRandomSource() {
        assertEquals(run(1), run(1));
        assertNotEquals(run(1), run(2));
    }

    private static List<String> run(long seed) {
        Pipe pipe = new Pipe(
                50_000,
                new Impairments(Duration.ofMillis(3), Duration.ofMillis(2), 5_000_000, 20, 0.1, 0.1, 0.1, 0.1),
                new SplittableRandom(seed));
        List<String> log = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Verdict verdict = pipe.offer(100 + i, i * 1_000_000L);
            log.add(
                    verdict == Verdict.DELIVER
                            ? pipe.deliverAt() + " " + pipe.duplicated() + " " + pipe.corrupted()
                            : verdict.name());
        }
        return log;
    }

    @Test
    void impossibleImpairmentsAreRefusedByName() {
        refused("loss", () -> Impairments.NONE.withLoss(1.01));
        refused("duplicate", () -> Impairments.NONE.withDuplicate(-0.01));
        refused("reorder", () -> Impairments.NONE.withReorder(Double.NaN));
        refused("corrupt", () -> Impairments.NONE.withCorrupt(Double.POSITIVE_INFINITY));
        refused("rate", () -> Impairments.NONE.withRate(-1));
        refused("queue limit", () -> Impairments.NONE.withQueueLimit(0));
        refused("delay", () -> Impairments.NONE.withDelay(Duration.ofNanos(-1)));
        refused("jitter", () -> Impairments.NONE.withJitter(Duration.ofDays(2)));
        refused("MTU 67", () -> LanSettings.ofSwitch("x").withMtu(67));
        refused("latency", () -> LanSettings.ofSwitch("x").withLatency(Duration.ofNanos(-1)));
    }

    private static void refused(String name, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith(name), message);
    }
}
