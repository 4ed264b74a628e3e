package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.packet.CapturedFrame;
import dev.lanyard.link.bpf.BpfProgram;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.node.socket.BlockingPacketSocket;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.PacketSocket;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Packet sockets, as packet(7) of Linux")
class PacketSocketsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Ipv4Address B = Ipv4Address.parse("10.0.1.2");
    private static final FrameFilter ARP = frame -> frame.getUnsignedShort(12) == 0x0806;

    private final World world = World.builder()
            .seed(4)
            .lan("lan", "10.0.1.0/24")
            .node("a", "lan", "10.0.1.1")
            .node("b", "lan", "10.0.1.2")
            .node("c", "lan", "10.0.1.3")
            .start();

    @BeforeEach
    void settle() {
        world.runFor(Duration.ofSeconds(10)); // until all have announced their addresses
    }

    @AfterEach
    void close() {
        world.close();
    }

    private BlockingPacketSocket open(String node, FrameFilter filter) throws IOException {
        return world.node(node).blocking().packet("eth0", filter);
    }

    private void ping(String from, Ipv4Address to) throws Exception {
        EchoSocket echo = world.await(world.node(from).echo(), SECOND);
        world.await(echo.send(to, 1, 56, 64), SECOND);
        assertInstanceOf(EchoSocket.Reply.class, world.await(echo.receive(), SECOND));
        world.await(echo.close(), SECOND);
    }

    private static List<String> drain(BlockingPacketSocket socket) throws IOException {
        List<String> seen = new ArrayList<>();
        while (true) {
            try {
                CapturedFrame frame = socket.receive(Duration.ofMillis(100));
                seen.add(frame.type() + " " + HexFormat.of().formatHex(frame.bytes(), 12, 14) + " "
                        + frame.bytes().length);
            } catch (SocketTimeoutException e) {
                return seen;
            }
        }
    }

    @Test
    @DisplayName("what is sent and what arrives is seen in order, and whom it is for")
    void everything() throws Exception {
        BlockingPacketSocket a = open("a", FrameFilter.ALL);
        BlockingPacketSocket b = open("b", FrameFilter.ALL);
        ping("a", B);
        assertEquals(List.of("OUTGOING 0806 42", "TO_US 0806 42", "OUTGOING 0800 98", "TO_US 0800 98"), drain(a));
        assertEquals(List.of("BROADCAST 0806 42", "OUTGOING 0806 42", "TO_US 0800 98", "OUTGOING 0800 98"), drain(b));
    }

    @Test
    @DisplayName("filters are composed of predicates, EtherTypes and programs of tcpdump's; each socket has its own")
    void filters() throws Exception {
        BlockingPacketSocket arp = open("a", ARP);
        BlockingPacketSocket rest = open("a", ARP.negate().and(frame -> frame.length() > 90));
        BlockingPacketSocket both = open("a", ARP.or(frame -> frame.length() == 98));
        // tcpdump -y EN10MB -ddd icmp[icmptype] = icmp-echo
        BlockingPacketSocket program = open(
                "a",
                BpfProgram.parse("11 40 0 0 12 21 0 8 2048 48 0 0 23 21 0 6 1 40 0 0 20 69 4 0 8191"
                                + " 177 0 0 14 80 0 0 14 21 0 1 8 6 0 0 262144 6 0 0 0")
                        .negate());
        PacketSocket type =
                world.await(world.node("a").rawSockets().packet("eth0", 0x0806, FrameFilter.ALL, 5000), SECOND);
        ping("a", B);
        assertEquals(2, drain(arp).size());
        assertEquals(2, drain(rest).size());
        assertEquals(4, drain(both).size());
        assertEquals(3, drain(program).size());
        assertEquals(6, world.await(type.receive(), SECOND).bytes()[13]);
        assertEquals(6, world.await(type.receive(), SECOND).bytes()[13]);
        assertTrue(!type.receive().toCompletableFuture().isDone());
        assertEquals(5, world.counters("a").get("packet.sockets"));
    }

    @Test
    @DisplayName(
            "a whole frame is sent as it is: an ARP request of our own making is answered; who sends it does not see it")
    void send() throws Exception {
        BlockingPacketSocket sender = open("a", FrameFilter.ALL);
        BlockingPacketSocket other = open("a", FrameFilter.ALL);
        String mac = world.node("a").network().mac("eth0").toString().replace(":", "");
        sender.send(HexFormat.of()
                .parseHex("ffffffffffff" + mac + "0806" + "0001080006040001" + mac + "0a000101" + "000000000000"
                        + "0a000102"));
        assertEquals(List.of("TO_US 0806 42"), drain(sender));
        assertEquals(List.of("OUTGOING 0806 42", "TO_US 0806 42"), drain(other));
        sender.send(new byte[14]);
        sender.send(new byte[1514]);
        assertEquals(
                "Message too long",
                assertThrows(SocketException.class, () -> sender.send(new byte[1515]))
                        .getMessage());
        assertThrows(SocketException.class, () -> sender.send(new byte[13]));
        assertEquals(2, world.counters("a").get("ethernet.dropped.bad-frame-length"));
    }

    @Test
    @DisplayName(
            "the queue is bounded in bytes and a filter that throws chooses nothing; both are counted, the node lives on")
    void bounded() throws Exception {
        BlockingPacketSocket broken = open("a", frame -> {
            throw new IllegalStateException("broken");
        });
        PacketSocket small =
                world.await(world.node("a").rawSockets().packet("eth0", 0x0800, FrameFilter.ALL, 250), SECOND);
        for (int i = 0; i < 5; i++) {
            ping("a", B);
        }
        assertEquals(8, world.counters("a").get("packet.dropped.receive-queue-full"));
        assertEquals(98, world.await(small.receive(), SECOND).bytes().length);
        assertEquals(List.of(), drain(broken));
        assertEquals(12, world.counters("a").get("ethernet.dropped.filter-failed"));
    }

    @Test
    @DisplayName(
            "36: closing a socket, and the end of its node, fail what waits; an interface that is not there is named")
    void closing() throws Exception {
        for (int i = 0; i < 2; i++) {
            PacketSocket socket = world.await(world.node("a").rawSockets().packet("eth0"), SECOND);
            CompletionStage<CapturedFrame> waiting = socket.receive();
            world.await(i == 0 ? socket.close() : world.node("a").crash(), SECOND);
            ExecutionException failure = assertThrows(ExecutionException.class, () -> world.await(waiting, SECOND));
            assertEquals("Socket closed", failure.getCause().getMessage());
        }
        IllegalArgumentException none = assertThrows(
                IllegalArgumentException.class,
                () -> world.node("b").rawSockets().packet("eth7"));
        assertTrue(none.getMessage().contains("no interface eth7"), none::getMessage);
    }
}
