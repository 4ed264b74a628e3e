package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Congestion controls by themselves, fed with ACKs. */
class CongestionControlTest {
    private static final int MSS = 1000;
    private static final long MS = 1_000_000;
    private static final long RTT = 100 * MS;

    private final AckSample ack = new AckSample();
    private long now;

    private void ack(CongestionControl control, int bytes) {
        ack(control, bytes, RTT, false);
    }

    private void ack(CongestionControl control, int bytes, long rtt, boolean roundStart) {
        ack.delivered = bytes;
        ack.rtt = rtt;
        ack.srtt = RTT;
        ack.limited = true;
        ack.roundStart = roundStart;
        ack.now = now;
        control.onAck(ack);
    }

    /** Acknowledges a window in segments, spread over a round trip. */
    private void round(CongestionControl control, long rtt) {
        int segments = control.window() / MSS;
        for (int i = 0; i < segments; i++) {
            now += RTT / segments;
            ack(control, MSS, rtt, i == 0);
        }
    }

    @ParameterizedTest
    @DisplayName("RFC 6928 §2: the initial window")
    @CsvSource({"1460,14600", "1000,10000", "536,5360", "8960,17920", "65000,130000"})
    void initial(int mss, int window) {
        assertEquals(window, WindowControl.initialWindow(mss));
    }

    @Test
    @DisplayName("RFC 3465 §2.2: an ACK of a super-segment counts in full, one of two super-segments and more does not")
    void byteCounting() {
        Reno reno = new Reno(MSS);
        ack(reno, 64_000);
        assertEquals(74_000, reno.window());
        ack(reno, 1_000_000);
        assertEquals(74_000 + WindowControl.ACK_LIMIT, reno.window());
    }

    @Test
    @DisplayName("48: each timeout of silence halves the window down to the initial one, and ssthresh remembers it")
    void idle() {
        for (CongestionControl control : new CongestionControl[] {new Reno(MSS), new Cubic(MSS)}) {
            ack(control, 100_000);
            control.onLoss(100_000, now);
            int window = control.window();
            control.onIdle(RTT * 3 / 2, RTT);
            assertEquals(window / 2, control.window());
            assertTrue(control.slowStartThreshold() >= window * 3 / 4);
            control.onIdle(RTT * 1000, RTT);
            assertEquals(10_000, control.window());
        }
    }

    @Test
    @DisplayName("48, RFC 7661 §4.4: a loss in a window that was not used reduces to what was used")
    void unused() {
        for (CongestionControl control : new CongestionControl[] {new Reno(MSS), new Cubic(MSS)}) {
            ack(control, 100_000);
            control.onLoss(10_000, now);
            assertTrue(control.window() <= 7000, control.name());
        }
    }

    @Nested
    class RenoWindows {
        private final Reno reno = new Reno(MSS);

        @Test
        @DisplayName("RFC 5681 §3.1: slow start doubles per round trip, congestion avoidance adds a segment")
        void growth() {
            ack(reno, 10_000);
            assertEquals(20_000, reno.window());
            reno.onLoss(20_000, 0);
            assertEquals(10_000, reno.window());
            reno.onRecovered(0);
            for (int i = 0; i < 10; i++) {
                ack(reno, MSS);
            }
            assertEquals(11_000, reno.window());
        }

        @Test
        @DisplayName("RFC 5681 §3.1: a second timeout of the same segment keeps ssthresh")
        void timeout() {
            reno.onTimeout(10_000, true, 0);
            assertEquals(5000, reno.slowStartThreshold());
            reno.onTimeout(1000, false, 0);
            assertEquals(5000, reno.slowStartThreshold());
            assertEquals(1000, reno.window());
        }

        @Test
        @DisplayName("RFC 4015: what a spurious loss took is given back")
        void undo() {
            ack(reno, 10_000);
            reno.onTimeout(20_000, true, 0);
            reno.onSpurious(0);
            assertEquals(20_000, reno.window());
            assertEquals(WindowControl.MAX_WINDOW, reno.slowStartThreshold());
        }
    }

    @Nested
    class CubicWindows {
        private final Cubic cubic = new Cubic(MSS);

        private void lose() {
            cubic.onLoss(cubic.window(), now);
            cubic.onRecovered(now);
        }

        @Test
        @DisplayName("RFC 9438 §4.6: the decrease is to 0.7, at least two segments")
        void decrease() {
            ack(cubic, 90_000);
            cubic.onLoss(100_000, now);
            assertEquals(70_000, cubic.window());
            cubic.onTimeout(1500, true, now);
            assertEquals(2000, cubic.slowStartThreshold());
            assertEquals(1000, cubic.window());
        }

        @Test
        @DisplayName("RFC 9438 §4.2: back at W_max after K seconds: concave before, convex behind")
        void curve() {
            ack(cubic, 120_000);
            ack(cubic, 120_000);
            ack(cubic, 120_000);
            ack(cubic, 120_000);
            ack(cubic, 110_000);
            assertEquals(600_000, cubic.window());
            lose();
            assertEquals(420_000, cubic.window());
            // K = cbrt((600 - 420) / 0.4) = 7.66 s
            int early = 0;
            int before = cubic.window();
            while (now < 7_700 * MS) {
                round(cubic, RTT);
                early = now < 1000 * MS ? cubic.window() - before : early;
            }
            assertEquals(600_000, cubic.window(), 8_000);
            assertTrue(early > 50_000, "fast at first: " + early);
            int plateau = cubic.window();
            long until = now + 1000 * MS;
            while (now < until) {
                round(cubic, RTT);
            }
            assertTrue(cubic.window() - plateau < 5_000, "slow around W_max");
            until = now + 5000 * MS;
            while (now < until) {
                round(cubic, RTT);
            }
            assertTrue(cubic.window() > 650_000, "faster again: " + cubic.window());
        }

        @Test
        @DisplayName("RFC 9438 §4.3: never slower than Reno would be on average")
        void friendly() {
            ack(cubic, 10_000);
            lose();
            int start = cubic.window();
            for (int i = 0; i < 10; i++) {
                round(cubic, RTT);
            }
            // 3 (1 - 0.7) / (1 + 0.7) segments in a round trip
            assertTrue(cubic.window() - start >= 5_000, "grew by " + (cubic.window() - start));
        }

        @Test
        @DisplayName("RFC 9438 §4.7: fast convergence: a second loss below W_max makes room for others")
        void fastConvergence() {
            ack(cubic, 90_000);
            lose();
            int first = cubic.window();
            lose();
            int second = cubic.window();
            assertEquals(70_000, first);
            assertEquals(49_000, second);
            // W_max is 70 (1 + 0.7) / 2 = 59.5 segments now: K = cbrt((59.5 - 49) / 0.4) = 2.97 s
            long until = now + 3000 * MS;
            while (now < until) {
                round(cubic, RTT);
            }
            assertTrue(cubic.window() < 66_000, "the plateau is below the first W_max: " + cubic.window());
        }

        @Test
        @DisplayName("48, RFC 9438 §5.8: time in which the window was not used does not make it grow afterwards")
        void applicationLimited() {
            ack(cubic, 90_000);
            lose();
            round(cubic, RTT);
            int before = cubic.window();
            for (int i = 0; i < 100; i++) {
                now += RTT;
                ack.delivered = MSS;
                ack.limited = false;
                ack.now = now;
                cubic.onAck(ack);
            }
            assertEquals(before, cubic.window());
            round(cubic, RTT);
            assertTrue(cubic.window() - before < 6_000, "grew by " + (cubic.window() - before));
        }

        @Test
        @DisplayName("An ACK of 64 KB grows no further than the ACKs of its segments would")
        void superSegments() {
            Cubic other = new Cubic(MSS);
            for (Cubic each : new Cubic[] {cubic, other}) {
                ack(each, 90_000);
                each.onLoss(100_000, 0);
            }
            for (int i = 0; i < 70; i++) {
                now += RTT;
                for (int j = 0; j < 64; j++) {
                    ack(other, MSS);
                }
                ack(cubic, 64 * MSS);
            }
            assertEquals(other.window(), cubic.window(), 3_000);
        }

        @Test
        @DisplayName("RFC 4015: a spurious loss gives window and W_max back")
        void undo() {
            ack(cubic, 90_000);
            cubic.onLoss(100_000, now);
            cubic.onSpurious(now);
            assertEquals(100_000, cubic.window());
            assertEquals(WindowControl.MAX_WINDOW, cubic.slowStartThreshold());
        }
    }

    @Nested
    class HyStartPlusPlus {
        private final Cubic cubic = new Cubic(MSS);

        @Test
        @DisplayName("RFC 9406: a constant RTT doubles the window per round trip for ever")
        void constant() {
            for (int i = 0; i < 5; i++) {
                round(cubic, RTT);
            }
            assertEquals(320_000, cubic.window());
        }

        @Test
        @DisplayName("RFC 9406 §4.2: a rise of an eighth slows growth to a quarter, five rounds of it end slow start")
        void rise() {
            round(cubic, RTT);
            round(cubic, RTT);
            int before = cubic.window();
            round(cubic, RTT + 13 * MS);
            assertTrue(cubic.window() < before * 3 / 2, "conservative at once");
            assertEquals(WindowControl.MAX_WINDOW, cubic.slowStartThreshold());
            for (int i = 0; i < 6; i++) {
                round(cubic, RTT + 13 * MS);
            }
            assertTrue(cubic.slowStartThreshold() < 8 * before);
        }

        @Test
        @DisplayName("RFC 9406 §4.2: a rise that was an accident resumes slow start")
        void accident() {
            round(cubic, RTT);
            round(cubic, RTT);
            round(cubic, RTT + 13 * MS);
            round(cubic, RTT);
            int before = cubic.window();
            round(cubic, RTT);
            assertEquals(2 * before, cubic.window());
        }
    }
}
