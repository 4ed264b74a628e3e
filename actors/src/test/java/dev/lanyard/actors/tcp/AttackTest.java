package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Segments that someone else may have sent (RFC 5961, RFC 5927, RFC 7323). */
class AttackTest {
    private static final TcpSettings STAMPED = plain().timestamps(true).build();

    /** A connection in each state that is synchronized but for TIME_WAIT; the peer's next byte is 1, or 2 behind its FIN. */
    private static List<TcpScript> synchronizedStates() {
        return List.of(
                established(),
                established().shutdownOutput(),
                established().shutdownOutput().inject(". 1:1(0) ack 2"),
                established().inject("F. 1:1(0) ack 1"),
                established().shutdownOutput().inject("F. 1:1(0) ack 1"),
                established().inject("F. 1:1(0) ack 1").close());
    }

    @Test
    @DisplayName("37: RST exactly at RCV.NXT kills, in every state")
    void exactReset() {
        for (TcpScript script : synchronizedStates()) {
            int next = script.connection.state().receives() ? 1 : 2;
            script.skip();
            script.inject("R %d:%d(0)".formatted(next, next))
                    .state(TcpState.CLOSED)
                    .expectNothing();
            assertTrue(script.events.contains("closed RESET"));
        }
    }

    @Test
    @DisplayName("37: RST elsewhere inside the window draws a challenge ACK, outside silence")
    void inexactReset() {
        for (TcpScript script : synchronizedStates()) {
            TcpState state = script.connection.state();
            script.skip();
            script.inject("R 5:5(0)").dropped(TcpDrop.INEXACT_RESET);
            assertEquals(1, script.skip());
            script.inject("R 0:0(0)").dropped(TcpDrop.OUT_OF_WINDOW).inject("R 70000:70000(0)");
            script.expectNothing().state(state);
        }
    }

    @Test
    @DisplayName("38: SYN in every synchronized state draws a challenge ACK with SND.NXT and RCV.NXT")
    void syn() {
        for (TcpScript script : synchronizedStates()) {
            TcpState state = script.connection.state();
            int next = state.receives() ? 1 : 2;
            int sent = state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT ? 1 : 2;
            for (int seq : new int[] {0, 1, 2, 500, 100_000}) {
                script.skip();
                script.inject("S %d:%d(0)".formatted(seq, seq)).dropped(TcpDrop.UNEXPECTED_SYN);
                script.expect(". %d:%d(0) ack %d".formatted(sent, sent, next)).state(state);
            }
        }
    }

    @Test
    @DisplayName("39: ACK below SND.UNA - MAX.SND.WND or above SND.NXT: ACK and drop, TS.Recent unchanged")
    void badAck() {
        TcpScript script = established(STAMPED).write(100);
        script.skip();
        script.inject(". 1:11(10) ack 102 <TS 9000 0>").dropped(TcpDrop.BAD_ACK);
        script.expect(". 101:101(0) ack 1 <TS 1000 5000>");
        script.inject(". 1:11(10) ack -65535 <TS 9000 0>").dropped(TcpDrop.BAD_ACK);
        script.expect(". 101:101(0) ack 1 <TS 1000 5000>");
        script.inject(". 1:11(10) ack -65534").accepted();
        assertEquals(10, script.connection.readable());
    }

    @Test
    @DisplayName("40: challenge ACKs and ACKs to invalid segments have separate budgets")
    void budgets() {
        TcpScript script = established();
        for (int i = 0; i < 1000; i++) {
            script.inject("R 5:5(0)");
        }
        assertEquals(10, script.skip());
        script.inject(". 0:1(1) ack 1").expect(". 1:1(0) ack 1");
        for (int i = 0; i < 1000; i++) {
            script.inject(". 0:1(1) ack 1");
        }
        assertEquals(63, script.skip());
        script.after(1000);
        script.inject("R 5:5(0)").expect(". 1:1(0) ack 1");
    }

    @Test
    @DisplayName("40: a budget is a bucket that fills again")
    void bucket() {
        AckBudget budget = new AckBudget(2, 100);
        assertTrue(budget.take(0) && budget.take(0));
        assertFalse(budget.take(99));
        assertTrue(budget.take(100));
        assertFalse(budget.take(150));
        assertTrue(budget.take(10_000) && budget.take(10_000));
        assertFalse(budget.take(10_000));
    }

    @Test
    @DisplayName("41: an ICMP error kills no open connection and counts only with a sequence number in flight")
    void icmp() {
        TcpScript script = established().write(100);
        assertFalse(script.connection.onIcmpError(TcpFailure.UNREACHABLE, true, 100_000, script));
        assertFalse(script.connection.onIcmpError(TcpFailure.UNREACHABLE, true, 100_101, script));
        assertTrue(script.connection.onIcmpError(TcpFailure.UNREACHABLE, true, 100_050, script));
        script.state(TcpState.ESTABLISHED).at(3_000_000).events("closed UNREACHABLE");
    }

    @Test
    @DisplayName("49: PAWS drops what is older than the newest timestamp, and answers")
    void paws() {
        TcpScript script = established(STAMPED);
        script.inject(". 1:11(10) ack 1 <TS 6000 1000>").at(100);
        script.skip();
        script.inject(". 11:21(10) ack 1 <TS 5999 1000>").dropped(TcpDrop.PAWS);
        script.expect(". 1:1(0) ack 11 <TS 1100 6000>");
        script.inject("R 11:11(0) <TS 5999 1000>").state(TcpState.CLOSED);
    }

    @Test
    @DisplayName("49: a segment without timestamps is dropped unless it is RST, and never kills (RFC 7323 §3.2)")
    void missingTimestamp() {
        TcpScript script = established(STAMPED);
        script.inject(". 1:11(10) ack 1 <noTS>")
                .dropped(TcpDrop.MISSING_TIMESTAMP)
                .expectNothing();
        script.state(TcpState.ESTABLISHED).inject("R 1:1(0)").state(TcpState.CLOSED);
    }

    @Test
    @DisplayName("49: after 24 days of silence any timestamp will do (RFC 7323 §5.5)")
    void idle() {
        TcpScript script = established(STAMPED);
        script.at(25L * 24 * 3600 * 1000)
                .inject(". 1:11(10) ack 1 <TS 4000 1000>")
                .accepted();
    }

    @Test
    @DisplayName("RFC 9293 §3.10.7.4: no ACK bit, no processing")
    void noAck() {
        established()
                .inject("P 1:11(10)")
                .dropped(TcpDrop.MISSING_ACK)
                .expectNothing()
                .readsNothing();
    }
}
