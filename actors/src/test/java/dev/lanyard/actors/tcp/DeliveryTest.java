package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.established;
import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Data that the application waits for goes to it without a stay in the receive buffer")
class DeliveryTest {
    private final TcpScript script = established(plain().receiveBuffer(4000).build());

    private int deliver(ByteBuffer target, String... segments) {
        script.connection.deliverTo(target);
        for (String segment : segments) {
            script.injectOnly(segment);
        }
        int count = script.connection.endDelivery(script.now);
        script.flush();
        return count;
    }

    private static void assertPattern(ByteBuffer target, int first) {
        for (int i = 0; i < target.position(); i++) {
            assertEquals(TcpScript.pattern(first + i), target.get(i), "byte " + (first + i));
        }
    }

    @Test
    @DisplayName("in order: all of it, and the window stays open")
    void inOrder() {
        ByteBuffer target = ByteBuffer.allocate(3000);
        assertEquals(2000, deliver(target, ". 1:1001(1000) ack 1", ". 1001:2001(1000) ack 1"));
        assertPattern(target, 1);
        assertEquals(0, script.connection.readable());
        script.expect(". 1:1(0) ack 2001 win 4000");
    }

    @Test
    @DisplayName("what the target has no room for waits in the buffer")
    void smallTarget() {
        ByteBuffer target = ByteBuffer.allocate(700);
        assertEquals(700, deliver(target, ". 1:1001(1000) ack 1", ". 1001:2001(1000) ack 1"));
        assertPattern(target, 1);
        assertEquals(1300, script.connection.readable());
        ByteBuffer rest = ByteBuffer.allocate(2000);
        assertEquals(1300, script.connection.receive(rest, script.now, script));
        assertPattern(rest, 701);
    }

    @Test
    @DisplayName("out of order: through the buffer, in order after the gap is filled")
    void outOfOrder() {
        ByteBuffer target = ByteBuffer.allocate(3000);
        assertEquals(0, deliver(target, ". 1001:2001(1000) ack 1"));
        assertEquals(0, deliver(target, ". 1:1001(1000) ack 1"));
        assertEquals(2000, script.connection.readable());
        assertEquals(2000, script.connection.receive(target, script.now, script));
        assertPattern(target, 1);
    }

    @Test
    @DisplayName("a repeated and longer segment: only what is new")
    void overlap() {
        ByteBuffer target = ByteBuffer.allocate(3000);
        assertEquals(1000, deliver(target, ". 1:1001(1000) ack 1"));
        assertEquals(500, deliver(target, ". 501:1501(1000) ack 1"));
        assertPattern(target, 1);
    }

    @Test
    @DisplayName("not past data that was not read yet")
    void behindUnread() {
        script.inject(". 1:1001(1000) ack 1");
        ByteBuffer target = ByteBuffer.allocate(3000);
        assertEquals(0, deliver(target, ". 1001:2001(1000) ack 1"));
        assertEquals(2000, script.connection.receive(target, script.now, script));
        assertPattern(target, 1);
    }

    @Test
    @DisplayName("and a FIN behind it ends the stream")
    void fin() {
        ByteBuffer target = ByteBuffer.allocate(3000);
        assertEquals(1000, deliver(target, "F. 1:1001(1000) ack 1"));
        assertPattern(target, 1);
        script.state(TcpState.CLOSE_WAIT).readsEnd();
    }
}
