package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.PLAIN;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningTest {
    @Nested
    class SynSent {
        @Test
        @DisplayName("RFC 9293 §3.5: active open, all options offered and accepted")
        void activeOpen() {
            TcpScript.client(TcpSettings.DEFAULT)
                    .expect("S 0:0(0) win 65535 <mss 1460,sackOK,TS 1000 0,wscale 7>")
                    .at(10)
                    .inject("S. 0:0(0) ack 1 win 60000 <mss 1400,sackOK,TS 77 1000,wscale 7>")
                    .events("connected")
                    .expect(". 1:1(0) ack 1 win 1024 <TS 1010 77>")
                    .state(TcpState.ESTABLISHED)
                    .expectNothing();
        }

        @Test
        @DisplayName("2, 8: the window in a SYN is not scaled, those behind it are; off if the peer offers none")
        void scaling() {
            TcpScript scaled = TcpScript.client(PLAIN).inject("S. 0:0(0) ack 1 win 5000 <mss 1000,wscale 2>");
            assertEquals(5000, scaled.info().sendWindow());
            scaled.inject(". 1:1(0) ack 1 win 5000");
            assertEquals(20_000, scaled.info().sendWindow());

            TcpScript plain = TcpScript.client(PLAIN).inject("S. 0:0(0) ack 1 win 5000 <mss 1000>");
            plain.expect("S 0:0(0)").expect(". 1:1(0) ack 1 win 65535");
            plain.inject(". 1:1(0) ack 1 win 5000");
            assertEquals(5000, plain.info().sendWindow());
        }

        @Test
        @DisplayName("8: a shift above 14 counts as 14 (RFC 7323 §2.3)")
        void largeShift() {
            TcpScript script = TcpScript.client(PLAIN).inject("S. 0:0(0) ack 1 win 1 <mss 1000,wscale 255>");
            script.inject(". 1:1(0) ack 1 win 3");
            assertEquals(3 << 14, script.info().sendWindow());
        }

        @Test
        @DisplayName("43: SYN at 0, 1, 3, 7, 15, 31 s, then the attempt has timed out")
        void blackHole() {
            TcpScript script = TcpScript.client(PLAIN).expect("S 0:0(0)");
            for (int seconds : new int[] {1, 3, 7, 15, 31}) {
                script.expectAt(seconds * 1000L, "S 0:0(0)");
            }
            script.at(62_999).events().at(63_000).expectNothing().events("closed TIMED_OUT");
        }

        @Test
        @DisplayName("21: an ACK of something else draws RST and nothing changes")
        void badAck() {
            TcpScript.client(PLAIN)
                    .expect("S 0:0(0)")
                    .inject("S. 0:0(0) ack 2")
                    .dropped(TcpDrop.BAD_ACK)
                    .expect("R 2:2(0)")
                    .inject(". 5:5(0) ack 0")
                    .expect("R 0:0(0)")
                    .inject("R. 0:0(0) ack 2")
                    .expectNothing()
                    .state(TcpState.SYN_SENT);
        }

        @Test
        @DisplayName("21: RST counts only with an acceptable ACK")
        void reset() {
            TcpScript.client(PLAIN)
                    .expect("S 0:0(0)")
                    .inject("R 0:0(0)")
                    .dropped(TcpDrop.INEXACT_RESET)
                    .state(TcpState.SYN_SENT)
                    .inject("R. 0:0(0) ack 1")
                    .events("closed REFUSED")
                    .expectNothing();
        }

        @Test
        @DisplayName("21: data and FIN without SYN are ignored")
        void dataWithoutSyn() {
            TcpScript.client(PLAIN)
                    .expect("S 0:0(0)")
                    .inject("P. 1:101(100) ack 1")
                    .dropped(TcpDrop.UNEXPECTED_IN_SYN_SENT)
                    .inject("F. 1:1(0) ack 1")
                    .dropped(TcpDrop.UNEXPECTED_IN_SYN_SENT)
                    .expectNothing()
                    .state(TcpState.SYN_SENT);
        }

        @Test
        @DisplayName("21: a SYN-ACK that carries data and FIN keeps both")
        void dataOnSynAck() {
            TcpScript.client(PLAIN)
                    .expect("S 0:0(0)")
                    .inject("S. 0:0(0) ack 1")
                    .expect(". 1:1(0) ack 1")
                    .inject("F. 1:11(10) ack 1")
                    .expect(". 1:1(0) ack 12")
                    .events("connected", "readable", "remoteClosed")
                    .read(10)
                    .readsEnd();
        }

        @Test
        @DisplayName("20: simultaneous open (RFC 9293 §3.5 figure 7)")
        void simultaneousOpen() {
            TcpScript.client(PLAIN)
                    .expect("S 0:0(0)")
                    .inject("S 0:0(0) win 5000 <mss 1000,sackOK>")
                    .state(TcpState.SYN_RECEIVED)
                    .expect("S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK>")
                    .inject("S. 0:0(0) ack 1 win 5000 <mss 1000,sackOK>")
                    .events("connected")
                    .state(TcpState.ESTABLISHED)
                    .write(10)
                    .expect("P. 1:11(10) ack 1");
        }

        @Test
        @DisplayName("20: simultaneous open in which the other SYN-ACK is lost and data comes first")
        void simultaneousOpenWithLoss() {
            TcpScript.client(PLAIN)
                    .expect("S 0:0(0)")
                    .inject("S 0:0(0) win 5000 <mss 1000>")
                    .expect("S. 0:0(0) ack 1")
                    .expectAt(1000, "S. 0:0(0) ack 1")
                    .inject("P. 1:11(10) ack 1")
                    .events("connected", "readable")
                    .read(10);
        }

        @Test
        @DisplayName("RFC 6298 (5.7), RFC 5681 §3.1: a lost SYN means RTO 3 s and one segment at first")
        void cautiousAfterLoss() {
            TcpScript script = TcpScript.client(PLAIN).expect("S 0:0(0)").expectAt(1000, "S 0:0(0)");
            script.at(1010).inject("S. 0:0(0) ack 1 win 65535 <mss 1000>").expect(". 1:1(0)");
            script.write(5000).expect(". 1:1001(1000)").expectNothing();
            script.expectAt(4010, ". 1:1001(1000)");
        }

        @Test
        @DisplayName("41: a hard ICMP error that quotes our SYN ends the attempt, a soft or forged one does not")
        void icmp() {
            TcpScript script = TcpScript.client(PLAIN, 100, 900);
            script.connection.onIcmpError(TcpFailure.UNREACHABLE, true, 99, script);
            script.connection.onIcmpError(TcpFailure.UNREACHABLE, true, 101, script);
            script.connection.onIcmpError(TcpFailure.UNREACHABLE, false, 100, script);
            script.state(TcpState.SYN_SENT);
            script.connection.onIcmpError(TcpFailure.REFUSED, true, 100, script);
            script.events("closed REFUSED");
        }

        @Test
        @DisplayName("41: a soft error is what a timeout is reported as")
        void softError() {
            TcpScript script = TcpScript.client(PLAIN, 100, 900);
            script.connection.onIcmpError(TcpFailure.UNREACHABLE, false, 100, script);
            script.at(70_000).events("closed UNREACHABLE");
        }

        @Test
        @DisplayName("Close before the handshake is complete ends it without a segment")
        void closeEarly() {
            TcpScript.client(PLAIN)
                    .expect("S 0:0(0)")
                    .close()
                    .events("closed null")
                    .expectNothing();
        }

        @Test
        @DisplayName("What is written and closed before the handshake follows it")
        void writeEarly() {
            TcpScript.client(PLAIN)
                    .expect("S 0:0(0)")
                    .write(10)
                    .shutdownOutput()
                    .expectNothing()
                    .inject("S. 0:0(0) ack 1 win 5000 <mss 1000>")
                    .expect("FP. 1:11(10) ack 1")
                    .state(TcpState.FIN_WAIT_1);
        }
    }

    @Nested
    class SynReceived {
        private static final String SYN = "S 0:0(0) win 60000 <mss 1000,sackOK,wscale 3>";

        @Test
        @DisplayName("RFC 9293 §3.5: passive open answers with the options that were offered only")
        void passiveOpen() {
            TcpScript.server(TcpSettings.DEFAULT, SYN)
                    .expect("S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK,wscale 7>")
                    .inject(". 1:1(0) ack 1 win 100")
                    .events("connected")
                    .expectNothing();
            TcpScript.server(TcpSettings.DEFAULT, "S 0:0(0)").expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
            TcpScript.server(TcpSettings.DEFAULT, "S 0:0(0) <mss 500,TS 9 0>")
                    .expect("S. 0:0(0) ack 1 win 65535 <mss 1460,TS 1000 9>");
        }

        @Test
        @DisplayName("22: a repeated SYN draws the SYN-ACK again, another SYN a challenge ACK, neither RST")
        void repeatedSyn() {
            TcpScript.server(PLAIN, SYN)
                    .expect("S. 0:0(0) ack 1")
                    .at(100)
                    .inject(SYN)
                    .expect("S. 0:0(0) ack 1")
                    .inject("S 7:7(0)")
                    .expect(". 1:1(0) ack 1")
                    .state(TcpState.SYN_RECEIVED);
        }

        @Test
        @DisplayName("23: a SYN with ECE and CWR opens a connection")
        void ecnSyn() {
            TcpScript.server(PLAIN, "SEC 0:0(0) win 60000 <mss 1000>").expect("SE. 0:0(0) ack 1");
        }

        @Test
        @DisplayName("24: a third ACK that carries data keeps it")
        void thirdAckWithData() {
            TcpScript.server(PLAIN, SYN)
                    .expect("S. 0:0(0) ack 1")
                    .inject("P. 1:101(100) ack 1 win 100")
                    .events("connected", "readable")
                    .read(100);
        }

        @Test
        @DisplayName("24: the third ACK is lost, data out of order arrives first")
        void thirdAckLost() {
            TcpScript.server(PLAIN, SYN)
                    .expect("S. 0:0(0) ack 1")
                    .inject("P. 101:201(100) ack 1 win 100")
                    .events("connected")
                    .expect(". 1:1(0) ack 1 win 32768 <sack 101:201>")
                    .inject("P. 1:101(100) ack 1 win 100")
                    .expect(". 1:1(0) ack 201")
                    .read(200);
        }

        @Test
        @DisplayName("SYN-ACK is retransmitted at 1, 3, 7, 15, 31 s, then forgotten")
        void synAckTimeout() {
            TcpScript script = TcpScript.server(PLAIN, SYN).expect("S. 0:0(0)");
            for (int seconds : new int[] {1, 3, 7, 15, 31}) {
                script.expectAt(seconds * 1000L, "S. 0:0(0) ack 1");
            }
            script.at(63_000).expectNothing().events("closed TIMED_OUT");
        }

        @Test
        @DisplayName("25, 37: RST at RCV.NXT frees the slot, one elsewhere is challenged or ignored")
        void reset() {
            TcpScript.server(PLAIN, SYN)
                    .expect("S. 0:0(0)")
                    .inject("R 2:2(0)")
                    .expect(". 1:1(0) ack 1")
                    .inject("R 2000001:2000001(0)")
                    .expectNothing()
                    .inject("R 1:1(0)")
                    .events("closed REFUSED")
                    .expectNothing();
        }

        @Test
        @DisplayName("RFC 9293 §3.10.7.4: an ACK of something else draws RST")
        void badAck() {
            TcpScript.server(PLAIN, SYN)
                    .expect("S. 0:0(0)")
                    .inject(". 1:1(0) ack 5")
                    .dropped(TcpDrop.BAD_ACK)
                    .expect("R 5:5(0)")
                    .state(TcpState.SYN_RECEIVED)
                    .inject(" . 1:1(0) ack 1".trim())
                    .state(TcpState.ESTABLISHED);
        }

        @ParameterizedTest
        @DisplayName("27: an MSS of 0, 1 or less than the options still makes progress")
        @ValueSource(ints = {0, 1, 11, 12, 40})
        void tinyMss(int mss) {
            TcpScript script = TcpScript.server(TcpSettings.DEFAULT, "S 0:0(0) win 60000 <mss " + mss + ",TS 1 0>");
            script.stampsSegments(true);
            script.expect("S. 0:0(0)").inject(". 1:1(0) ack 1").write(100).expect(". 1:77(76) ack 1");
        }

        @ParameterizedTest
        @DisplayName("27: effective MSS is the least of the peer's, ours, and 536 if the peer names none")
        @CsvSource({"mss 1000,1000", "mss 9000,1460", "sackOK,536"})
        void effectiveMss(String option, int mss) {
            TcpScript script = TcpScript.server(PLAIN, "S 0:0(0) win 60000 <" + option + ">");
            script.expect("S. 0:0(0)").inject(". 1:1(0) ack 1").write(3000);
            assertEquals(mss, script.info().mss());
            script.expect(". 1:" + (1 + mss) + "(" + mss + ")");
        }

        @Test
        @DisplayName("Close in SYN_RECEIVED sends FIN once the handshake is complete")
        void closeEarly() {
            TcpScript.server(PLAIN, SYN)
                    .expect("S. 0:0(0)")
                    .close()
                    .expectNothing()
                    .inject(". 1:1(0) ack 1")
                    .expect("F. 1:1(0) ack 1")
                    .state(TcpState.FIN_WAIT_1);
        }

        @Test
        @DisplayName("User timeout bounds the handshake too")
        void userTimeout() {
            TcpScript script =
                    TcpScript.server(plain().userTimeout(TcpScript.ms(5000)).build(), SYN);
            script.at(20_000).events("closed TIMED_OUT");
        }
    }
}
