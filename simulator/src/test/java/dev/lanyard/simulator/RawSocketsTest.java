package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.raw.RawDatagram;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.BlockingRawSocket;
import dev.lanyard.node.socket.BlockingUdpSocket;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.RawSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Raw sockets, as raw(7) of Linux")
class RawSocketsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Ipv4Address A = Ipv4Address.parse("10.0.1.1");
    private static final Ipv4Address B = Ipv4Address.parse("10.0.1.2");
    private static final Ipv4Address ALL = Ipv4Address.parse("10.0.1.255");
    private static final int EXPERIMENT = 253; // RFC 3692

    private final World world = World.builder()
            .seed(3)
            .lan("lan", "10.0.1.0/24")
            .node("a", "lan", "10.0.1.1")
            .node("b", "lan", "10.0.1.2")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    private BlockingRawSocket open(String node, int protocol, RawOptions options) throws IOException {
        return world.node(node).blocking().raw(protocol, options);
    }

    private BlockingRawSocket open(String node, int protocol) throws IOException {
        return open(node, protocol, RawOptions.DEFAULT);
    }

    private long counter(String node, String name) {
        return world.counters(node).get(name);
    }

    @Test
    @DisplayName(
            "a protocol that nobody else knows goes there and back, header and all, with the TTL and TOS of the socket")
    void thereAndBack() throws Exception {
        BlockingRawSocket a =
                open("a", EXPERIMENT, RawOptions.DEFAULT.withTtl(7).withTos(0x28));
        BlockingRawSocket b = open("b", EXPERIMENT);
        a.send(B, new byte[] {1, 2, 3});
        RawDatagram datagram = b.receive(SECOND);
        assertEquals(A, datagram.source());
        assertEquals(B, datagram.destination());
        assertEquals(EXPERIMENT, datagram.protocol());
        assertEquals(7, datagram.ttl());
        assertEquals(0x28, datagram.packet()[1]);
        assertEquals(23, datagram.packet().length);
        assertArrayEquals(new byte[] {1, 2, 3}, datagram.payload());
        b.send(datagram.source(), datagram.payload());
        assertEquals(64, a.receive(SECOND).ttl());
        for (Ipv4Address self : List.of(A, Ipv4Address.parse("127.0.0.1"))) {
            a.send(self, new byte[] {9});
            assertEquals(self, a.receive(SECOND).source());
        }
    }

    @Test
    @DisplayName("every socket that matches has a copy, by protocol, local and remote address, and the node its own")
    void copies() throws Exception {
        BlockingRawSocket first = open("b", 1);
        BlockingRawSocket second = open("b", 1);
        BlockingRawSocket other = open("b", EXPERIMENT);
        BlockingRawSocket elsewhere = open("b", 1);
        elsewhere.connect(Ipv4Address.parse("10.0.1.9"));
        RawSocket bound = world.await(
                world.node("b").rawSockets().raw(1, Ipv4Address.parse("127.0.0.1"), RawOptions.DEFAULT), SECOND);
        EchoSocket echo = world.await(world.node("a").echo(), SECOND);
        world.await(echo.send(B, 1, 56, 64), SECOND);
        assertInstanceOf(EchoSocket.Reply.class, world.await(echo.receive(), SECOND));
        assertEquals(8, first.receive(SECOND).payload()[0]);
        RawDatagram copy = second.receive(SECOND);
        copy.packet()[20] = 99;
        assertEquals(84, copy.packet().length);
        assertThrows(SocketTimeoutException.class, () -> other.receive(SECOND));
        assertThrows(SocketTimeoutException.class, () -> elsewhere.receive(SECOND));
        assertTrue(!bound.receive().toCompletableFuture().isDone());
        BlockingRawSocket udp = open("b", 17);
        try (BlockingUdpSocket server = world.node("b").blocking().udp(7);
                BlockingUdpSocket client = world.node("a").blocking().udp(0)) {
            client.send(new Endpoint(B, 7), new byte[] {5});
            assertArrayEquals(new byte[] {5}, server.receive(SECOND).payload());
            assertEquals(9, udp.receive(SECOND).payload().length);
        }
    }

    @Test
    @DisplayName(
            "RFC 1122 §3.2.2.1: a protocol is unreachable unless a raw socket wants the packet, and the sender is told")
    void protocolUnreachable() throws Exception {
        BlockingRawSocket a = open("a", EXPERIMENT);
        a.connect(B);
        a.send(null, new byte[8]);
        assertThrows(PortUnreachableException.class, () -> a.receive(SECOND));
        BlockingRawSocket other = open("b", EXPERIMENT);
        other.connect(Ipv4Address.parse("10.0.1.9"));
        a.send(null, new byte[8]);
        assertThrows(PortUnreachableException.class, () -> a.receive(SECOND));
        assertEquals(1, counter("b", "raw.dropped.no-socket"));
        other.connect(Ipv4Address.ANY);
        a.send(null, new byte[8]);
        other.receive(SECOND);
        assertThrows(SocketTimeoutException.class, () -> a.receive(SECOND));
        assertEquals(2, counter("b", "icmp.errors-sent"));
    }

    @Test
    @DisplayName(
            "54, RFC 1122 §3.2.2.1: who is not connected hears of errors only if he asks for them, then of soft ones too")
    void errors() throws Exception {
        BlockingRawSocket silent = open("a", EXPERIMENT);
        BlockingRawSocket curious = open("a", EXPERIMENT, RawOptions.DEFAULT.withReceiveErrors(true));
        curious.send(B, new byte[8]);
        IOException told = assertThrows(PortUnreachableException.class, () -> curious.receive(SECOND));
        assertTrue(told.getMessage().contains("Destination Protocol Unreachable: 10.0.1.2"), told::getMessage);
        assertThrows(SocketTimeoutException.class, () -> silent.receive(SECOND));
        curious.send(Ipv4Address.parse("10.0.1.77"), new byte[8]);
        assertThrows(NoRouteToHostException.class, () -> curious.receive(Duration.ofSeconds(5)));
        assertThrows(NoRouteToHostException.class, () -> curious.send(Ipv4Address.parse("8.8.8.8"), new byte[8]));
    }

    @Test
    @DisplayName("51: what is larger than the MTU goes in fragments and arrives whole; with DF it does not go")
    void fragments() throws Exception {
        BlockingRawSocket a = open("a", EXPERIMENT);
        BlockingRawSocket b = open("b", EXPERIMENT);
        byte[] large = new byte[60_000];
        Arrays.fill(large, (byte) 7);
        a.send(B, large);
        assertArrayEquals(large, b.receive(SECOND).payload());
        assertTrue(counter("a", "ip.fragments-sent") > 40);
        a.send(B, new byte[65_515]);
        assertThrows(SocketException.class, () -> a.send(B, new byte[65_516]));
        a.options(RawOptions.DEFAULT.withDontFragment(true));
        SocketException e = assertThrows(SocketException.class, () -> a.send(B, new byte[1481]));
        assertEquals("Message too long", e.getMessage());
        a.send(B, new byte[1480]);
    }

    @Test
    @DisplayName(
            "IP_HDRINCL: checksum and length are filled in always, identification and source if zero, the rest is the user's")
    void headerIncluded() throws Exception {
        BlockingRawSocket a = open("a", EXPERIMENT, RawOptions.DEFAULT.withHeaderIncluded(true));
        BlockingRawSocket b = open("b", EXPERIMENT);
        byte[] packet = HexFormat.of()
                .parseHex("46280000" + "00004000" + "05fdffff" + "00000000" + "0a000102" + "94040000" + "cafe");
        packet[17] = 0;
        packet[18] = 1;
        a.send(B, packet);
        RawDatagram datagram = b.receive(SECOND);
        assertEquals(A, datagram.source());
        assertEquals(24, datagram.headerLength());
        assertEquals(5, datagram.ttl());
        assertArrayEquals(new byte[] {(byte) 0xca, (byte) 0xfe}, datagram.payload());
        ByteBuffer header = ByteBuffer.wrap(datagram.packet());
        assertEquals(26, header.getShort(2));
        assertTrue(header.getShort(4) != 0);
        assertEquals(0x4000, header.getShort(6));
        header.putShort(4, (short) 0x1234).putInt(12, 0x0a000163); // another's address
        a.send(null, datagram.packet());
        RawDatagram spoofed = b.receive(SECOND);
        assertEquals("10.0.1.99", spoofed.source().toString());
        assertEquals(0x1234, ByteBuffer.wrap(spoofed.packet()).getShort(4));
        byte[] large = Arrays.copyOf(packet, 1501);
        assertEquals(
                "Message too long",
                assertThrows(SocketException.class, () -> a.send(B, large)).getMessage());
        for (String bad : List.of("", "45", "55" + "00".repeat(19), "44" + "00".repeat(19), "46" + "00".repeat(19))) {
            SocketException e = assertThrows(
                    SocketException.class, () -> a.send(B, HexFormat.of().parseHex(bad)));
            assertTrue(e.getMessage().startsWith("Invalid argument"), e::getMessage);
        }
        BlockingRawSocket sendOnly = open("a", 255);
        sendOnly.send(null, datagram.packet());
        assertEquals("10.0.1.99", b.receive(SECOND).source().toString());
    }

    @Test
    @DisplayName("a header with a fragment's offset to ourselves is put together, not handed up as it is")
    void ownFragments() throws Exception {
        BlockingRawSocket a = open("a", EXPERIMENT, RawOptions.DEFAULT.withHeaderIncluded(true));
        String header = "45000000" + "0007%s" + "40fd0000" + "0a000101" + "0a000101";
        HexFormat hex = HexFormat.of();
        a.send(A, hex.parseHex(header.formatted("2000") + "0102030405060708"));
        assertThrows(SocketTimeoutException.class, () -> a.receive(SECOND));
        a.send(A, hex.parseHex(header.formatted("0001") + "09"));
        assertEquals(9, a.receive(SECOND).payload().length);
    }

    @Test
    @DisplayName("the queue is bounded in bytes, and what finds no room is counted")
    void queue() throws Exception {
        BlockingRawSocket a = open("a", EXPERIMENT);
        BlockingRawSocket b = open("b", EXPERIMENT, RawOptions.DEFAULT.withReceiveBuffer(1000));
        for (int i = 0; i < 20; i++) {
            a.send(B, new byte[180]);
        }
        world.runFor(SECOND);
        assertEquals(15, counter("b", "raw.dropped.receive-queue-full"));
        for (int i = 0; i < 5; i++) {
            b.receive(SECOND);
        }
        assertThrows(SocketTimeoutException.class, () -> b.receive(SECOND));
    }

    @Test
    @DisplayName("RFC 791: a socket's IP options go with its packets; a filter keeps types of ICMP out")
    void options() throws Exception {
        BlockingRawSocket a = open("a", EXPERIMENT, RawOptions.DEFAULT.withIpOptions(IpOptions.recordRoute()));
        BlockingRawSocket b = open("b", EXPERIMENT);
        a.send(B, new byte[4]);
        RawDatagram datagram = b.receive(SECOND);
        assertEquals(60, datagram.headerLength());
        assertEquals(List.of(A), IpOptions.recordedRoute(Arrays.copyOfRange(datagram.packet(), 20, 60)));
        assertThrows(
                IllegalArgumentException.class,
                () -> RawOptions.DEFAULT.withIpOptions((byte) 7, (byte) 0, (byte) 0, (byte) 0));
        BlockingRawSocket filtered = open("b", 1, RawOptions.DEFAULT.withIcmpFilter(1 << 8));
        BlockingRawSocket icmp = open("a", 1);
        icmp.send(B, HexFormat.of().parseHex("0800f7fe00000001"));
        icmp.send(B, HexFormat.of().parseHex("0000fffe00000001"));
        assertEquals(0, filtered.receive(SECOND).payload()[0]);
    }

    @Test
    @DisplayName("to all only with the option; an address that is not ours cannot be bound")
    void refused() throws Exception {
        BlockingRawSocket a = open("a", EXPERIMENT);
        BlockingRawSocket b = open("b", EXPERIMENT);
        SocketException e = assertThrows(SocketException.class, () -> a.send(ALL, new byte[4]));
        assertTrue(e.getMessage().startsWith("Permission denied"), e::getMessage);
        a.options(RawOptions.DEFAULT.withBroadcast(true));
        a.send(ALL, new byte[4]);
        assertEquals(ALL, b.receive(SECOND).destination());
        assertThrows(SocketException.class, () -> a.send(null, new byte[4]));
        CompletionStage<RawSocket> foreign = world.node("a").rawSockets().raw(EXPERIMENT, B, RawOptions.DEFAULT);
        ExecutionException failure = assertThrows(ExecutionException.class, () -> world.await(foreign, SECOND));
        assertInstanceOf(BindException.class, failure.getCause());
    }

    @Test
    @DisplayName("36: closing a socket, and the end of its node, fail what waits")
    void closing() throws Exception {
        Node a = world.node("a");
        for (int i = 0; i < 2; i++) {
            RawSocket socket = world.await(a.rawSockets().raw(EXPERIMENT), SECOND);
            CompletionStage<RawDatagram> waiting = socket.receive();
            assertEquals(1, counter("a", "raw.sockets"));
            world.await(i == 0 ? socket.close() : a.crash(), SECOND);
            ExecutionException failure = assertThrows(ExecutionException.class, () -> world.await(waiting, SECOND));
            assertEquals("Socket closed", failure.getCause().getMessage());
            assertThrows(ExecutionException.class, () -> world.await(socket.receive(), SECOND));
        }
    }
}
