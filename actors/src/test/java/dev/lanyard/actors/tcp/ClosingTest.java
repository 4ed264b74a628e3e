package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.PLAIN;
import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** FIN_WAIT_1 to TIME_WAIT, CLOSE_WAIT and LAST_ACK. */
class ClosingTest {
    private static TcpScript timeWait() {
        return timeWait(PLAIN);
    }

    private static TcpScript timeWait(TcpSettings settings) {
        TcpScript script = established(settings).close().expect("F. 1:1(0) ack 1");
        script.inject(". 1:1(0) ack 2").inject("F. 1:1(0) ack 2").expect(". 2:2(0) ack 2");
        return script.state(TcpState.TIME_WAIT).events("remoteClosed");
    }

    @Nested
    class Active {
        @Test
        @DisplayName("RFC 9293 §3.6 figure 12: FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT, CLOSED after 2 MSL")
        void normal() {
            established()
                    .close()
                    .expect("F. 1:1(0) ack 1")
                    .state(TcpState.FIN_WAIT_1)
                    .inject(". 1:1(0) ack 2")
                    .state(TcpState.FIN_WAIT_2)
                    .inject("F. 1:1(0) ack 2")
                    .expect(". 2:2(0) ack 2")
                    .state(TcpState.TIME_WAIT)
                    .events("remoteClosed")
                    .at(59_999)
                    .state(TcpState.TIME_WAIT)
                    .at(60_000)
                    .events("closed null")
                    .expectNothing();
        }

        @Test
        @DisplayName("29: simultaneous close: CLOSING, then TIME_WAIT, which always times out")
        void simultaneous() {
            established()
                    .close()
                    .expect("F. 1:1(0) ack 1")
                    .inject("F. 1:1(0) ack 1")
                    .expect(". 2:2(0) ack 2")
                    .state(TcpState.CLOSING)
                    .expectAt(200, "F. 1:1(0) ack 2")
                    .inject(". 2:2(0) ack 2")
                    .state(TcpState.TIME_WAIT)
                    .at(60_200)
                    .events("remoteClosed", "closed null");
        }

        @Test
        @DisplayName("29: the FIN that answers acknowledges ours as well")
        void finWithAck() {
            established()
                    .close()
                    .expect("F. 1:1(0) ack 1")
                    .inject("F. 1:1(0) ack 2")
                    .expect(". 2:2(0) ack 2")
                    .state(TcpState.TIME_WAIT);
        }

        @Test
        @DisplayName("30: FIN_WAIT_1 repeats the FIN and is left only by an ACK of the FIN")
        void finWait1() {
            established()
                    .write(10)
                    .expect("P. 1:11(10)")
                    .close()
                    .expect("F. 11:11(0)")
                    .inject(". 1:1(0) ack 11")
                    .state(TcpState.FIN_WAIT_1)
                    .expectAt(200, "F. 11:11(0)")
                    .inject(". 1:1(0) ack 12")
                    .state(TcpState.FIN_WAIT_2);
        }

        @Test
        @DisplayName("32: the send queue drains before the FIN, which waits for no window")
        void drains() {
            TcpScript script = established().write(15_000);
            assertEquals(10, script.skip());
            script.close().expectNothing().inject(". 1:1(0) ack 10001");
            assertEquals(5, script.skip());
            assertTrue(script.info().unacknowledged() == 5001, "the FIN rides on the last segment");
            TcpScript closed = established().inject(". 1:1(0) ack 1 win 0").close();
            closed.expect("F. 1:1(0) ack 1").expectAt(200, "F. 1:1(0)");
        }

        @Test
        @DisplayName("31: half-close: the peer sends megabytes after our FIN")
        void halfClose() {
            TcpScript script =
                    established().shutdownOutput().expect("F. 1:1(0)").inject(". 1:1(0) ack 2");
            for (int at = 1; at < 2_000_000; at += 1000) {
                script.inject(". %d:%d(1000) ack 2".formatted(at, at + 1000)).read(1000);
            }
            script.skip();
            script.inject("F. 2000001:2000001(0) ack 2")
                    .state(TcpState.TIME_WAIT)
                    .readsEnd();
        }

        @Test
        @DisplayName("35: FIN_WAIT_2 without an application times out, with one it does not")
        void finWait2() {
            established()
                    .close()
                    .inject(". 1:1(0) ack 2")
                    .at(59_999)
                    .state(TcpState.FIN_WAIT_2)
                    .at(60_000)
                    .events("closed null");
            established()
                    .shutdownOutput()
                    .inject(". 1:1(0) ack 2")
                    .at(600_000)
                    .state(TcpState.FIN_WAIT_2)
                    .close()
                    .at(660_000)
                    .events("closed null");
        }

        @Test
        @DisplayName("32: close with unread data sends RST (RFC 2525 §2.17)")
        void unread() {
            established()
                    .inject(". 1:11(10) ack 1")
                    .close()
                    .expect("R. 1:1(0) ack 11")
                    .events("readable", "closed ABORTED");
        }

        @Test
        @DisplayName("32: data for an application that has closed draws RST (RFC 9293 §3.6.1)")
        void dataAfterClose() {
            established()
                    .close()
                    .expect("F. 1:1(0)")
                    .inject(". 1:11(10) ack 2")
                    .dropped(TcpDrop.DATA_AFTER_CLOSE)
                    .expect("R. 2:2(0) ack 1")
                    .events("closed RESET");
        }

        @Test
        @DisplayName("35: abort (linger 0) sends RST at once")
        void abort() {
            established()
                    .write(10)
                    .expect("P. 1:11(10)")
                    .abort()
                    .expect("R. 11:11(0) ack 1")
                    .events("closed ABORTED");
        }

        @Test
        @DisplayName("36: a FIN that is never acknowledged ends in a timeout")
        void deadPeer() {
            established(plain().retries(3).build()).close().at(600_000).events("closed TIMED_OUT");
        }
    }

    @Nested
    class Passive {
        @Test
        @DisplayName("RFC 9293 §3.6: CLOSE_WAIT, LAST_ACK, CLOSED; 30: LAST_ACK repeats the FIN")
        void normal() {
            established()
                    .inject("F. 1:1(0) ack 1")
                    .expect(". 1:1(0) ack 2")
                    .state(TcpState.CLOSE_WAIT)
                    .events("remoteClosed")
                    .readsEnd()
                    .close()
                    .expect("F. 1:1(0) ack 2")
                    .state(TcpState.LAST_ACK)
                    .expectAt(200, "F. 1:1(0) ack 2")
                    .inject(". 2:2(0) ack 2")
                    .events("closed null");
        }

        @Test
        @DisplayName("31: we send megabytes in CLOSE_WAIT")
        void sends() {
            TcpScript script = established().inject("F. 1:1(0) ack 1").expect(". 1:1(0) ack 2");
            int total = 0;
            while (total < 2_000_000) {
                total += script.offer(10_000);
                script.skip();
                script.inject(". 2:2(0) ack " + (1 + total)).skip();
            }
            script.state(TcpState.CLOSE_WAIT).close().expect("F. %d:%d(0)".formatted(total + 1, total + 1));
        }

        @Test
        @DisplayName("A repeated FIN is acknowledged again in CLOSE_WAIT")
        void repeatedFin() {
            established()
                    .inject("F. 1:1(0) ack 1")
                    .expect(". 1:1(0) ack 2")
                    .inject("F. 1:1(0) ack 1")
                    .expect(". 1:1(0) ack 2")
                    .state(TcpState.CLOSE_WAIT);
        }
    }

    @Nested
    class TimeWait {
        @Test
        @DisplayName("33: RST is ignored (RFC 1337)")
        void reset() {
            timeWait()
                    .inject("R 2:2(0)")
                    .dropped(TcpDrop.RESET_IN_TIME_WAIT)
                    .expectNothing()
                    .state(TcpState.TIME_WAIT);
        }

        @Test
        @DisplayName("33: a FIN is acknowledged again and restarts 2 MSL")
        void fin() {
            timeWait()
                    .at(30_000)
                    .inject("F. 1:1(0) ack 2")
                    .expect(". 2:2(0) ack 2")
                    .at(89_999)
                    .state(TcpState.TIME_WAIT)
                    .at(90_000)
                    .events("closed null")
                    .expectNothing();
        }

        @Test
        @DisplayName("33: no other timer runs")
        void oneTimer() {
            TcpScript script = timeWait(
                    plain().keepAlive(TcpScript.ms(1000), TcpScript.ms(1000), 3).build());
            assertEquals(60_000_000_000L, script.connection.deadline());
        }

        @Test
        @DisplayName("34: yields to a newer SYN, by sequence number or by timestamp (RFC 6191)")
        void reuse() {
            TcpScript script = timeWait();
            assertTrue(script.connection.timeWait(0, 0).yieldsTo(syn(900_003, 0)));
            assertFalse(script.connection.timeWait(0, 0).yieldsTo(syn(900_002, 0)));
            assertFalse(script.connection.timeWait(0, 0).yieldsTo(syn(800_000, 0)));
            script.inject("S 1:1(0)").expect(". 2:2(0) ack 2").state(TcpState.TIME_WAIT);
            TcpScript stamped = timeWait(plain().timestamps(true).build());
            assertTrue(stamped.connection.timeWait(0, 0).yieldsTo(syn(800_000, 5001)));
            assertFalse(stamped.connection.timeWait(0, 0).yieldsTo(syn(950_000, 4999)));
        }

        private static TcpSegment syn(int seq, int tsVal) {
            TcpSegment segment = new TcpSegment();
            segment.clear();
            segment.seq = seq;
            segment.flags = TcpSegment.SYN;
            segment.hasTimestamps = tsVal != 0;
            segment.tsVal = tsVal;
            return segment;
        }

        @Test
        @DisplayName("What came before the FIN can still be read")
        void unread() {
            established()
                    .shutdownOutput()
                    .inject(". 1:1(0) ack 2")
                    .inject("F. 1:11(10) ack 2")
                    .state(TcpState.TIME_WAIT)
                    .at(60_001)
                    .state(TcpState.CLOSED)
                    .read(10)
                    .readsEnd();
        }
    }
}
