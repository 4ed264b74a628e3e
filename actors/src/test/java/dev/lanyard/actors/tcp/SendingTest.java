package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.PLAIN;
import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.ms;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ESTABLISHED, as the sender of data into a network that loses nothing. */
class SendingTest {
    private static final TcpSettings NO_DELAY = plain().noDelay(true).build();

    @Test
    @DisplayName("1: our sequence numbers wrap in the middle of a transfer")
    void wrap() {
        for (int iss : new int[] {-1, -2, -1500, Integer.MAX_VALUE, Integer.MAX_VALUE - 1500}) {
            established(PLAIN, iss, 5, 0)
                    .write(3000)
                    .expect(". 1:1001(1000)")
                    .expect(". 1001:2001(1000)")
                    .expect("P. 2001:3001(1000)")
                    .inject(". 1:1(0) ack 2001")
                    .inject(". 1:1(0) ack 3001")
                    .close()
                    .expect("F. 3001:3001(0)")
                    .inject(". 1:1(0) ack 3002")
                    .state(TcpState.FIN_WAIT_2);
        }
    }

    @Test
    @DisplayName("RFC 6928, RFC 5681: slow start sends 10, 30, 70, 150, 310 segments in all")
    void slowStart() {
        TcpScript script = TcpScript.server(PLAIN, "S 0:0(0) win 60000 <mss 1000,wscale 7>");
        script.expect("S. 0:0(0)").inject(". 1:1(0) ack 1 win 60000").write(400_000);
        List<Integer> totals = new ArrayList<>();
        int total = 0;
        for (int round = 0; round < 5; round++) {
            total += script.skip();
            totals.add(total);
            script.after(100).inject(". 1:1(0) ack %d win 60000".formatted(1 + 1000 * total));
        }
        assertEquals(List.of(10, 30, 70, 150, 310), totals);
    }

    @Nested
    class Windows {
        @Test
        @DisplayName("Flow control: no byte beyond what the peer allows")
        void limit() {
            established()
                    .inject(". 1:1(0) ack 1 win 2500")
                    .write(5000)
                    .expect(". 1:1001(1000)")
                    .expect(". 1001:2001(1000)")
                    .expectNothing()
                    .inject(". 1:1(0) ack 2001 win 3000")
                    .expect(". 2001:3001(1000)")
                    .expect(". 3001:4001(1000)")
                    .expect(". 4001:5001(1000)")
                    .expectNothing();
        }

        @Test
        @DisplayName("7: an old ACK changes the window no more (WL1, WL2)")
        void oldAck() {
            TcpScript script = established();
            script.inject(". 1:11(10) ack 1 win 5000");
            script.inject(". 1:1(0) ack 1 win 60000");
            assertEquals(5000, script.info().sendWindow());
            script.write(1000).inject(". 11:11(0) ack 1001 win 4000").inject(". 11:11(0) ack 1 win 9000");
            assertEquals(4000, script.info().sendWindow());
        }

        @Test
        @DisplayName("5: the peer shrinks its window below what is in flight")
        void shrinks() {
            TcpScript script = established();
            script.write(5000);
            assertEquals(5, script.skip());
            script.inject(". 1:1(0) ack 1001 win 1500").expectNothing();
            script.expectAt(200, ". 1001:2001(1000)").expectNothing();
            script.inject(". 1:1(0) ack 2001 win 500");
            script.after(60_000);
            assertTrue(script.skip() > 2);
            script.events().state(TcpState.ESTABLISHED);
            script.inject(". 1:1(0) ack 2001 win 9000");
            script.after(60_000).skip();
            script.inject(". 1:1(0) ack 5001 win 9000");
            assertEquals(0, script.info().unacknowledged());
        }

        @Test
        @DisplayName("10, 12: a closed window is probed with back-off for as long as probes are answered")
        void persist() {
            TcpScript script =
                    established().inject(". 1:1(0) ack 1 win 0").write(500).expectNothing();
            long at = 0;
            long step = 200;
            for (int i = 0; i < 30; i++) {
                at += step;
                script.expectAt(at, ". 1:2(1)").inject(". 1:1(0) ack 1 win 0");
                step = Math.min(2 * step, 120_000);
            }
            script.events().inject(". 1:1(0) ack 1 win 1000").expect("P. 1:501(500)");
        }

        @Test
        @DisplayName("10: the peer takes the probe's byte: what follows is sent")
        void probeAccepted() {
            established()
                    .inject(". 1:1(0) ack 1 win 0")
                    .write(500)
                    .expectAt(200, ". 1:2(1)")
                    .inject(". 1:1(0) ack 2 win 1000")
                    .accepted()
                    .expect("P. 2:501(499)")
                    .inject(". 1:1(0) ack 501")
                    .expectNothing();
        }

        @Test
        @DisplayName("12: probes that nobody answers end the connection, as does the user timeout")
        void persistGivesUp() {
            TcpScript script = established(plain().retries(4).build());
            script.inject(". 1:1(0) ack 1 win 0").write(1).at(60_000).events("closed TIMED_OUT");
            TcpScript patient = established(plain().userTimeout(ms(3000)).build());
            patient.inject(". 1:1(0) ack 1 win 0").write(1);
            for (int i = 1; i < 40; i++) {
                patient.at(100 * i).inject(". 1:1(0) ack 1 win 0");
            }
            patient.at(9000).events("closed TIMED_OUT");
        }

        @Test
        @DisplayName("14: less than a segment into a small window waits for the override timer")
        void override() {
            established()
                    .inject(". 1:1(0) ack 1 win 300")
                    .write(5000)
                    .expectNothing()
                    .expectAt(200, ". 1:301(300)")
                    .expectNothing();
        }

        @Test
        @DisplayName("14: half of the largest window seen is worth sending")
        void halfWindow() {
            TcpScript script = TcpScript.server(PLAIN, "S 0:0(0) win 800 <mss 1000>");
            script.expect("S. 0:0(0)")
                    .inject(". 1:1(0) ack 1 win 800")
                    .write(5000)
                    .expect(". 1:801(800)");
            script.inject(". 1:1(0) ack 801 win 399").expectNothing();
            script.inject(". 1:1(0) ack 801 win 400").expect(". 801:1201(400)");
        }
    }

    @Nested
    class Nagle {
        @Test
        @DisplayName("15: one small segment in flight, the next waits, full ones do not")
        void nagle() {
            established()
                    .write(10)
                    .expect("P. 1:11(10)")
                    .write(10)
                    .write(10)
                    .expectNothing()
                    .write(1000)
                    .expect(". 11:1011(1000)")
                    .expectNothing()
                    .inject(". 1:1(0) ack 1011")
                    .expect("P. 1011:1031(20)");
        }

        @Test
        @DisplayName("15: TCP_NODELAY sends each write, also what waited when it is set")
        void noDelay() {
            established(NO_DELAY).write(10).expect("P. 1:11(10)").write(10).expect("P. 11:21(10)");
            TcpScript script =
                    established().write(10).expect("P. 1:11(10)").write(10).expectNothing();
            script.connection.set(new TcpOption.NoDelay(true), script.now, script);
            script.expect("P. 11:21(10)");
        }

        @Test
        @DisplayName("15: the last partial segment before a FIN is not held")
        void beforeFin() {
            established()
                    .write(10)
                    .expect("P. 1:11(10)")
                    .write(10)
                    .expectNothing()
                    .shutdownOutput()
                    .expect("FP. 11:21(10)");
        }

        @Test
        @DisplayName("15: a segment that ends a write after full ones is not held (Minshall)")
        void minshall() {
            established()
                    .write(1500)
                    .expect(". 1:1001(1000)")
                    .expect("P. 1001:1501(500)")
                    .expectNothing();
        }
    }

    @Nested
    class Segmentation {
        @Test
        @DisplayName("Super-segments are multiples of the MSS; the rest may ride along if it may go at all")
        void superSegments() {
            established(PLAIN, 1, 1, 5500)
                    .write(9500)
                    .expect(". 1:5001(5000)")
                    .expect("P. 5001:9501(4500)")
                    .inject(". 1:1(0) ack 3001")
                    .inject(". 1:1(0) ack 9501")
                    .expectNothing();
        }

        @Test
        @DisplayName("The segment size goes down with a super-segment only")
        void segmentSize() {
            List<Integer> sizes = new ArrayList<>();
            TcpScript script = established(NO_DELAY, 1, 1, 64_000);
            TcpConnection connection = script.connection;
            connection.send(ByteBuffer.allocate(1000), 0, collecting(sizes));
            connection.send(ByteBuffer.allocate(3001), 0, collecting(sizes));
            assertEquals(List.of(0, 1000), sizes);
        }

        private static TransmitOnly collecting(List<Integer> sizes) {
            return segment -> sizes.add(segment.segmentSize);
        }

        @Test
        @DisplayName("56: a smaller path MTU cuts what is in flight anew, without a smaller window")
        void pathMtu() {
            TcpScript script = established().write(3000);
            script.skip();
            int cwnd = script.info().cwnd();
            script.pathMtu(640, 1);
            script.expect(". 1:601(600)").expect(". 601:1001(400)").expect(". 1001:1601(600)");
            script.expect(". 1601:2001(400)").expect(". 2001:2601(600)").expect(". 2601:3001(400)");
            script.pathMtu(1500, 1);
            assertEquals(600, script.info().mss());
            assertTrue(script.info().cwnd() >= cwnd / 2);
        }
    }

    @Nested
    class Buffering {
        @ParameterizedTest
        @DisplayName("The send buffer takes what fits and says when it has room again")
        @ValueSource(ints = {4096, 5000, 8192})
        void backPressure(int size) {
            TcpScript script =
                    established(plain().sendBuffer(size).noDelay(true).build());
            assertEquals(size, script.offer(10_000));
            assertEquals(0, script.offer(1));
            script.inject(". 1:1(0) ack 1001").events();
            script.inject(". 1:1(0) ack " + (1 + size)).events("writable");
            assertEquals(size, script.offer(10_000));
        }

        @Test
        @DisplayName("A burst is bounded, and says that it wants to go on")
        void burst() {
            TcpScript script = established(plain().noDelay(true).build());
            for (int i = 0; i < 100; i++) {
                script.connection.send(ByteBuffer.wrap(new byte[] {TcpScript.pattern(1 + i)}), 0, script);
            }
            assertEquals(100, script.skip());
        }
    }

    @Test
    @DisplayName("48: after an idle time the window starts over (RFC 5681 §4.1)")
    void idle() {
        TcpScript script = established();
        for (int i = 1; i <= 5; i++) {
            script.write(20_000).after(10).inject(". 1:1(0) ack " + (20_000 * i - 9_999));
            script.after(10).inject(". 1:1(0) ack " + (20_000 * i + 1)).skip();
        }
        assertTrue(script.info().cwnd() > 10_000);
        script.after(5000).write(20_000);
        assertEquals(10_000, script.bytesSent());
    }

    @Test
    @DisplayName("48: the window grows only while it is what limits the sender")
    void notLimited() {
        TcpScript script = established(NO_DELAY);
        for (int i = 0; i < 50; i++) {
            script.write(1000).skip();
            script.after(10).inject(". 1:1(0) ack " + (1 + 1000 * (i + 1)));
        }
        assertEquals(10_000, script.info().cwnd());
    }

    @Test
    @DisplayName("RFC 9293 §3.8.4: TCP_KEEPIDLE, TCP_KEEPINTERVAL and TCP_KEEPCOUNT of an open connection")
    void keepAliveTimes() {
        TcpScript script = established().expectNothing();
        for (TcpOption option : List.of(
                new TcpOption.KeepAliveProbes(2),
                new TcpOption.KeepAliveInterval(ms(3000)),
                new TcpOption.KeepAlive(true),
                new TcpOption.KeepAliveIdle(ms(5000)))) {
            script.connection.set(option, script.now, script);
        }
        script.expectAt(5000, ". 0:0(0)").inject(". 1:1(0) ack 1");
        script.expectAt(10_000, ". 0:0(0)").expectAt(13_000, ". 0:0(0)");
        script.expectAt(16_000, "R. 1:1(0)").events("closed TIMED_OUT");
    }

    @Test
    @DisplayName("RFC 9293 §3.8.4: keep-alive probes an idle peer and gives up on a silent one")
    void keepAlive() {
        TcpScript script =
                established(plain().keepAlive(ms(10_000), ms(1000), 3).build());
        script.expectAt(10_000, ". 0:0(0) ack 1").inject(". 1:1(0) ack 1");
        script.expectAt(20_000, ". 0:0(0)").expectAt(21_000, ". 0:0(0)").expectAt(22_000, ". 0:0(0)");
        script.expectAt(23_000, "R. 1:1(0)").events("closed TIMED_OUT");
    }
}
