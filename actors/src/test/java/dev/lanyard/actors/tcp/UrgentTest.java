package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Urgent data (RFC 9293 §3.8.5 with RFC 6093). */
class UrgentTest {
    private static TcpScript inline() {
        return established(plain().urgentInline(true).build());
    }

    @Test
    @DisplayName("RFC 6093 §2.1: the pointer points behind the urgent byte; Nagle does not hold it")
    void send() {
        established()
                .write(10)
                .expect("P. 1:11(10) ack 1")
                .writeUrgent()
                .expect("PU. 11:12(1) ack 1 win 65535 urg 1")
                .inject(". 1:1(0) ack 12")
                .write(10)
                .expect("P. 12:22(10) ack 1");
    }

    @Test
    @DisplayName("RFC 9293 §3.8.5: a closed window does not keep the peer from hearing that there is urgent data")
    void closedWindow() {
        TcpScript script = established().inject(". 1:1(0) ack 1 win 0");
        script.write(100).expectNothing();
        script.writeUrgent().expect("U. 1:1(0) ack 1 win 65535 urg 101");
        script.inject(". 1:1(0) ack 1 win 65535").expect("PU. 1:102(101) ack 1 win 65535 urg 101");
    }

    @Test
    @DisplayName("In urgent mode segments are not joined, and each says how far it is; retransmissions too")
    void segments() {
        TcpScript script = established(TcpScript.PLAIN, 100_000, 900_000, 60_000);
        script.write(2500).skip();
        script.writeUrgent().expect("PU. 2501:2502(1) ack 1 win 65535 urg 1");
        script.inject(". 1:1(0) ack 1");
        script.after(300);
        assertTrue(script.info().retransmits() > 0);
    }

    @Test
    @DisplayName(
            "RFC 6093 §3: the urgent byte is received by itself, before what is in front of it, and leaves the stream")
    void outOfBand() {
        TcpScript script = established();
        script.inject("PU. 1:11(10) ack 1 win 65535 urg 5").readUrgent(5).readsNoUrgent();
        assertEquals(9, script.connection.readable());
        script.read(4).skipByte().read(5).readsNothing();
    }

    @Test
    @DisplayName("A byte that was not asked for leaves the stream all the same, and can be had behind the mark")
    void late() {
        TcpScript script = established();
        script.inject("PU. 1:11(10) ack 1 win 65535 urg 10");
        ByteBuffer target = ByteBuffer.allocate(100);
        assertEquals(9, script.connection.receive(target, 0, script));
        assertEquals(0, script.connection.receive(target, 0, script));
        script.readUrgent(10).readsNoUrgent().inject("F. 11:11(0) ack 1").readsEnd();
    }

    @Test
    @DisplayName("SO_OOBINLINE: the byte stays, and reading stops in front of it once")
    void inBand() {
        TcpScript script = inline();
        script.inject("PU. 1:11(10) ack 1 win 65535 urg 5").readsNoUrgent();
        ByteBuffer target = ByteBuffer.allocate(100);
        assertFalse(script.connection.atMark());
        assertEquals(4, script.connection.receive(target, 0, script));
        assertTrue(script.connection.atMark());
        assertEquals(6, script.connection.receive(target, 0, script));
        assertFalse(script.connection.atMark());
    }

    @Test
    @DisplayName("The news may come before the byte, again with each segment, and out of order")
    void early() {
        TcpScript script = established();
        script.inject("U. 1:1(0) ack 1 win 65535 urg 2001").readsNoUrgent();
        script.inject("U. 1001:2001(1000) ack 1 win 65535 urg 1001").readsNoUrgent();
        script.inject("U. 1:1001(1000) ack 1 win 65535 urg 2001").read(2000).readsNoUrgent();
        script.inject("PU. 2001:2011(10) ack 1 win 65535 urg 1").readUrgent(2001);
        script.skipByte().read(9);
        script.inject("U. 2001:2011(10) ack 1 win 65535 urg 1").readsNoUrgent().readsNothing();
    }

    @Test
    @DisplayName("A second urgent byte makes the first an ordinary one")
    void second() {
        TcpScript script = established();
        script.inject("PU. 1:2(1) ack 1 win 65535 urg 1").inject("PU. 2:3(1) ack 1 win 65535 urg 1");
        script.readUrgent(2).read(1).skipByte().readsNothing();
    }

    @Test
    @DisplayName("Pointers of 0, behind the window and to what was read long ago do no harm")
    void odd() {
        TcpScript script = established();
        script.inject("PU. 1:11(10) ack 1 win 65535 urg 0")
                .readUrgent(1)
                .skipByte()
                .read(9);
        script.inject("PU. 11:21(10) ack 1 win 65535 urg 65535").read(10).readsNoUrgent();
        script.inject("PU. 5:25(20) ack 1 win 65535 urg 2").read(4);
        script.inject("F. 25:25(0) ack 1").readsEnd();
    }
}
