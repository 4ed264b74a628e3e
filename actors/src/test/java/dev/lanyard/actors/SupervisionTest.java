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
import dev.lanyard.actors.icmp.EchoCommand;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.Link;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
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
