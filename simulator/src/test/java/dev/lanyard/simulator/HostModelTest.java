package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.node.socket.BlockingPacketSocket;
import dev.lanyard.node.socket.BlockingUdpSocket;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.RawSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code a} — lan1 — {@code m} — lan2 — {@code b}; {@code m} is on both and is a host or a router as the test says. */
@DisplayName("A node with two interfaces (RFC 1122 §3.3.4)")
class HostModelTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Ipv4Address M2 = Ipv4Address.parse("10.0.2.1");
    private static final Ipv4Address A = Ipv4Address.parse("10.0.1.2");

    private final World world = World.builder()
            .seed(9)
            .lan("lan1", "10.0.1.0/24")
            .lan("lan2", "10.0.2.0/24")
            .node("a", "lan1", "10.0.1.2")
            .gateway("a", "10.0.1.1")
            .node("m", "lan1", "10.0.1.1")
            .attach("m", "lan2", "10.0.2.1")
            .node("b", "lan2", "10.0.2.2")
            .gateway("b", "10.0.2.1")
            .start();

    @BeforeEach
    void settle() {
        world.runFor(Duration.ofSeconds(10)); // until all have announced their addresses
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void configure(Ipv4Settings settings) throws Exception {
        world.await(world.node("m").network().configure(settings), SECOND);
    }

    /** What came of an echo, or null if nothing did in a second. */
    private EchoSocket.Event ping(String from, Ipv4Address to) throws Exception {
        EchoSocket echo = world.await(world.node(from).echo(), SECOND);
        CompletionStage<EchoSocket.Event> event = echo.receive();
        world.await(echo.send(to, 1, 56, 64), SECOND);
        world.runFor(SECOND);
        boolean came = event.toCompletableFuture().isDone();
        EchoSocket.Event result = came ? world.await(event, SECOND) : null;
        echo.close();
        return result;
    }

    @Test
    @DisplayName(
            "§3.3.4.2 (A): the weak host answers for an address of its other interface, the strong one drops and counts")
    void receiving() throws Exception {
        assertInstanceOf(EchoSocket.Reply.class, ping("a", M2));
        configure(Ipv4Settings.HOST.withHostModel(true, false));
        assertEquals(null, ping("a", M2));
        assertEquals(1, world.counters("m").get("ip.dropped.other-interface"));
        assertInstanceOf(EchoSocket.Reply.class, ping("b", M2));
        assertInstanceOf(EchoSocket.Reply.class, ping("m", M2));
    }

    @Test
    @DisplayName(
            "§3.3.4.2 (B): the weak host sends from an address of its other interface, the strong one has no route then")
    void sending() throws Exception {
        RawSocket socket = world.await(
                world.node("m").rawSockets().raw(253, M2, RawOptions.DEFAULT.withReceiveErrors(true)), SECOND);
        RawSocket receiver = world.await(world.node("a").rawSockets().raw(253), SECOND);
        world.await(socket.send(A, ByteBuffer.allocate(8)), SECOND);
        assertEquals(M2, world.await(receiver.receive(), SECOND).source());
        configure(Ipv4Settings.HOST.withHostModel(false, true));
        world.await(socket.send(A, ByteBuffer.allocate(8)), SECOND);
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> world.await(socket.receive(), SECOND));
        assertInstanceOf(NoRouteToHostException.class, failure.getCause());
        assertEquals(1, world.counters("m").get("ip.dropped.no-route"));
        assertEquals(null, ping("a", M2), "the answer, from the address that was asked, has no way back");
        assertInstanceOf(EchoSocket.Reply.class, ping("b", M2));
    }

    @Test
    @DisplayName("§3.3.4.3: the source is of the network of the next hop, and of the interface that it is reached by")
    void sourceSelection() throws Exception {
        world.await(world.node("m").network().addAddress("eth0", Ipv4Prefix.parse("172.16.0.1/16")), SECOND);
        world.await(world.node("a").network().addAddress("eth0", Ipv4Prefix.parse("172.16.0.2/16")), SECOND);
        for (String[] each : new String[][] {
            {"172.16.0.2", "172.16.0.1"}, {"10.0.1.2", "10.0.1.1"}, {"10.0.2.2", "10.0.2.1"}, {"127.0.0.1", "127.0.0.1"}
        }) {
            UdpSocket socket = world.await(world.node("m").udp(0), SECOND);
            world.await(socket.connect(new Endpoint(Ipv4Address.parse(each[0]), 9)), SECOND);
            assertEquals(each[1], socket.local().address().toString());
        }
    }

    @Test
    @DisplayName("§3.2.1.3 (g): all of 127/8 is the node itself, and nothing of it comes to a link")
    void loopback() throws Exception {
        try (BlockingPacketSocket eth0 = world.node("m").blocking().packet("eth0", FrameFilter.ALL)) {
            for (String address : new String[] {"127.0.0.1", "127.1.2.3", "127.255.255.254", "10.0.2.1"}) {
                EchoSocket.Reply reply =
                        assertInstanceOf(EchoSocket.Reply.class, ping("m", Ipv4Address.parse(address)));
                assertEquals(address, reply.source().toString());
            }
            assertThrows(SocketTimeoutException.class, () -> eth0.receive(SECOND));
        }
    }

    @Test
    @DisplayName("RFC 2644: a router passes on what is for all on another network only if it is told to")
    void directedBroadcast() throws Exception {
        UdpSocket sender = world.await(world.node("a").udp(0, UdpOptions.DEFAULT.withBroadcast(true), null), SECOND);
        Endpoint all = new Endpoint(Ipv4Address.parse("10.0.2.255"), 7);
        try (BlockingUdpSocket receiver = world.node("b").blocking().udp(7);
                BlockingUdpSocket router = world.node("m").blocking().udp(7)) {
            configure(Ipv4Settings.ROUTER);
            world.await(sender.send(all, ByteBuffer.allocate(3)), SECOND);
            assertEquals(3, router.receive(SECOND).payload().length);
            assertThrows(SocketTimeoutException.class, () -> receiver.receive(SECOND));
            assertEquals(1, world.counters("m").get("ip.dropped.directed-broadcast"));
            configure(Ipv4Settings.ROUTER.withDirectedBroadcasts(true));
            world.await(sender.send(all, ByteBuffer.allocate(4)), SECOND);
            assertEquals(4, receiver.receive(SECOND).payload().length);
            assertEquals(4, router.receive(SECOND).payload().length);
        }
    }

    @Test
    @DisplayName("RFC 1812 §5.2.7.1: a route that prohibits or is unreachable says so, a black hole says nothing")
    void refusingRoutes() throws Exception {
        configure(Ipv4Settings.ROUTER);
        String[][] routes = {
            {"PROHIBIT", "Packet filtered"}, {"UNREACHABLE", "Destination Host Unreachable"}, {"BLACKHOLE", null}
        };
        Ipv4Prefix b = Ipv4Prefix.parse("10.0.2.2/32");
        for (String[] each : routes) {
            RouteType type = RouteType.valueOf(each[0]);
            world.await(world.node("m").network().addRoute(b, type, 0), SECOND);
            EchoSocket.Event event = ping("a", b.address());
            assertEquals(each[1], event instanceof EchoSocket.Failure failure ? failure.text() : null);
            EchoSocket.Failure own = assertInstanceOf(EchoSocket.Failure.class, ping("m", b.address()));
            assertEquals(each[0].equals("PROHIBIT") ? 13 : 1, own.code());
            world.await(world.node("m").network().removeRoute(b, type), SECOND);
        }
        assertEquals(6, world.counters("m").get("ip.dropped.route-refuses"));
        assertInstanceOf(EchoSocket.Reply.class, ping("a", b.address()));
    }
}
