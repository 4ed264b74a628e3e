package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Explicit congestion notification, and DCTCP which lives on it. */
class EcnTest {
    private static final TcpSettings ON = plain().ecn(EcnMode.ON).build();
    private static final TcpSettings PASSIVE = plain().ecn(EcnMode.PASSIVE).build();
    private static final TcpSettings DCTCP = plain().ecn(EcnMode.ON)
            .congestionControl(CongestionControl.Factory.DCTCP)
            .build();
    private static final String ASKING = "SEC 0:0(0) win 65535 <mss 1000,sackOK>";

    private static TcpScript agreed(TcpSettings settings) {
        return agreed(settings, 0);
    }

    private static TcpScript agreed(TcpSettings settings, int maxSegmentation) {
        TcpScript script = TcpScript.server(settings, ASKING, 1, 1, maxSegmentation);
        return script.expect("SE. 0:0(0) ack 1 <mss 1460,sackOK>").after(100).inject(". 1:1(0) ack 1 win 65535");
    }

    @Nested
    class Negotiation {
        @Test
        @DisplayName("23, RFC 3168 §6.1.1: asked and agreed; a SYN sent again asks no more")
        void active() {
            TcpScript script = TcpScript.client(ON).expect("SEC 0:0(0)").expectAt(1000, "S 0:0(0)");
            TcpScript.client(ON)
                    .expect("SEC 0:0(0)")
                    .inject("SE. 0:0(0) ack 1 <mss 1000>")
                    .expect(". 1:1(0) ack 1")
                    .write(10)
                    .expect("P. 1:11(10) <ect>");
            script.inject("SE. 0:0(0) ack 1 <mss 1000>")
                    .expect(". 1:1(0)")
                    .write(10)
                    .expect("P. 1:11(10) <>");
        }

        @Test
        @DisplayName("RFC 3168 §6.1.1: a peer that reflects the bits, or has none, means no")
        void refused() {
            for (String answer : new String[] {"SEC. ", "S. "}) {
                TcpScript.client(ON)
                        .expect("SEC 0:0(0)")
                        .inject(answer + "0:0(0) ack 1 <mss 1000>")
                        .expect(". 1:1(0) ack 1")
                        .write(10)
                        .expect("P. 1:11(10) <>");
            }
        }

        @Test
        @DisplayName("23, RFC 3168 §6.1.1: passive agrees and does not ask; off does neither")
        void passive() {
            TcpScript.client(PASSIVE).expect("S 0:0(0)");
            agreed(PASSIVE).write(10).expect("P. 1:11(10) <ect>");
            TcpScript.server(plain().ecn(EcnMode.OFF).build(), ASKING).expect("S. 0:0(0) ack 1");
        }
    }

    @Nested
    class Classic {
        @Test
        @DisplayName("RFC 3168 §6.1.3: a mark is echoed until CWR")
        void echo() {
            agreed(ON)
                    .inject(". 1:1001(1000) ack 1 <ce>")
                    .inject(". 1001:2001(1000) ack 1")
                    .expect("E. 1:1(0) ack 2001")
                    .inject(". 2001:3001(1000) ack 1")
                    .inject("C. 3001:4001(1000) ack 1")
                    .expect(". 1:1(0) ack 4001");
        }

        @Test
        @DisplayName("RFC 3168 §6.1.2: an echo reduces once in a window of data; CWR goes out with the next new data")
        void reduces() {
            TcpScript script = agreed(ON).write(30_000);
            assertEquals(10, script.skip());
            script.at(200).inject("E. 1:1(0) ack 2001");
            script.expect("C. 10001:11001(1000) <ect>").expectNothing();
            assertEquals(5000, script.info().ssthresh());
            script.inject("E. 1:1(0) ack 4001")
                    .expect(". 11001:12001(1000) <ect>")
                    .expectNothing();
            script.inject("E. 1:1(0) ack 10001").skip();
            assertEquals(5000, script.info().ssthresh());
            assertEquals(0, script.info().retransmits());
            script.at(300).inject(". 1:1(0) ack 14001");
            assertEquals(5000, script.info().ssthresh());
        }

        @Test
        @DisplayName("RFC 3168 §6.1.5: what is sent again may not be marked")
        void retransmission() {
            TcpScript script = agreed(ON).write(10);
            script.expect("P. 1:11(10) <ect>").expectAt(400, "P. 1:11(10) <>");
        }

        @Test
        @DisplayName("RFC 3168 §6.1.2 with super-segments: the one with CWR is a single segment")
        void superSegments() {
            TcpScript script = agreed(ON, 64_000).write(30_000);
            script.skip();
            script.at(200).inject("E. 1:1(0) ack 1001").inject(". 1:1(0) ack 9001");
            script.expect("C. 10001:11001(1000)");
            assertTrue(script.bytesSent() > 1000);
        }
    }

    @Nested
    class DataCenter {
        @Test
        @DisplayName("RFC 8257 §3.2: a change of marking is acknowledged at once, each segment is echoed as it came")
        void exactEcho() {
            TcpScript script = agreed(DCTCP);
            script.inject(". 1:1001(1000) ack 1").expectNothing();
            script.inject(". 1001:2001(1000) ack 1 <ce>")
                    .expect(". 1:1(0) ack 1001")
                    .expectNothing();
            script.inject(". 2001:3001(1000) ack 1 <ce>").expect("E. 1:1(0) ack 3001");
            script.inject(". 3001:4001(1000) ack 1")
                    .inject(". 4001:5001(1000) ack 1")
                    .expect(". 1:1(0) ack 5001");
        }

        @Test
        @DisplayName("RFC 8257 §3.3: alpha follows the share of marks; the window shrinks by half of it")
        void alpha() {
            Dctcp dctcp = new Dctcp(1000);
            AckSample ack = new AckSample();
            ack.delivered = 10_000;
            ack.roundStart = true;
            for (int i = 0; i < 200; i++) {
                ack.marked = i % 4 == 0 ? 10_000 : 0;
                dctcp.onMarks(ack);
            }
            assertEquals(0.25, dctcp.alpha(), 0.05);
            int before = dctcp.window();
            dctcp.onCongestionEcho(10_000, 0);
            assertEquals(before * (1 - dctcp.alpha() / 2), dctcp.window(), 1);
        }

        @Test
        @DisplayName("RFC 8257: with marks from 20 packets on, the link is full and the queue stays short")
        void shortQueue() {
            PathSimulation path = new PathSimulation(1, 1000, 500_000, 400, 0);
            path.markFrom = 20;
            TcpSettings settings = TcpSettings.builder()
                    .ecn(EcnMode.ON)
                    .congestionControl(CongestionControl.Factory.DCTCP)
                    .build();
            PathSimulation.Flow one = path.add(settings);
            PathSimulation.Flow two = path.add(settings);
            path.run(2_000_000_000L);
            long bytes = one.received + two.received;
            assertTrue(PathSimulation.megabits(bytes, 2_000_000_000L) > 900, "received " + bytes);
            assertTrue(path.marks > 0);
            assertEquals(0, path.overflows);
            TcpInfo info = one.sender.connection.info();
            assertEquals("dctcp", info.congestionControl());
            assertTrue(info.srtt() < 500_000 + 80 * 12_000, "srtt " + info.srtt());
        }

        @Test
        @DisplayName("RFC 3168: CUBIC over a queue that marks loses nothing")
        void cubicWithMarks() {
            PathSimulation path = new PathSimulation(1, 100, 20_000_000, 600, 0);
            path.markFrom = 100;
            PathSimulation.Flow flow =
                    path.add(TcpSettings.builder().ecn(EcnMode.ON).build());
            path.run(20_000_000_000L);
            assertTrue(PathSimulation.megabits(flow.received, 20_000_000_000L) > 85);
            assertEquals(0, path.overflows);
        }
    }
}
