package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.node.socket.EchoSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("ICMP echo with the kernel (RFC 792, RFC 1122 §3.2.2.6)")
class KernelPingTest {
    private TapNode tap;

    @BeforeEach
    void start() throws Exception {
        tap = TapNode.start(true);
    }

    @AfterEach
    void stop() {
        if (tap != null) {
            tap.close();
        }
    }

    @Test
    @DisplayName("the kernel's ping is answered, with empty and with full frames")
    void kernelPings() {
        for (String size : new String[] {"0", "56", "1472"}) {
            var result = tap.kernel.run("ping", "-c", "3", "-i", "0.01", "-W", "5", "-s", size, TapNode.NODE);
            assertEquals(0, result.status(), result::output);
            assertTrue(result.output().contains("3 received, 0% packet loss"), result::output);
        }
        assertEquals(9L, tap.node.counters().get("icmp.echoes-answered"), () -> "" + tap.node.counters());
    }

    @Test
    @DisplayName("the kernel answers ours, data intact")
    void nodePings() throws Exception {
        EchoSocket echo = tap.await(tap.node.echo());
        for (int sequence = 1; sequence <= 3; sequence++) {
            tap.await(echo.send(Ipv4Address.parse(TapNode.KERNEL), sequence, 1000, 64));
            EchoSocket.Reply reply = assertInstanceOf(EchoSocket.Reply.class, tap.await(echo.receive()));
            assertEquals(sequence, reply.sequence());
            assertEquals(1000, reply.bytes());
            assertEquals(64, reply.ttl());
            assertTrue(reply.matches());
        }
    }

    @Test
    @DisplayName("51: the kernel's ping of 0 to 65,507 bytes is answered, in fragments both ways")
    void kernelPingsInFragments() {
        for (int size : new int[] {0, 1471, 1472, 1473, 1480, 2952, 2953, 8192, 32_767, 65_506, 65_507}) {
            var result = tap.kernel.run(
                    "ping", "-c", "3", "-i", "0.01", "-W", "5", "-s", Integer.toString(size), TapNode.NODE);
            assertEquals(0, result.status(), result::output);
            assertTrue(result.output().contains("3 received, 0% packet loss"), result::output);
            assertFalse(result.output().contains("wrong data"), result::output);
        }
        assertEquals(33L, tap.node.counters().get("icmp.echoes-answered"));
        assertEquals(24L, tap.node.counters().get("ip.reassembled"));
    }

    @Test
    @DisplayName("51, 57: all fragments of an echo that waits for ARP reach the kernel, and its answer us")
    void nodePingsInFragments() throws Exception {
        EchoSocket echo = tap.await(tap.node.echo());
        int sequence = 0;
        for (int size : new int[] {65_507, 1473, 40_000}) {
            tap.await(echo.send(Ipv4Address.parse(TapNode.KERNEL), ++sequence, size, 64));
            EchoSocket.Reply reply = assertInstanceOf(EchoSocket.Reply.class, tap.await(echo.receive()));
            assertEquals(size, reply.bytes());
            assertTrue(reply.matches());
        }
    }

    @Test
    @DisplayName("58: another host's search for our address finds us, and for a free one nobody")
    void conflictDetection() {
        for (String address : new String[] {TapNode.NODE, "10.77.0.99"}) {
            var result = tap.kernel.run("busybox", "arping", "-D", "-I", "tap0", "-c", "1", "-w", "1", address);
            assertEquals(address.equals(TapNode.NODE) ? 1 : 0, result.status(), result::output);
        }
    }

    @Test
    @DisplayName("a host that is not there is reported unreachable, checklist 57")
    void unreachable() throws Exception {
        EchoSocket echo = tap.await(tap.node.echo());
        tap.await(echo.send(Ipv4Address.parse("10.77.0.99"), 1, 56, 64));
        EchoSocket.Failure failure = assertInstanceOf(EchoSocket.Failure.class, tap.await(echo.receive()));
        assertEquals("Destination Host Unreachable", failure.text());
        assertEquals(1, failure.sequence());
    }
}
