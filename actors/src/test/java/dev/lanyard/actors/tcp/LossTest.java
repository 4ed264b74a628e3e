package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.PLAIN;
import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** ESTABLISHED, sending into a network that loses, reorders and duplicates. */
class LossTest {
    private static final TcpSettings NO_SACK = plain().selectiveAcks(false).build();

    /** Ten segments in flight. */
    private static TcpScript flight(TcpSettings settings) {
        TcpScript script = established(settings).write(20_000);
        assertEquals(10, script.skip());
        return script.after(100);
    }

    @Nested
    class Timeout {
        @Test
        @DisplayName("43: RTO doubles, is capped, ends after the last retry")
        void backOff() {
            TcpScript script =
                    established(plain().retries(6).maxRto(Duration.ofSeconds(3)).build());
            script.write(10).expect("P. 1:11(10)");
            long at = 0;
            for (long step : new long[] {200, 400, 800, 1600, 3000, 3000}) {
                at += step;
                script.expectAt(at, "P. 1:11(10)");
            }
            script.at(at + 2999).events().at(at + 3000).expectNothing().events("closed TIMED_OUT");
        }

        @Test
        @DisplayName("43: Karn: what was sent twice is no sample, and the back-off stays until there is one")
        void karn() {
            TcpScript script = established();
            script.write(10).expect("P. 1:11(10)").expectAt(200, "P. 1:11(10)");
            script.at(5000).inject(". 1:1(0) ack 11");
            assertEquals(0, script.info().srtt());
            script.skip();
            script.write(10).expect("P. 11:21(10)");
            script.expectAt(5000 + 3200, "P. 11:21(10)");
        }

        @Test
        @DisplayName("43: with timestamps also a second copy is a sample (RFC 7323 §4.1)")
        void timestamps() {
            TcpScript script = established(plain().timestamps(true).build());
            script.write(10).skip();
            script.at(250).skip();
            script.at(300).inject(". 1:1(0) ack 11");
            // 100 ms since the copy at 200 ms: SRTT = 0 + 100/8
            assertEquals(12_500_000, script.info().srtt());
        }

        @Test
        @DisplayName("43: the timer restarts on a new ACK and not on a duplicate one (RFC 6298 (5.3))")
        void restart() {
            TcpScript script = established(NO_SACK);
            script.write(3000).skip();
            script.at(150).inject(". 1:1(0) ack 1001");
            long rto = script.info().rto() / 1_000_000;
            script.at(160).inject(". 1:1(0) ack 1001");
            script.expectAt(150 + rto, ". 1001:2001(1000)");
        }

        @Test
        @DisplayName("RFC 5681 §3.1: after a timeout one segment, then slow start over what is lost")
        void slowStart() {
            // nothing new is there to send, so F-RTO has nothing to find out by
            TcpScript script = established().write(10_000);
            script.skip();
            script.expectAt(200, ". 1:1001(1000)").expectNothing();
            script.after(50).inject(". 1:1(0) ack 1001");
            script.expect(". 1001:2001(1000)").expect(". 2001:3001(1000)").expectNothing();
            script.inject(". 1:1(0) ack 3001");
            script.expect(". 3001:4001(1000)").expect(". 4001:5001(1000)");
            script.expect(". 5001:6001(1000)").expect(". 6001:7001(1000)").expectNothing();
            assertEquals(5000, script.info().ssthresh());
        }

        @Test
        @DisplayName("46: the original flight arrives after all: no more is repeated than was")
        void spurious() {
            TcpScript script = flight(PLAIN);
            script.expectAt(200, ". 1:1001(1000)");
            script.inject(". 1:1(0) ack 10001");
            script.expect(". 10001:11001(1000)").expect(". 11001:12001(1000)");
        }

        @Test
        @DisplayName("User timeout: data unacknowledged for so long ends the connection (RFC 5482)")
        void userTimeout() {
            established(plain().userTimeout(Duration.ofSeconds(2)).build())
                    .write(10)
                    .at(2900)
                    .events()
                    .at(3100)
                    .events("closed TIMED_OUT");
        }

        @Test
        @DisplayName("50: a timer that was armed and cancelled does nothing")
        void stale() {
            TcpScript script = established();
            script.write(10).skip();
            script.inject(". 1:1(0) ack 11");
            script.now = 200_000_000;
            script.connection.onTimer(script.now, script);
            script.expectNothing();
        }
    }

    @Nested
    class NewReno {
        @Test
        @DisplayName("44, RFC 3042: limited transmit on two duplicates, fast retransmit on the third")
        void fastRetransmit() {
            TcpScript script = flight(NO_SACK);
            script.inject(". 1:1(0) ack 1").expect(". 10001:11001(1000)").expectNothing();
            script.inject(". 1:1(0) ack 1").expect(". 11001:12001(1000)").expectNothing();
            script.inject(". 1:1(0) ack 1").expect(". 1:1001(1000)").expectNothing();
            // what limited transmit sent does not count (RFC 5681 §3.2)
            assertEquals(5000, script.info().ssthresh());
            assertEquals(1, script.info().recoveries());
            for (int i = 0; i < 4; i++) {
                script.inject(". 1:1(0) ack 1");
            }
            script.skip();
            script.inject(". 1:1(0) ack 12001");
            assertEquals(5000, script.info().cwnd());
        }

        @Test
        @DisplayName("44: a window update and a data segment are no duplicate ACKs")
        void noDuplicates() {
            TcpScript script = flight(NO_SACK);
            for (int i = 1; i <= 5; i++) {
                script.inject(". 1:1(0) ack 1 win " + (50_000 + i)).expectNothing();
            }
            script.inject(". 1:11(10) ack 1 win 50005").inject(". 11:21(10) ack 1 win 50005");
            script.inject(". 21:31(10) ack 1 win 50005").inject(". 31:41(10) ack 1 win 50005");
            assertEquals(0, script.info().recoveries());
            assertEquals(0, script.info().retransmits());
        }

        @Test
        @DisplayName("RFC 6582: a partial ACK repeats the next hole, the full one ends the recovery")
        void partialAck() {
            TcpScript script = flight(NO_SACK);
            for (int i = 0; i < 8; i++) {
                script.inject(". 1:1(0) ack 1");
            }
            script.skip();
            script.inject(". 1:1(0) ack 4001").expect(". 4001:5001(1000)");
            script.skip();
            script.inject(". 1:1(0) ack 12001");
            assertEquals(1, script.info().recoveries());
            assertEquals(2, script.info().retransmits());
        }

        @Test
        @DisplayName("RFC 6582 §3.2: duplicates drawn by what was sent again start no second recovery")
        void noSecondRecovery() {
            TcpScript script = flight(NO_SACK);
            script.expectAt(200, ". 1:1001(1000)");
            script.inject(". 1:1(0) ack 10001").skip();
            for (int i = 0; i < 5; i++) {
                script.inject(". 1:1(0) ack 10001");
            }
            assertEquals(0, script.info().recoveries());
        }
    }

    @Nested
    class Selective {
        @Test
        @DisplayName("RFC 6675: three segments reported above a hole mean that it is lost")
        void recovery() {
            TcpScript script = flight(PLAIN);
            script.inject(". 1:1(0) ack 1 <sack 1001:2001>").expect(". 10001:11001(1000)");
            script.inject(". 1:1(0) ack 1 <sack 1001:3001>").expect(". 11001:12001(1000)");
            script.inject(". 1:1(0) ack 1 <sack 1001:4001>")
                    .expect(". 1:1001(1000)")
                    .expectNothing();
            script.inject(". 1:1(0) ack 4001");
            assertEquals(1, script.info().recoveries());
            assertEquals(1, script.info().retransmits());
        }

        @Test
        @DisplayName("45: more than three holes are repaired in one round trip")
        void manyHoles() {
            TcpScript script = flight(PLAIN);
            script.inject(". 1:1(0) ack 1 <sack 1001:2001 3001:4001 5001:6001 7001:8001>");
            script.expect(". 1:1001(1000)");
            script.inject(". 1:1(0) ack 1 <sack 8001:10001 1001:2001 3001:4001 5001:6001>");
            script.inject(". 1:1(0) ack 2001 <sack 3001:4001 5001:6001 7001:10001>");
            script.inject(". 1:1(0) ack 4001 <sack 5001:6001 7001:10001>");
            script.inject(". 1:1(0) ack 6001 <sack 7001:10001>");
            script.inject(". 1:1(0) ack 10001");
            assertEquals(4, script.info().retransmits());
            assertEquals(0, script.info().timeouts());
        }

        @Test
        @DisplayName("45: malformed blocks change nothing")
        void malformed() {
            TcpScript script = flight(PLAIN);
            script.inject(". 1:1(0) ack 1 <sack 2001:1001>");
            script.inject(". 1:1(0) ack 1 <sack 5001:5001>");
            script.inject(". 1:1(0) ack 1 <sack 9001:50001>");
            script.inject(". 1:1(0) ack 1 <sack 2000000001:2000001001>");
            script.inject(". 1:1(0) ack 1 <sack -5000:9001>");
            script.expectNothing();
            assertEquals(10_000, script.info().inFlight());
        }

        @Test
        @DisplayName("45: blocks of single bytes do not shred the queue")
        void shreds() {
            TcpScript script = flight(PLAIN);
            for (int i = 0; i < 200; i++) {
                int at = 2 + 40 * i;
                script.inject(". 1:1(0) ack 1 <sack %d:%d>".formatted(at, at + 1));
            }
            script.expectNothing();
            assertEquals(10_000, script.info().inFlight());
        }

        @Test
        @DisplayName("45: reneging: what was reported and thrown away is sent again (RFC 2018 §8)")
        void reneging() {
            TcpScript script = flight(PLAIN);
            script.inject(". 1:1(0) ack 1 <sack 1001:10001>").skip();
            script.inject(". 1:1(0) ack 1001").skip();
            script.expectAt(script.now / 1_000_000 + script.info().rto() / 1_000_000, ". 1001:2001(1000)");
            script.inject(". 1:1(0) ack 2001").expect(". 2001:3001(1000)");
        }

        @Test
        @DisplayName("45: a DSACK is counted, below the ACK and inside the second block (RFC 2883)")
        void duplicates() {
            TcpScript script = flight(PLAIN);
            script.inject(". 1:1(0) ack 2001 <sack 1:1001>");
            script.inject(". 1:1(0) ack 2001 <sack 4001:5001 3001:6001>");
            assertEquals(2, script.info().duplicatesReported());
        }

        @Test
        @DisplayName("46: reordering by two segments repeats nothing")
        void reordering() {
            TcpScript script = flight(PLAIN);
            script.inject(". 1:1(0) ack 1 <sack 1001:2001>").inject(". 1:1(0) ack 1 <sack 1001:3001>");
            script.inject(". 1:1(0) ack 3001").inject(". 1:1(0) ack 10001");
            assertEquals(0, script.info().retransmits());
        }

        @Test
        @DisplayName("46: the tail is lost: the timer repairs it")
        void tail() {
            TcpScript script = established().write(3000);
            script.skip();
            script.at(50).inject(". 1:1(0) ack 2001");
            long rto = script.info().rto() / 1_000_000;
            script.expectAt(50 + rto, "P. 2001:3001(1000)")
                    .inject(". 1:1(0) ack 3001")
                    .expectNothing();
        }

        @Test
        @DisplayName("46: lost ACKs do not matter when a later one arrives")
        void lostAcks() {
            TcpScript script = flight(PLAIN);
            script.inject(". 1:1(0) ack 10001");
            assertEquals(0, script.info().retransmits());
            assertEquals(
                    20, script.skip() + 10 + (20_000 - 10_000 - script.info().unacknowledged()) / 1000);
        }

        @Test
        @DisplayName("A hole in a super-segment is sent again alone")
        void superSegment() {
            TcpScript script = established(PLAIN, 1, 1, 64_000).write(10_000).expect("P. 1:10001(10000)");
            script.inject(". 1:1(0) ack 1 <sack 1001:4001 5001:10001>");
            script.expect(". 1:1001(1000)").expect(". 4001:5001(1000)").expectNothing();
        }
    }
}
