package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments that the path does not take. */
@DisplayName("Path MTU: black holes and probes (RFC 4821, RFC 8899), routers (RFC 1191)")
class PathMtuTest {
    /** Starts with segments of 500 bytes on a path that may take 1,000. */
    private static final TcpSettings PROBING =
            plain().mtuProbing(MtuProbing.ALWAYS).baseMss(500, 48).build();

    private static TcpSettings off() {
        return plain().mtuProbing(MtuProbing.OFF).build();
    }

    private static TcpScript ethernet(TcpSettings settings) {
        return TcpScript.server(settings, "S 0:0(0) win 65535 <mss 1460,sackOK>")
                .expect("S. 0:0(0)")
                .inject(". 1:1(0) ack 1 win 65535");
    }

    @Nested
    @DisplayName("56: black holes")
    class BlackHoles {
        @Test
        @DisplayName(
                "56, RFC 4821 §7.7: the third timeout of a full segment cuts it to the base MSS, and later ones by halves")
        void falls() {
            TcpScript script = ethernet(plain().build()).write(14_600);
            assertEquals(10, script.skip());
            script.expectAt(200, ". 1:1461(1460)").expectAt(600, ". 1:1461(1460)");
            script.expectAt(1400, ". 1:1025(1024)").expectNothing();
            script.expectAt(3000, ". 1:513(512)").expectAt(6200, ". 1:257(256)").expectAt(12_600, ". 1:129(128)");
            script.expectAt(25_400, ". 1:65(64)").expectAt(51_000, ". 1:49(48)").expectAt(102_200, ". 1:49(48)");
            assertEquals(1, script.info().blackHoles());
            assertEquals(88, script.info().pathMtu());
        }

        @Test
        @DisplayName("56: what arrives in smaller segments is told to the layer below; all of it is cut anew")
        void smallerResegmentation() {
            TcpScript script = ethernet(plain().build()).write(2920);
            script.skip();
            script.at(1399).skip();
            script.events.clear();
            script.expectAt(1400, ". 1:1025(1024)").events();
            script.at(1450).inject(". 1:1(0) ack 1025").events("path takes no more than 1064");
            script.expect(". 1025:1461(436)").expect(". 1461:2485(1024)").expect("P. 2485:2921(436)");
            script.at(1500).inject(". 1:1(0) ack 2921").events().expectNothing();
            assertEquals(1024, script.info().mss());
        }

        @Test
        @DisplayName("56: super-segments are cut to the smaller size too")
        void superSegments() {
            List<Integer> sizes = new ArrayList<>();
            TcpScript script =
                    TcpScript.server(plain().build(), "S 0:0(0) win 65535 <mss 1460,sackOK>", 100_000, 900_000, 60_000);
            script.expect("S. 0:0(0)").inject(". 1:1(0) ack 1 win 65535").write(14_600);
            assertEquals(1, script.skip());
            script.at(1400).inject(". 1:1(0) ack 1025").skip();
            TransmitOnly sink = segment -> sizes.add(segment.segmentSize);
            script.connection.onSegment(script.parsed(". 1:1(0) ack 4097"), script.now, sink);
            script.connection.flush(script.now, sink);
            assertTrue(sizes.contains(1024) && !sizes.contains(1460), sizes::toString);
        }

        @Test
        @DisplayName("56: small segments that are lost say nothing about the path")
        void smallSegments() {
            TcpScript script = ethernet(plain().build()).write(1000);
            script.at(100_000);
            assertTrue(script.skip() > 6);
            assertEquals(1460, script.info().mss());
            assertEquals(0, script.info().blackHoles());
        }

        @Test
        @DisplayName("56: switched off, segments stay as large as they are")
        void off() {
            TcpScript script = ethernet(PathMtuTest.off()).write(14_600);
            script.skip();
            for (long at : new long[] {200, 600, 1400, 3000, 6200}) {
                script.expectAt(at, ". 1:1461(1460)");
            }
        }

        @Test
        @DisplayName("56: after an outage that was none of the path's MTU the first probe brings the size back")
        void outage() {
            TcpScript script = ethernet(plain().build()).write(100_000);
            script.skip();
            script.at(1400).skip();
            int ack = 1025;
            script.at(1450).inject(". 1:1(0) ack " + ack);
            for (int round = 0; round < 6 && script.info().mss() < 1460; round++) {
                ack += script.bytesSent();
                script.skip();
                script.after(50).inject(". 1:1(0) ack " + Math.min(ack, 100_001));
            }
            assertEquals(1460, script.info().mss());
            assertEquals(1, script.info().mtuProbes());
            assertEquals(0, script.info().mtuProbesLost());
        }
    }

    @Nested
    @DisplayName("RFC 4821 §7: probes")
    class Probes {
        @Test
        @DisplayName("RFC 4821 §7.5: a probe is queued data; its ACK raises the segment size, and the window stays")
        void success() {
            TcpScript script = established(PROBING).write(20_000);
            int cwnd = script.info().cwnd();
            script.expect(". 1:1001(1000)").expect(". 1001:1501(500)");
            assertEquals(7, script.skip());
            script.events().after(50).inject(". 1:1(0) ack 1001").events("path takes 1040");
            assertTrue(script.info().cwnd() >= cwnd);
            script.expect(". 5001:6001(1000)").expect(". 6001:7001(1000)").expectNothing();
            assertEquals(1, script.info().mtuProbes());
            assertEquals(1040, script.info().pathMtu());
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @DisplayName(
                "RFC 4821 §7.6.1: a probe that is lost alone goes out again in small segments; no sign of congestion")
        void failure(boolean sack) {
            TcpScript script = established(TcpScript.without(PROBING, sack)).write(20_000);
            int cwnd = script.info().cwnd();
            int ssthresh = script.info().ssthresh();
            assertEquals(9, script.skip());
            script.after(50);
            duplicates(script, sack, 1, 1001, 2);
            // limited transmit
            script.expect(". 5001:5501(500)").expect(". 5501:6001(500)").expectNothing();
            duplicates(script, sack, 1, 2001, 1);
            script.expect(". 1:501(500)").expect(". 501:1001(500)");
            TcpInfo info = script.info();
            assertEquals(cwnd, info.cwnd());
            assertEquals(ssthresh, info.ssthresh());
            assertEquals(0, info.recoveries());
            assertEquals(1, info.mtuProbesLost());
            assertEquals(500, info.mss());
            duplicates(script, sack, 1, 2501, 5);
            assertEquals(0, script.info().recoveries());
            script.after(50).inject(". 1:1(0) ack 6001");
            assertEquals(0, script.info().recoveries());
            assertTrue(script.info().cwnd() >= cwnd);
        }

        /** The segments of 500 bytes from a sequence number on arrive, and nothing in front of them. */
        private static void duplicates(TcpScript script, boolean sack, int ack, int from, int count) {
            for (int i = 1; i <= count; i++) {
                String option = sack ? " <sack 1001:%d>".formatted(from + 500 * i) : "";
                script.inject(". 1:1(0) ack %d%s".formatted(ack, option));
            }
        }

        @Test
        @DisplayName("RFC 8899 §5.1.2: a size is too large once three probes of it were lost; then halves of the range")
        void search() {
            TcpScript script = established(PROBING);
            // takes 800, bytes in front of which are 40 more
            List<Integer> probes = searchPath(script, 800);
            assertEquals(List.of(1000, 1000, 1000, 749, 874, 874, 874, 811, 811, 811, 779, 794, 802, 802, 802), probes);
            TcpInfo info = script.info();
            assertEquals(794, info.mss());
            assertEquals(834, info.pathMtu());
            assertEquals(0, info.recoveries());
            assertEquals(0, info.timeouts());
        }

        /** Sends until no probe goes out any more; the path takes payloads up to a limit. Returns the sizes of probes. */
        private static List<Integer> searchPath(TcpScript script, int limit) {
            List<Integer> probes = new ArrayList<>();
            BitSet arrived = new BitSet();
            for (int quiet = 0; quiet < 3; quiet++) {
                script.write(20_000);
                while (script.info().unacknowledged() > 0) {
                    int mss = script.info().mss();
                    script.after(10);
                    for (int[] range : script.ranges()) {
                        int length = range[1] - range[0];
                        if (length > mss) {
                            probes.add(length);
                            quiet = 0;
                        }
                        if (length <= limit) {
                            arrived.set(range[0], range[1]);
                            script.after(1).inject(acknowledge(arrived, range[0]));
                        }
                    }
                }
            }
            return probes;
        }

        private static String acknowledge(BitSet arrived, int latest) {
            int ack = arrived.nextClearBit(1);
            String sack = latest < ack
                    ? ""
                    : " <sack %d:%d>".formatted(arrived.previousClearBit(latest) + 1, arrived.nextClearBit(latest));
            return ". 1:1(0) ack " + ack + sack;
        }

        @Test
        @DisplayName("RFC 4821 §7.6.2: a probe that is lost with others says nothing; the others are congestion")
        void inconclusive() {
            TcpScript script = established(PROBING).write(20_000);
            int cwnd = script.info().cwnd();
            script.skip();
            script.after(50).inject(". 1:1(0) ack 1 <sack 1501:2001>").inject(". 1:1(0) ack 1 <sack 1501:2501>");
            script.inject(". 1:1(0) ack 1 <sack 1501:3001>");
            assertEquals(1, script.info().recoveries());
            assertTrue(script.info().ssthresh() < cwnd);
            assertEquals(0, script.info().mtuProbesLost());
        }

        @Test
        @DisplayName("56, RFC 8899 §4.6.2: a router that refuses a probe names the size of the next")
        void refused() {
            TcpScript script = established(PROBING).write(20_000);
            int cwnd = script.info().cwnd();
            script.skip();
            assertTrue(script.pathMtu(840, 1));
            script.expect(". 1:501(500)").expect(". 501:1001(500)");
            script.after(50).inject(". 1:1(0) ack 5001").expect(". 5001:5801(800)");
            assertEquals(0, script.info().recoveries());
            assertTrue(script.info().cwnd() >= cwnd);
            script.skip();
            script.after(50).inject(". 1:1(0) ack 9001");
            assertEquals(800, script.info().mss());
        }

        @Test
        @DisplayName("RFC 4821 §7.4: no probe without data behind it, nor a window that takes that data")
        void notEnough() {
            TcpScript little = established(PROBING).write(2999);
            little.expect(". 1:501(500)");
            TcpScript narrow =
                    established(PROBING).inject(". 1:1(0) ack 1 win 2999").write(20_000);
            narrow.expect(". 1:501(500)");
            assertEquals(0, little.info().mtuProbes() + narrow.info().mtuProbes());
        }

        @Test
        @DisplayName("RFC 8899 §5.1.1: after ten minutes a narrow path is probed again, the largest size first")
        void raise() {
            TcpScript script = established(plain().build()).write(10_000);
            assertTrue(script.pathMtu(640, 1));
            script.skip();
            script.after(10).inject(". 1:1(0) ack 10001");
            script.at(599_000).write(5000).expect(". 10001:10601(600)");
            script.skip();
            script.after(10).inject(". 1:1(0) ack 15001");
            script.at(601_000).write(5000).expect(". 15001:16001(1000)");
            script.after(10).inject(". 1:1(0) ack 20001").skip();
            assertEquals(1000, script.info().mss());
            script.at(2_000_000).write(10_000);
            assertEquals(1, script.info().mtuProbes());
        }

        @Test
        @DisplayName("Switched off, a path that a router called narrow stays narrow")
        void noRaise() {
            TcpScript script = established(off()).write(10_000);
            assertTrue(script.pathMtu(640, 1));
            script.after(10).inject(". 1:1(0) ack 10001").skip();
            script.at(2_000_000).write(10_000);
            assertEquals(0, script.info().mtuProbes());
            assertEquals(600, script.info().mss());
        }

        @Test
        @DisplayName("A probe that times out with all behind it is lost, and everything repaired")
        void timeout() {
            TcpScript script = established(PROBING).write(20_000);
            script.skip();
            script.expectAt(200, ". 1:501(500)").after(10).inject(". 1:1(0) ack 501");
            // F-RTO asks whether all was lost
            script.expect(". 5001:5501(500)").expect(". 5501:6001(500)");
            script.after(10).inject(". 1:1(0) ack 501 <sack 5001:5501>").inject(". 1:1(0) ack 501 <sack 5001:6001>");
            script.expect(". 501:1001(500)").expect(". 1001:1501(500)");
            assertEquals(1, script.info().mtuProbesLost());
        }
    }

    @Nested
    @DisplayName("56: routers")
    class Routers {
        @Test
        @DisplayName("56: an MTU that grows, is below 68 or below the floor is ignored")
        void ignored() {
            TcpScript script = established(plain().build()).write(5000);
            script.skip();
            for (int mtu : new int[] {0, 1, 67, 68, 87}) {
                assertFalse(script.pathMtu(mtu, 1), "MTU " + mtu);
            }
            assertTrue(script.pathMtu(1040, 1));
            assertTrue(script.pathMtu(9000, 1));
            assertEquals(1000, script.info().mss());
            script.expectNothing();
            assertTrue(script.pathMtu(88, 1));
            assertEquals(48, script.info().mss());
        }

        @Test
        @DisplayName("56, RFC 5927 §4: a router that quotes what is not in flight is ignored")
        void notInFlight() {
            TcpScript script = established(plain().build()).write(5000);
            script.inject(". 1:1(0) ack 1001").skip();
            assertFalse(script.pathMtu(600, 1000));
            assertFalse(script.pathMtu(600, 5001));
            assertEquals(1000, script.info().mss());
            assertTrue(script.pathMtu(600, 1001));
            assertEquals(560, script.info().mss());
        }
    }

    @Test
    @DisplayName("Settings that make no sense are refused in one line")
    void settings() {
        for (TcpSettingsBuilder wrong : List.of(
                plain().baseMss(1024, 27),
                plain().baseMss(47, 48),
                plain().baseMss(65_496, 48),
                plain().mtuProbeInterval(Duration.ZERO))) {
            try {
                wrong.build();
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().contains("choose"), e.getMessage());
                continue;
            }
            throw new AssertionError("accepted");
        }
    }

    @Test
    @DisplayName("Segments of a probing connection that has little to say are as large as those of any other")
    void small() {
        TcpScript script = established(PROBING);
        script.connection.send(ByteBuffer.wrap(new byte[] {TcpScript.pattern(1)}), 0, script);
        script.expect("P. 1:2(1)");
    }
}
