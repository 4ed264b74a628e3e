package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.node.socket.BlockingUdpSocket;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code a} — lan1 — r1 — lan2 (MTU 576) — r2 — lan3 — {@code b}; {@code c} is on lan2 and knows r1 only. */
@DisplayName("Routers between nodes (RFC 1812)")
class RouterTest {
    private static final Duration SECOND = Duration.ofSeconds(10);

    private final World world = World.builder()
            .seed(7)
            .lan("lan1", "10.0.1.0/24")
            .net(LanSettings.ofSwitch("lan2").withMtu(576), "10.0.2.0/24")
            .lan("lan3", "10.0.3.0/24")
            .node("a", "lan1", "10.0.1.2")
            .gateway("a", "10.0.1.1")
            .node("r1", "lan1", "10.0.1.1")
            .attach("r1", "lan2", "10.0.2.1")
            .router("r1")
            .route("r1", "10.0.3.0/24 via 10.0.2.254 metric 2")
            .node("r2", "lan2", "10.0.2.254")
            .attach("r2", "lan3", "10.0.3.1")
            .router("r2")
            .route("r2", "default via 10.0.2.1")
            .node("b", "lan3", "10.0.3.2")
            .gateway("b", "10.0.3.1")
            .node("c", "lan2", "10.0.2.9")
            .gateway("c", "10.0.2.1")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    private EchoSocket.Event ping(String from, String to, int size, int ttl) throws Exception {
        Node node = world.node(from);
        EchoSocket echo = world.await(node.echo(), SECOND);
        world.await(echo.send(Ipv4Address.parse(to), 1, size, ttl), SECOND);
        EchoSocket.Event event = world.await(echo.receive(), SECOND);
        world.await(echo.close(), SECOND);
        return event;
    }

    private EchoSocket.Failure failure(String from, String to, int ttl) throws Exception {
        return assertInstanceOf(EchoSocket.Failure.class, ping(from, to, 56, ttl));
    }

    @Test
    @DisplayName("echoes pass two routers, TTL 62 at the end, and in fragments where a net is narrow")
    void echoes() throws Exception {
        for (int size : new int[] {56, 1400, 65_507}) {
            EchoSocket.Reply reply = assertInstanceOf(EchoSocket.Reply.class, ping("a", "10.0.3.2", size, 64));
            assertEquals(62, reply.ttl());
            assertTrue(reply.matches());
        }
        assertTrue(world.counters("r1").get("ip.fragments-sent") > 100);
        assertEquals(0, world.counters("r1").get("ip.reassembled"));
    }

    @Test
    @DisplayName("RFC 792: time exceeded from each hop, host and net unreachable from the router that knows")
    void errors() throws Exception {
        assertEquals("10.0.1.1", failure("a", "10.0.3.2", 1).reporter().toString());
        EchoSocket.Failure second = failure("a", "10.0.3.2", 2);
        assertEquals("10.0.2.254", second.reporter().toString());
        assertEquals("Time to live exceeded", second.text());
        assertEquals(
                "Destination Host Unreachable", failure("a", "10.0.3.77", 64).text());
        assertEquals("10.0.2.254", failure("a", "10.0.3.77", 64).reporter().toString());
        assertEquals(
                "Destination Net Unreachable", failure("a", "172.16.0.1", 64).text());
    }

    @Test
    @DisplayName("56: TCP and its segments of 1460 bytes find their way through an MTU of 576")
    void tcp() throws Exception {
        byte[] sent = new byte[200_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31);
        }
        BlockingTcpListener listener = world.node("b").blocking().listen(80, 1);
        BlockingTcpSocket client = world.node("a").blocking().connect("b", 80);
        BlockingTcpSocket server = listener.accept();
        byte[] received = new byte[sent.length];
        int got = 0;
        for (int at = 0; at < sent.length; at += 20_000) {
            client.output().write(sent, at, 20_000);
            while (got < at + 20_000) {
                got += server.input().read(received, got, sent.length - got);
            }
        }
        assertArrayEquals(sent, received);
        assertTrue(world.counters("r1").get("ip.dropped.too-large") > 0);
    }

    @Test
    @DisplayName(
            "RFC 1812 §5.2.7.2, RFC 1122 §3.2.2.2: a host is told of the better router and follows; not if set otherwise")
    void redirects() throws Exception {
        ping("c", "10.0.3.2", 56, 64);
        ping("c", "10.0.3.2", 56, 64);
        assertEquals(1, world.counters("r1").get("ip.redirects-sent"));
        assertEquals(1, world.counters("c").get("ip.redirects-followed"));
        world.restart("c");
        world.await(world.node("c").network().configure(Ipv4Settings.HOST.withRedirects(true, false)), SECOND);
        ping("c", "10.0.3.2", 56, 64);
        assertEquals(0, world.counters("c").get("ip.redirects-followed"));
        assertEquals(1, world.counters("c").get("ip.dropped.redirect-refused"));
    }

    @Test
    @DisplayName("forwarding is switched off and on at run time; a broadcast does not leave its net")
    void atRunTime() throws Exception {
        world.await(world.node("r1").network().configure(Ipv4Settings.HOST), SECOND);
        EchoSocket echo = world.await(world.node("a").echo(), SECOND);
        world.await(echo.send(Ipv4Address.parse("10.0.3.2"), 1, 56, 64), SECOND);
        world.runFor(Duration.ofSeconds(2));
        assertEquals(1, world.counters("r1").get("ip.dropped.not-for-us"));
        world.await(world.node("r1").network().configure(Ipv4Settings.ROUTER), SECOND);
        assertInstanceOf(EchoSocket.Reply.class, ping("a", "10.0.3.2", 56, 64));
        long forwarded = world.counters("r2").get("ip.forwarded");
        try (BlockingUdpSocket socket = world.node("a").blocking().udp(0)) {
            socket.send(new Endpoint(Ipv4Address.parse("10.0.2.9"), 7), new byte[1]); // a unicast passes
        }
        world.runFor(Duration.ofSeconds(1));
        assertEquals(forwarded, world.counters("r2").get("ip.forwarded"));
        assertEquals(1, world.counters("c").get("udp.dropped.port-unreachable"));
    }

    @Test
    @DisplayName("56: what one connection finds out of a path, the next one and echoes use, for ten minutes")
    void pathMtu() throws Exception {
        BlockingTcpListener listener = world.node("b").blocking().listen(80, 1);
        long dropped = 0;
        for (int i = 0; i < 3; i++) {
            try (BlockingTcpSocket client = world.node("a").blocking().connect("b", 80);
                    BlockingTcpSocket server = listener.accept()) {
                client.output().write(new byte[20_000]);
                assertEquals(20_000, server.input().readNBytes(20_000).length);
            }
            long now = world.counters("r1").get("ip.dropped.too-large");
            assertTrue(i == 0 ? now > 0 : now == dropped, "connection " + i + ": " + now + " after " + dropped);
            dropped = now;
        }
        assertEquals(1, world.counters("a").get("ip.path-mtus"));
        assertEquals(0, world.counters("a").get("ip.fragments-sent"));
        ping("a", "10.0.3.2", 1400, 64);
        assertEquals(3, world.counters("a").get("ip.fragments-sent"), "cut by us and not by the router");
        world.runFor(Duration.ofMinutes(11));
        ping("a", "10.0.3.2", 1400, 64);
        assertEquals(3, world.counters("a").get("ip.fragments-sent"));
    }

    @Test
    @DisplayName("RFC 1191 §6.1: a datagram that must not be fragmented and is known to be too long is refused")
    void messageTooLong() throws Exception {
        Node a = world.node("a");
        UdpOptions options = UdpOptions.DEFAULT.withDontFragment(true);
        UdpSocket socket = world.await(a.udp(0, options, null), SECOND);
        Endpoint to = new Endpoint(Ipv4Address.parse("10.0.3.2"), 9);
        assertTooLong(socket.send(to, ByteBuffer.allocate(1473)));
        world.await(socket.send(to, ByteBuffer.allocate(1400)), SECOND);
        world.runFor(Duration.ofSeconds(1));
        assertTooLong(socket.send(to, ByteBuffer.allocate(549)));
        world.await(socket.send(to, ByteBuffer.allocate(548)), SECOND);
        UdpSocket connected = world.await(a.udp(0, options, null), SECOND);
        world.await(connected.connect(new Endpoint(Ipv4Address.parse("10.0.3.3"), 9)), SECOND);
        world.await(connected.send(null, ByteBuffer.allocate(1400)), SECOND);
        assertTooLong(connected.receive());
    }

    private void assertTooLong(CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> world.await(stage, SECOND));
        assertEquals("Message too long", failure.getCause().getMessage());
    }
}
