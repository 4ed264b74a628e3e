package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.PLAIN;
import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ESTABLISHED, as the receiver of data. */
class ReceivingTest {
    private static TcpScript window(int bytes) {
        return established(plain().receiveBuffer(bytes).build());
    }

    @Nested
    class Acceptance {
        @ParameterizedTest
        @DisplayName("2: the acceptance table, an open window (RCV.NXT 1, window 2000)")
        @CsvSource({
            "0, 0, false",
            "1, 0, true",
            "2000, 0, true",
            "2001, 0, false",
            "0, 1, false",
            "-9, 10, false",
            "-9, 11, true",
            "1, 1, true",
            "2000, 1, true",
            "2001, 1, false",
        })
        void openWindow(int seq, int length, boolean acceptable) {
            TcpScript script = window(2000);
            script.inject(". " + seq + ":" + (seq + length) + "(" + length + ") ack 1");
            if (acceptable) {
                script.accepted();
            } else {
                script.dropped(TcpDrop.OUT_OF_WINDOW).expect(". 1:1(0) ack 1");
            }
        }

        @ParameterizedTest
        @DisplayName("2: the acceptance table, a closed window: only SEQ = RCV.NXT, and no data")
        @CsvSource({"2000, 0, false", "2001, 0, true", "2002, 0, false", "2001, 1, true", "2002, 1, false"})
        void closedWindow(int seq, int length, boolean acceptable) {
            TcpScript script = window(2000);
            script.inject(". 1:2001(2000) ack 1").expect(". 1:1(0) ack 2001 win 0");
            script.inject(". " + seq + ":" + (seq + length) + "(" + length + ") ack 1");
            if (acceptable) {
                script.accepted();
            } else {
                script.dropped(TcpDrop.OUT_OF_WINDOW);
            }
            if (length > 0 || !acceptable) {
                script.expect(". 1:1(0) ack 2001 win 0");
            }
            script.expectNothing();
        }

        @Test
        @DisplayName("3: what is left and right of the window is cut off, a FIN with it")
        void trims() {
            window(2000)
                    .inject(". 1:501(500) ack 1")
                    .inject(". 101:1001(900) ack 1")
                    .read(1000)
                    .inject("F. 1001:4001(3000) ack 1")
                    .state(TcpState.ESTABLISHED)
                    .read(1000);
        }

        @Test
        @DisplayName("3: a FIN inside the window counts")
        void finInside() {
            window(2000)
                    .inject("F. 1:2000(1999) ack 1")
                    .expect(". 1:1(0) ack 2001")
                    .state(TcpState.CLOSE_WAIT)
                    .read(1999)
                    .readsEnd();
        }

        @ParameterizedTest
        @DisplayName("1: the peer's sequence numbers wrap, before and inside a transfer")
        @ValueSource(ints = {-1, -2, -3, -500, -1500, Integer.MAX_VALUE, Integer.MAX_VALUE - 1000})
        void wrap(int peerIss) {
            established(PLAIN, 7, peerIss, 0)
                    .inject(". 1001:2001(1000) ack 1")
                    .expect(". 1:1(0) ack 1 <sack 1001:2001>")
                    .inject(". 1:1001(1000) ack 1")
                    .expect(". 1:1(0) ack 2001")
                    .inject("F. 2001:2011(10) ack 1")
                    .expect(". 1:1(0) ack 2012")
                    .read(2010)
                    .readsEnd();
        }
    }

    @Nested
    class Reassembling {
        @Test
        @DisplayName("16, RFC 2018 §4: SACK blocks, the newest first, at most four")
        void sackBlocks() {
            established()
                    .inject(". 1001:2001(1000) ack 1")
                    .expect(". 1:1(0) ack 1 <sack 1001:2001>")
                    .inject(". 3001:4001(1000) ack 1")
                    .expect(". 1:1(0) ack 1 <sack 3001:4001 1001:2001>")
                    .inject(". 5001:6001(1000) ack 1")
                    .expect(". 1:1(0) ack 1 <sack 5001:6001 3001:4001 1001:2001>")
                    .inject(". 7001:8001(1000) ack 1")
                    .expect(". 1:1(0) ack 1 <sack 7001:8001 5001:6001 3001:4001 1001:2001>")
                    .inject(". 2001:3001(1000) ack 1")
                    .expect(". 1:1(0) ack 1 <sack 1001:4001 7001:8001 5001:6001>")
                    .inject(". 1:1001(1000) ack 1")
                    .expect(". 1:1(0) ack 4001 <sack 7001:8001 5001:6001>")
                    .read(4000);
        }

        @Test
        @DisplayName("RFC 2883: a duplicate below the ACK, and one inside a block, are reported first")
        void duplicateSack() {
            established()
                    .inject(". 1:1001(1000) ack 1")
                    .inject(". 1001:2001(1000) ack 1")
                    .expect(". 1:1(0) ack 2001")
                    .inject(". 1:1001(1000) ack 1")
                    .expect(". 1:1(0) ack 2001 <sack 1:1001>")
                    .inject(". 3001:4001(1000) ack 1")
                    .expect(". 1:1(0) ack 2001 <sack 3001:4001>")
                    .inject(". 3001:4001(1000) ack 1")
                    .expect(". 1:1(0) ack 2001 <sack 3001:4001 3001:4001>");
        }

        @Test
        @DisplayName("4: of two versions of a byte the first to arrive is kept")
        void overlap() {
            TcpScript script = established();
            inject(script, 11, "aaaaaaaaaa");
            inject(script, 31, "bbbbbbbbbb");
            inject(script, 6, "cccccccccccccccccccccccccccccccccccccccc");
            inject(script, 1, "dddddddddd");
            assertEquals("ddddd" + "ccccc" + "aaaaaaaaaa" + "cccccccccc" + "bbbbbbbbbb" + "ccccc", text(script));
        }

        private static void inject(TcpScript script, int seq, String payload) {
            TcpSegment segment = new TcpSegment();
            segment.clear();
            segment.seq = 900_000 + seq;
            segment.ack = 100_001;
            segment.flags = TcpSegment.ACK;
            segment.window = 1000;
            segment.packet = PacketBuffer.copyOf(payload.getBytes());
            segment.payloadIndex = segment.packet.head();
            segment.payloadLength = payload.length();
            script.connection.onSegment(segment, script.now, script);
        }

        private static String text(TcpScript script) {
            ByteBuffer target = ByteBuffer.allocate(1000);
            int count = script.connection.receive(target, script.now, script);
            return new String(target.array(), 0, count);
        }

        @ParameterizedTest
        @DisplayName("9: any order of 40 overlapping segments gives the stream")
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void anyOrder(long seed) {
            Random random = new Random(seed);
            List<int[]> pieces = new ArrayList<>();
            for (int at = 1; at < 20_001; ) {
                int length = Math.min(20_001 - at, 1 + random.nextInt(1000));
                int early = Math.min(at - 1, random.nextInt(300));
                pieces.add(new int[] {at - early, length + early});
                at += length;
            }
            Collections.shuffle(pieces, random);
            TcpScript script = established();
            for (int[] piece : pieces) {
                script.inject(". %d:%d(%d) ack 1".formatted(piece[0], piece[0] + piece[1], piece[1]));
            }
            script.read(20_000);
            assertEquals(0, script.info().outOfOrder());
        }

        @Test
        @DisplayName("9: data out of order does not collapse the window, and a flood of it is bounded")
        void flood() {
            TcpScript script = established();
            for (int i = 0; i < 300; i++) {
                int at = 3 + 2 * i;
                script.inject(". %d:%d(1) ack 1".formatted(at, at + 1));
                script.expect(". 1:1(0) ack 1 win 65535");
            }
            assertEquals(Reassembly.LIMIT, script.info().outOfOrder());
            script.dropped(TcpDrop.TOO_MANY_HOLES);
            script.inject(". 1:701(700) ack 1").read(700);
            assertEquals(0, script.info().outOfOrder());
        }

        @Test
        @DisplayName("A FIN out of order waits for what is missing")
        void finOutOfOrder() {
            established()
                    .inject("F. 11:21(10) ack 1")
                    .expect(". 1:1(0) ack 1 <sack 11:21>")
                    .state(TcpState.ESTABLISHED)
                    .inject(". 1:11(10) ack 1")
                    .expect(". 1:1(0) ack 22")
                    .state(TcpState.CLOSE_WAIT)
                    .read(20)
                    .readsEnd();
        }
    }

    @Nested
    class Acknowledging {
        @Test
        @DisplayName("16: every second full segment at once, a single one after the delay")
        void delayed() {
            established()
                    .inject(". 1:1001(1000) ack 1")
                    .expectNothing()
                    .inject(". 1001:2001(1000) ack 1")
                    .expect(". 1:1(0) ack 2001")
                    .inject(". 2001:3001(1000) ack 1")
                    .expectNothing()
                    .expectAt(40, ". 1:1(0) ack 3001")
                    .at(1000)
                    .expectNothing();
        }

        @Test
        @DisplayName("16: a batch of many segments draws one ACK")
        void batch() {
            TcpScript script = established();
            for (int i = 0; i < 10; i++) {
                script.injectOnly(". %d:%d(1000) ack 1".formatted(1 + 1000 * i, 1001 + 1000 * i));
            }
            script.expectNothing().flush().expect(". 1:1(0) ack 10001").expectNothing();
        }

        @Test
        @DisplayName("16: at once when a gap appears, is filled in part, and closes")
        void gaps() {
            established()
                    .inject(". 1001:2001(1000) ack 1")
                    .expect(". 1:1(0) ack 1")
                    .inject(". 1:501(500) ack 1")
                    .expect(". 1:1(0) ack 501")
                    .inject(". 501:1001(500) ack 1")
                    .expect(". 1:1(0) ack 2001")
                    .expectNothing();
        }

        @Test
        @DisplayName("16: at the start of a connection at once, until the application answers")
        void quick() {
            established(plain().quickAcks(16).build())
                    .inject(". 1:11(10) ack 1")
                    .expect(". 1:1(0) ack 11")
                    .injectOnly(". 11:21(10) ack 1")
                    .write(5)
                    .expect(". 1:6(5) ack 21")
                    .flush()
                    .inject(". 21:31(10) ack 6")
                    .expectNothing()
                    .expectAt(40, ". 6:6(0) ack 31");
        }

        @Test
        @DisplayName("An ACK rides on data")
        void piggyback() {
            established()
                    .inject(". 1:11(10) ack 1")
                    .write(7)
                    .expect(". 1:8(7) ack 11")
                    .at(100)
                    .expectNothing();
        }

        @Test
        @DisplayName("RFC 7323 §4.3: TS.Recent follows the segment that spans the last ACK sent")
        void tsRecent() {
            TcpScript script = established(plain().timestamps(true).build());
            script.inject(". 1:989(988) ack 1 <TS 6000 1000>")
                    .inject(". 989:1977(988) ack 1 <TS 6001 1000>")
                    .expect(". 1:1(0) ack 1977 <TS 1000 6000>")
                    .inject(". 2965:3953(988) ack 1 <TS 6003 1000>")
                    .expect(". 1:1(0) ack 1977 <TS 1000 6000,sack 2965:3953>")
                    .inject(". 1977:2965(988) ack 1 <TS 6004 1000>")
                    .expect(". 1:1(0) ack 3953 <TS 1000 6004>");
        }
    }

    @Nested
    class Window {
        @Test
        @DisplayName("6, 17: a reader that stops closes the window, one that reads opens it again")
        void closesAndOpens() {
            window(4000)
                    .inject(". 1:1001(1000) ack 1")
                    .inject(". 1001:2001(1000) ack 1")
                    .expect(". 1:1(0) ack 2001 win 2000")
                    .inject(". 2001:3001(1000) ack 1")
                    .inject(". 3001:4001(1000) ack 1")
                    .expect(". 1:1(0) ack 4001 win 0")
                    .read(1000)
                    .expect(". 1:1(0) ack 4001 win 1000")
                    .read(3000)
                    .expect(". 1:1(0) ack 4001 win 4000");
        }

        @Test
        @DisplayName("14: reading single bytes causes no silly windows")
        void sillyWindow() {
            TcpScript script = window(4000);
            script.inject(". 1:1001(1000) ack 1").inject(". 1001:2001(1000) ack 1");
            script.inject(". 2001:3001(1000) ack 1").inject(". 3001:4001(1000) ack 1");
            script.expect(". 1:1(0) ack 2001 win 2000").expect(". 1:1(0) ack 4001 win 0");
            for (int i = 0; i < 999; i++) {
                script.read(1).expectNothing();
            }
            script.read(1).expect(". 1:1(0) ack 4001 win 1000");
            script.inject(". 4001:4001(0) ack 1").expectNothing();
        }

        @Test
        @DisplayName("6: with a scaled window the right edge never moves left, nor right without end")
        void edge() {
            TcpScript script =
                    TcpScript.server(plain().receiveBuffer(1 << 20).build(), "S 0:0(0) win 60000 <mss 1000,wscale 0>");
            script.inject(". 1:1(0) ack 1");
            long edge = 0;
            int at = 1;
            for (int i = 0; i < 5000; i++) {
                int length = 1 + i % 7;
                script.inject(". %d:%d(%d) ack 1".formatted(at, at + length, length));
                at += length;
                long now = at + script.info().receiveWindow();
                assertTrue(now >= edge, "edge");
                assertTrue(now <= (1 << 20) * 9 / 8 + 64, "bound");
                edge = now;
            }
        }

        @Test
        @DisplayName("11: a probe is answered while the window is 0, however often")
        void probes() {
            TcpScript script = window(2000);
            script.inject(". 1:2001(2000) ack 1").expect(". 1:1(0) ack 2001 win 0");
            for (int i = 0; i < 500; i++) {
                script.inject(". 2001:2002(1) ack 1").expect(". 1:1(0) ack 2001 win 0");
            }
            script.expectNothing();
        }

        @Test
        @DisplayName("13: FIN and RST on a zero window are processed")
        void finOnZeroWindow() {
            window(2000)
                    .inject(". 1:2001(2000) ack 1")
                    .expect(". 1:1(0) ack 2001 win 0")
                    .inject("F. 2001:2001(0) ack 1")
                    .expect(". 1:1(0) ack 2002")
                    .state(TcpState.CLOSE_WAIT)
                    .read(2000)
                    .readsEnd();
            window(2000).inject(". 1:2001(2000) ack 1").inject("R 2001:2001(0)").state(TcpState.CLOSED);
        }

        @Test
        @DisplayName("A tiny receive buffer still makes progress")
        void tinyBuffer() {
            window(1)
                    .inject(". 1:2(1) ack 1")
                    .expect(". 1:1(0) ack 2 win 0")
                    .read(1)
                    .expect(". 1:1(0) ack 2 win 1");
        }
    }

    @Test
    @DisplayName("Idle buffers give their memory back, and no timer stays")
    void trims() {
        TcpScript script = established();
        script.inject(". 1:1001(1000) ack 1")
                .read(1000)
                .at(500)
                .inject(". 1001:2001(1000) ack 1")
                .read(1000);
        script.flush().at(3000);
        assertEquals(Long.MAX_VALUE, script.connection.deadline());
        script.inject(". 2001:3001(1000) ack 1").read(1000);
    }
}
