package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.PLAIN;
import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** ESTABLISHED: RACK-TLP, proportional rate reduction, and taking back what was a mistake. */
class RecoveryTest {
    private static final TcpSettings PROBING = plain().tailLossProbes(true).build();

    /** A connection whose handshake took 100 ms: SRTT 100 ms, RTO 300 ms. */
    private static TcpScript distant(TcpSettings settings) {
        TcpScript script = TcpScript.server(settings, "S 0:0(0) win 65535 <mss 1000,sackOK>");
        script.expect("S. 0:0(0) ack 1").after(100).inject(". 1:1(0) ack 1 win 65535");
        return script;
    }

    /** Ten segments in flight since 100 ms, the time is 200 ms, and there is more to send. */
    private static TcpScript flight(TcpSettings settings) {
        TcpScript script = distant(settings).write(30_000);
        assertEquals(10, script.skip());
        return script.at(200);
    }

    @Nested
    class Reordering {
        @Test
        @DisplayName("RFC 8985 §6.2: one segment above a hole: a quarter of the RTT later the hole is lost")
        void window() {
            TcpScript script = flight(PLAIN).inject(". 1:1(0) ack 1 <sack 1001:2001>");
            script.expect(". 10001:11001(1000)").expectNothing();
            script.expectAt(225, ". 1:1001(1000)");
            assertEquals(1, script.info().recoveries());
        }

        @Test
        @DisplayName(
                "46: reordering inside of the window repeats nothing, and is remembered: then three do not end the wait")
        void remembered() {
            TcpScript script = flight(PLAIN).inject(". 1:1(0) ack 1 <sack 1001:2001>");
            script.at(210).inject(". 1:1(0) ack 2001").skip();
            script.inject(". 1:1(0) ack 2001 <sack 3001:7001>").skip();
            // sent at 100 ms, the last round trip took 110 ms
            script.expectAt(235, ". 2001:3001(1000)");
            assertEquals(1, script.info().retransmits());
        }

        @Test
        @DisplayName("46: reordering by 20 segments: repeated once, taken back, and never again")
        void deep() {
            TcpScript script = distant(PLAIN);
            int base = 1;
            for (int round = 0; round < 4; round++) {
                script.write(10_000).skip();
                script.after(100);
                for (int i = 1; i < 10; i++) {
                    script.inject(". 1:1(0) ack %d <sack %d:%d>".formatted(base, base + 1000, base + 1000 * (i + 1)));
                }
                script.after(1).skip();
                String duplicate = round == 0 ? " <sack %d:%d>".formatted(base, base + 1000) : "";
                base += 10_000;
                script.inject(". 1:1(0) ack %d".formatted(base) + duplicate);
            }
            assertEquals(1, script.info().retransmits());
            assertEquals(1, script.info().undone());
        }

        @Test
        @DisplayName("45, RFC 8985 §6.2: a DSACK makes the window wider, for sixteen recoveries")
        void adapts() {
            RetransmissionQueue queue = new RetransmissionQueue();
            Rack rack = new Rack(queue);
            rack.begin(100_000_000, false, 0, 0, 0);
            rack.delivered(1000, 0, false);
            assertEquals(25_000_000, rack.reorderingWindow(false, 1000, 200_000_000));
            assertEquals(0, rack.reorderingWindow(true, 1000, 200_000_000));
            rack.onDuplicateReport(1000, 9000);
            rack.onDuplicateReport(2000, 9000);
            assertEquals(50_000_000, rack.reorderingWindow(true, 1000, 200_000_000));
            rack.onDuplicateReport(9000, 12_000);
            assertEquals(75_000_000, rack.reorderingWindow(true, 1000, 200_000_000));
            assertEquals(60_000_000, rack.reorderingWindow(true, 1000, 60_000_000), "never more than SRTT");
            for (int i = 0; i < 16; i++) {
                rack.onRecovered();
            }
            assertEquals(25_000_000, rack.reorderingWindow(true, 1000, 200_000_000));
        }

        @Test
        @DisplayName("RFC 8985 §6: a retransmission that is lost is sent again without a timeout")
        void lostRetransmission() {
            TcpScript script = flight(PLAIN).inject(". 1:1(0) ack 1 <sack 1001:5001>");
            script.expect(". 1:1001(1000)");
            script.at(210).inject(". 1:1(0) ack 1 <sack 1001:9001>").expect(". 10001:11001(1000)");
            int more = script.skip();
            script.at(310).inject(". 1:1(0) ack 1 <sack 10001:11001 1001:9001>");
            script.expect(". 1:1001(1000)");
            assertEquals(0, script.info().timeouts());
            assertTrue(more < 4);
        }

        @Test
        @DisplayName("47: a clock that stands still: nothing is lost for a millisecond")
        void coarseClock() {
            TcpScript script = established().write(10_000);
            script.skip();
            script.inject(". 1:1(0) ack 1 <sack 1001:2001>").inject(". 1:1(0) ack 1 <sack 1001:3001>");
            script.expectNothing().inject(". 1:1(0) ack 3001").expectNothing();
            assertEquals(0, script.info().retransmits());
            script.inject(". 1:1(0) ack 3001 <sack 4001:5001>").expectNothing();
            script.expectAt(1, ". 3001:4001(1000)");
        }

        @Test
        @DisplayName("47: RTTs of microseconds: a tail is probed after milliseconds, not at once")
        void microseconds() {
            TcpScript script = established(PROBING).write(10_000);
            script.skip();
            script.now = 20_000;
            script.inject(". 1:1(0) ack 5001").expectNothing();
            script.expectAt(2, "P. 9001:10001(1000)");
            assertTrue(script.info().rto() >= 200_000_000);
        }

        @Test
        @DisplayName("RFC 8985 §6 on super-segments: the part that is missing is sent again, whole segments of it")
        void superSegments() {
            TcpScript script = established(PLAIN, 1, 1, 64_000).write(20_000);
            script.skip();
            script.after(100).inject(". 1:1(0) ack 1 <sack 3001:10001>").expect(". 1:3001(3000)");
        }
    }

    @Nested
    class TailLoss {
        @Test
        @DisplayName("46, RFC 8985 §7: the last segment is sent again after two round trips, and shows what is lost")
        void probe() {
            TcpScript script = distant(PROBING).write(3000);
            script.skip();
            script.expectAt(302, "P. 2001:3001(1000)").at(402).inject(". 1:1(0) ack 1 <sack 2001:3001>");
            script.expect(". 1:1001(1000)");
            script.at(502).inject(". 1:1(0) ack 1001 <sack 2001:3001>").expect(". 1001:2001(1000)");
            script.at(602).inject(". 1:1(0) ack 3001");
            assertEquals(0, script.info().timeouts());
            assertEquals(1, script.info().recoveries());
        }

        @Test
        @DisplayName("RFC 8985 §7.3: if there is new data, that is the probe")
        void newData() {
            TcpScript script = flight(PROBING);
            script.expectAt(302, ". 10001:11001(1000)").at(402).inject(". 1:1(0) ack 11001");
            assertEquals(0, script.info().retransmits());
            assertEquals(0, script.info().recoveries());
        }

        @Test
        @DisplayName("RFC 8985 §7.3: one probe, then the retransmission timer, a full RTO later")
        void unanswered() {
            TcpScript script = distant(PROBING).write(3000);
            script.skip();
            script.expectAt(302, "P. 2001:3001(1000)")
                    .expectAt(602, ". 1:1001(1000)")
                    .expectAt(1202, ". 1:1001(1000)");
        }

        @Test
        @DisplayName(
                "RFC 8985 §7.4.2: a probe that repaired a loss reduces the window, one that arrived twice does not")
        void repaired() {
            for (boolean lost : new boolean[] {true, false}) {
                TcpScript script = distant(PROBING).write(2000);
                script.skip();
                script.at(200).inject(". 1:1(0) ack 1001").expectAt(500, "P. 1001:2001(1000)");
                script.at(600).inject(". 1:1(0) ack 2001" + (lost ? "" : " <sack 1001:2001>"));
                script.write(1000).expect("P. 2001:3001(1000)");
                script.at(700).inject(". 1:1(0) ack 3001");
                assertEquals(lost ? 1 : 0, script.info().recoveries());
                assertEquals(lost, script.info().cwnd() < 10_000);
            }
        }

        @Test
        @DisplayName("RFC 8985 §7.3: a FIN is probed too, with the data it went out with")
        void fin() {
            TcpScript script = distant(PROBING).write(1500).shutdownOutput();
            script.skip();
            script.expectAt(302, "F. 1501:1501(0)");
            script.at(402).inject(". 1:1(0) ack 1502").state(TcpState.FIN_WAIT_2);
        }
    }

    @Nested
    class RateReduction {
        @Test
        @DisplayName("RFC 9937: while more is in flight than ssthresh, one segment goes out for two that arrive")
        void proportional() {
            Prr prr = new Prr();
            prr.start(20_000, 10_000, 1000);
            int pipe = 20_000;
            int sent = 0;
            for (int i = 1; i <= 19; i++) {
                pipe -= 1000;
                prr.onAck(1000, pipe, false);
                while (prr.allowance() >= 1000) {
                    prr.onSent(1000);
                    pipe += 1000;
                    sent++;
                }
                assertTrue(Math.abs(sent - i / 2.0) <= 1, sent + " sent after " + i);
            }
            assertEquals(10_000, pipe, 1000);
        }

        @Test
        @DisplayName("RFC 9937: below ssthresh it grows by a segment for each ACK that is safe, and not beyond")
        void slowStart() {
            Prr prr = new Prr();
            prr.start(20_000, 10_000, 1000);
            prr.onAck(1000, 2000, false);
            assertEquals(1000, prr.allowance());
            prr.onSent(1000);
            prr.onAck(1000, 2000, true);
            assertEquals(2000, prr.allowance());
            prr.onAck(60_000, 2000, true);
            assertEquals(8000, prr.allowance());
        }

        @Test
        @DisplayName("RFC 9937: the first retransmission goes out whatever the window")
        void first() {
            Prr prr = new Prr();
            prr.start(20_000, 2000, 1000);
            prr.onAck(0, 18_000, false);
            assertEquals(1000, prr.allowance());
        }

        @Test
        @DisplayName("RFC 9937: NewReno's duplicate ACKs clock it too; at the end cwnd is ssthresh")
        void newReno() {
            TcpScript script = flight(TcpScript.without(PLAIN, false));
            for (int i = 0; i < 3; i++) {
                script.inject(". 1:1(0) ack 1");
            }
            script.skip();
            int sent = 0;
            for (int i = 0; i < 8; i++) {
                script.inject(". 1:1(0) ack 1");
                sent += script.skip();
            }
            assertEquals(4, sent, 1);
            script.at(300).inject(". 1:1(0) ack 12001");
            assertEquals(5000, script.info().cwnd());
        }
    }

    @Nested
    class Spurious {
        @Test
        @DisplayName(
                "RFC 5682 §3: after a timeout an ACK advances: two new segments; the next is of an original: undone")
        void frto() {
            for (boolean sack : new boolean[] {true, false}) {
                TcpScript script = flight(TcpScript.without(PLAIN, sack));
                script.expectAt(400, ". 1:1001(1000)");
                script.at(450).inject(". 1:1(0) ack 1001");
                script.expect(". 10001:11001(1000)")
                        .expect(". 11001:12001(1000)")
                        .expectNothing();
                script.inject(". 1:1(0) ack 2001");
                assertEquals(1, script.info().retransmits());
                assertEquals(1, script.info().undone());
                assertTrue(script.info().cwnd() >= 10_000);
                assertEquals(WindowControl.MAX_WINDOW, script.info().ssthresh());
            }
        }

        @Test
        @DisplayName("RFC 5682 §3: the next is a duplicate: the timeout was right, the rest is repaired")
        void frtoLoss() {
            TcpScript script = flight(PLAIN);
            script.expectAt(400, ". 1:1001(1000)");
            script.at(500).inject(". 1:1(0) ack 1001").skip();
            script.at(600).inject(". 1:1(0) ack 1001 <sack 10001:11001>").expect(". 1001:2001(1000)");
            assertEquals(0, script.info().undone());
            assertEquals(5000, script.info().ssthresh());
        }

        @Test
        @DisplayName("RFC 3522, RFC 4015: a timestamp older than the copy tells after one ACK")
        void eifel() {
            TcpScript script = established(plain().timestamps(true).build()).write(20_000);
            script.skip();
            script.at(200).skip();
            script.at(250).inject(". 1:1(0) ack 1001 <TS 6000 1000>");
            assertEquals(1, script.info().undone());
            assertEquals(1, script.info().retransmits());
            assertTrue(script.info().cwnd() >= 10_000);
        }

        @Test
        @DisplayName("RFC 4015: a timestamp not older than the copy proves nothing")
        void eifelNot() {
            TcpScript script = established(plain().timestamps(true).build()).write(10_000);
            script.skip();
            script.at(200).skip();
            script.at(250).inject(". 1:1(0) ack 989 <TS 6000 1200>");
            assertEquals(0, script.info().undone());
        }

        @Test
        @DisplayName("45, RFC 3708: DSACKs for every copy undo a fast recovery")
        void dsack() {
            TcpScript script = flight(PLAIN);
            script.inject(". 1:1(0) ack 1 <sack 1001:5001>").skip();
            script.at(210).inject(". 1:1(0) ack 10001").skip();
            assertEquals(5000, script.info().ssthresh());
            script.at(300).inject(". 1:1(0) ack 10001 <sack 1:1001>");
            assertEquals(1, script.info().undone());
            assertTrue(script.info().cwnd() >= 10_000);
        }
    }
}
