package dev.lanyard.actors;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.arp.ArpEntry;
import dev.lanyard.actors.arp.NeighbourCommand;
import dev.lanyard.actors.ethernet.TapCommand;
import dev.lanyard.actors.icmp.EchoCommand;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.packet.CapturedFrame;
import dev.lanyard.actors.packet.PacketCommand;
import dev.lanyard.actors.raw.RawCommand;
import dev.lanyard.actors.raw.RawDatagram;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.Link;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.FrameFilter;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A layer that fails restarts with its tables empty, under the same reference, and the node goes on. */
class SupervisionTest {
    private final LoopSystem system = LoopSystem.virtual("supervision", 1);
    private final VirtualLoop loop = (VirtualLoop) system.loop();
    private TestStack a;
    private TestStack b;

    @BeforeEach
    void connect() throws Exception {
        a = new TestStack(system, "a", MAC_A, A, null);
        b = new TestStack(system, "b", MAC_B, B, null);
        a.link.tell(new TestWire.Connect(b.link));
        b.link.tell(new TestWire.Connect(a.link));
        exchange(a.open(7));
    }

    @AfterEach
    void close() {
        system.close();
    }

    private void settle() {
        while (loop.step(Long.MAX_VALUE - 1)) {
            // until nothing is left to happen
        }
    }

    private void exchange(UdpActor.Bound socket) throws Exception {
        UdpActor.Bound client = b.open(0);
        b.await(TestStack.send(client, new Endpoint(A, 7), new byte[] {1}));
        Datagram datagram = a.await(TestStack.receive(socket));
        a.await(TestStack.send(socket, datagram.source(), datagram.payload()));
        assertEquals(1, b.await(TestStack.receive(client)).payload().length);
        a.await(TestStack.close(socket));
    }

    @Test
    @DisplayName("IPv4 keeps interfaces, addresses and transports")
    void ipv4() throws Exception {
        a.started.ipv4().tell(new Ipv4Actor.Transmit(null, 0, B.value(), 17, 0, 64, false));
        settle();
        exchange(a.open(7));
    }

    @Test
    @DisplayName("ARP forgets its neighbours and keeps its addresses")
    void arp() throws Exception {
        a.arp().tell(new ArpActor.Transmit(null, null));
        settle();
        CompletableFuture<List<ArpEntry>> entries = new CompletableFuture<>();
        a.arp().tell(new NeighbourCommand.ListEntries(entries));
        assertTrue(a.await(entries).isEmpty());
        exchange(a.open(7));
    }

    @Test
    @DisplayName("Ethernet attaches to its link again")
    void ethernet() throws Exception {
        a.wire.upper().tell(new Link.Received(null));
        settle();
        exchange(a.open(7));
    }

    @Test
    @DisplayName("36: UDP forgets its ports; what waits on the sockets fails")
    void udp() throws Exception {
        UdpActor.Bound socket = a.open(7);
        CompletableFuture<Datagram> waiting = TestStack.receive(socket);
        settle();
        a.started.udp().tell(new UdpActor.Bind(null, null, UdpOptions.DEFAULT, null, new CompletableFuture<>()));
        settle();
        ExecutionException failure = assertThrows(ExecutionException.class, () -> a.await(waiting));
        assertInstanceOf(SocketException.class, failure.getCause());
        assertTrue(socket.closed().isDone());
        assertEquals(0, a.counters.udp().sockets.get());
        exchange(a.open(7));
    }

    @Test
    @DisplayName("36: raw and packet sockets are gone, what waits on them fails, and new ones work")
    void rawAndPacketSockets() throws Exception {
        CompletableFuture<RawDatagram> datagram = new CompletableFuture<>();
        RawCommand.Opened raw = openRaw();
        a.started.raw().tell(new RawCommand.Receive(raw.id(), datagram));
        CompletableFuture<CapturedFrame> frame = new CompletableFuture<>();
        PacketCommand.Opened packet = openPacket();
        a.started.packets().tell(new PacketCommand.Receive(packet.id(), frame));
        a.started.raw().tell(new RawCommand.Open(253, null, RawOptions.DEFAULT, new CompletableFuture<>()));
        a.started.packets().tell(new PacketCommand.Open(0, 0, FrameFilter.ALL, 1, null));
        settle();
        assertTrue(raw.closed().isDone() && packet.closed().isDone());
        assertThrows(ExecutionException.class, () -> a.await(datagram));
        assertThrows(ExecutionException.class, () -> a.await(frame));
        assertEquals(0, a.counters.raw().sockets.get());
        assertEquals(0, a.counters.packet().sockets.get());
        CompletableFuture<RawDatagram> again = new CompletableFuture<>();
        a.started.raw().tell(new RawCommand.Receive(openRaw().id(), again));
        CompletableFuture<CapturedFrame> seen = new CompletableFuture<>();
        a.started.packets().tell(new PacketCommand.Receive(openPacket().id(), seen));
        exchange(a.open(7));
        assertEquals(29, a.await(again).packet().length);
        assertTrue(a.await(seen).bytes().length > 14);
    }

    private RawCommand.Opened openRaw() throws Exception {
        CompletableFuture<RawCommand.Opened> opened = new CompletableFuture<>();
        a.started.raw().tell(new RawCommand.Open(IpProtocol.UDP, Ipv4Address.ANY, RawOptions.DEFAULT, opened));
        return a.await(opened);
    }

    private PacketCommand.Opened openPacket() throws Exception {
        CompletableFuture<PacketCommand.Opened> opened = new CompletableFuture<>();
        a.started.packets().tell(new PacketCommand.Open(0, TapCommand.ANY, FrameFilter.ALL, 10_000, opened));
        return a.await(opened);
    }

    @Test
    @DisplayName("ICMP answers again")
    void icmp() throws Exception {
        CompletableFuture<Integer> identifier = new CompletableFuture<>();
        a.started.icmp().tell(new EchoCommand.Open(null, identifier));
        settle();
        Endpoint nobody = new Endpoint(A, 9);
        UdpActor.Bound connected =
                b.await(b.opening(new Endpoint(Ipv4Address.ANY, 0), nobody, UdpOptions.DEFAULT, null));
        b.await(TestStack.send(connected, null, new byte[1]));
        assertThrows(ExecutionException.class, () -> b.await(TestStack.receive(connected)));
        assertEquals(1, a.counters.icmp().errorsSent.get());
    }
}
