package dev.lanyard.actors;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.DIRECTED_BROADCAST;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.icmp.EchoCommand;
import dev.lanyard.actors.icmp.EchoEvent;
import dev.lanyard.actors.icmp.IcmpDrop;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpDrop;
import dev.lanyard.actors.udp.UdpHandler;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.actors.udp.UdpSocketActor;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two whole stacks on one cable, in virtual time. */
class NetworkStackActorTest {
    private static final long MILLISECOND = 1_000_000;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private final LoopSystem system = LoopSystem.virtual("test", 1);
    private final VirtualLoop loop = (VirtualLoop) system.loop();
    private final PacketPool pool = new PacketPool(64);
    private final List<EchoEvent> echoes = new ArrayList<>();
    private TestStack a;
    private TestStack b;

    @BeforeEach
    void connect() throws Exception {
        a = new TestStack(system, "a", MAC_A, A, pool);
        b = new TestStack(system, "b", MAC_B, B, null);
        a.link.tell(new TestWire.Connect(b.link));
        b.link.tell(new TestWire.Connect(a.link));
        settle();
    }

    @AfterEach
    void everythingReturned() {
        settle();
        assertEquals(pool.size(), pool.available(), "buffers that the link did not get back");
        assertEquals(0, loop.pendingTimers(), "timers that nobody waits for");
        system.close();
    }

    private void settle() {
        while (loop.step(Long.MAX_VALUE - 1)) {
            // until nothing is left to happen
        }
    }

    private <E extends Throwable> E fails(Class<E> type, TestStack stack, CompletableFuture<?> result) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> stack.await(result));
        return assertInstanceOf(type, failure.getCause());
    }

    private int openEcho(TestStack stack) throws Exception {
        ActorRef<EchoEvent> listener = system.spawn(
                Behaviors.receiveMessage(event -> {
                    echoes.add(event);
                    return Behaviors.same();
                }),
                "listener");
        CompletableFuture<Integer> identifier = new CompletableFuture<>();
        stack.started.icmp().tell(new EchoCommand.Open(listener, identifier));
        return stack.await(identifier);
    }

    private void ping(TestStack stack, int identifier, Ipv4Address to, int sequence, int length) {
        byte[] payload = Packets.payload(length).toByteArray();
        stack.started.icmp().tell(new EchoCommand.Send(identifier, to, sequence, 64, false, payload));
        settle();
    }

    @Test
    @DisplayName("RFC 792: a ping costs ARP's round trip and its own; the next one only its own")
    void ping() throws Exception {
        int identifier = openEcho(a);
        long start = loop.clock().nanos();
        ping(a, identifier, B, 1, 56);
        EchoEvent.Replied reply = (EchoEvent.Replied) echoes.remove(0);
        assertEquals(B, reply.source());
        assertEquals(1, reply.sequence());
        assertEquals(64, reply.ttl());
        assertArrayEquals(Packets.payload(56).toByteArray(), reply.payload());
        assertEquals(4 * MILLISECOND, reply.receivedAt() - start);
        start = loop.clock().nanos();
        ping(a, identifier, B, 2, 1472);
        reply = (EchoEvent.Replied) echoes.remove(0);
        assertEquals(2 * MILLISECOND, reply.receivedAt() - start);
        assertEquals(1472, reply.payload().length);
        ping(a, identifier, A, 3, 60_000);
        assertEquals(A, ((EchoEvent.Replied) echoes.remove(0)).source());
    }

    @Test
    @DisplayName("57: nobody answers ARP: after three seconds the echo fails with host unreachable")
    void unreachable() throws Exception {
        int identifier = openEcho(a);
        long start = loop.clock().nanos();
        ping(a, identifier, Ipv4Address.parse("192.0.2.99"), 5, 8);
        EchoEvent.Failed failed = (EchoEvent.Failed) echoes.remove(0);
        assertEquals(IcmpType.HOST_UNREACHABLE, failed.error().code());
        assertEquals(5, failed.sequence());
        assertEquals(3000 * MILLISECOND, loop.clock().nanos() - start);
        ping(a, identifier, FAR, 6, 8);
        assertEquals(
                IcmpType.NET_UNREACHABLE,
                ((EchoEvent.Failed) echoes.remove(0)).error().code());
    }

    @Test
    @DisplayName("RFC 1122 §3.2.2.6: an echo to all is not answered")
    void broadcastPing() throws Exception {
        ping(a, openEcho(a), DIRECTED_BROADCAST, 1, 8);
        assertTrue(echoes.isEmpty());
        assertEquals(1, b.counters.icmp().group.dropped(IcmpDrop.BROADCAST));
    }

    @Test
    @DisplayName("RFC 768: datagrams of every size up to the MTU go there and back")
    void datagrams() throws Exception {
        UdpActor.Bound echo = b.open(7);
        UdpActor.Bound client = a.open(0);
        assertTrue(client.local().port() >= 49_152);
        for (int length = 0; length <= 1472; length += 1 + length / 8) {
            byte[] payload = Packets.payload(length).toByteArray();
            a.await(TestStack.send(client, new Endpoint(B, 7), payload));
            Datagram there = b.await(TestStack.receive(echo));
            assertEquals(new Endpoint(A, client.local().port()), there.source());
            assertEquals(B, there.destination());
            b.await(TestStack.send(echo, there.source(), there.payload()));
            assertArrayEquals(payload, a.await(TestStack.receive(client)).payload());
        }
    }

    @Test
    @DisplayName("a handler answers without a future for each datagram; one that throws loses its socket only")
    void handler() throws Exception {
        UdpHandler echo = (socket, datagrams) -> {
            for (int i = 0; i < datagrams.size(); i++) {
                PacketBuffer datagram = datagrams.get(i);
                if (datagram.length() == 0) {
                    datagrams.release();
                    throw new IllegalStateException("asked for by the test");
                }
                PacketBuffer answer = socket.allocate(datagram.length());
                answer.append(datagram.toByteArray(), 0, datagram.length());
                socket.send(
                        answer,
                        Ipv4Header.destination(datagram),
                        Ipv4Header.source(datagram),
                        UdpHeader.sourcePort(datagram));
            }
            datagrams.release();
        };
        UdpActor.Bound service = a.await(a.opening(new Endpoint(A, 7), null, UdpOptions.DEFAULT, echo));
        UdpActor.Bound client = b.open(5000);
        TestStack.send(client, new Endpoint(A, 7), HELLO);
        assertArrayEquals(HELLO, b.await(TestStack.receive(client)).payload());
        TestStack.send(client, new Endpoint(A, 7), new byte[0]);
        settle();
        assertTrue(service.closed().isDone());
        a.await(a.opening(new Endpoint(A, 7), null, UdpOptions.DEFAULT, echo));
    }

    @Test
    @DisplayName("RFC 1122 §4.1.3.1: a port without a socket is reported, and a connected socket told")
    void portUnreachable() throws Exception {
        Endpoint nobody = new Endpoint(B, 9);
        UdpActor.Bound connected =
                a.await(a.opening(new Endpoint(Ipv4Address.ANY, 0), nobody, UdpOptions.DEFAULT, null));
        assertEquals(A, connected.local().address());
        CompletableFuture<Datagram> waiting = TestStack.receive(connected);
        a.await(TestStack.send(connected, null, HELLO));
        fails(PortUnreachableException.class, a, waiting);
        a.await(TestStack.send(connected, null, HELLO));
        settle();
        fails(PortUnreachableException.class, a, TestStack.send(connected, null, HELLO));
        a.await(TestStack.send(connected, null, HELLO));
        settle();
        assertEquals(3, b.counters.icmp().errorsSent.get());
        assertEquals(3, b.counters.udp().group.dropped(UdpDrop.PORT_UNREACHABLE));
        UdpActor.Bound stranger = b.open(10);
        TestStack.send(stranger, connected.local(), HELLO);
        settle();
        assertEquals(1, a.counters.udp().group.dropped(UdpDrop.PORT_UNREACHABLE));
        CompletableFuture<Endpoint> disconnected = new CompletableFuture<>();
        connected.socket().tell(new UdpSocketActor.Connect(null, disconnected));
        assertEquals(Ipv4Address.ANY, a.await(disconnected).address());
        TestStack.send(stranger, connected.local(), HELLO);
        fails(PortUnreachableException.class, a, TestStack.receive(connected));
        a.await(TestStack.receive(connected));
    }

    @Test
    @DisplayName("54: an error about our own packet to ourselves arrives, and makes no other")
    void ownPort() throws Exception {
        UdpActor.Bound connected =
                a.await(a.opening(new Endpoint(Ipv4Address.ANY, 0), new Endpoint(A, 9), UdpOptions.DEFAULT, null));
        TestStack.send(connected, null, HELLO);
        fails(PortUnreachableException.class, a, TestStack.receive(connected));
        assertEquals(1, a.counters.icmp().errorsSent.get());
    }

    @Test
    @DisplayName("what cannot be bound or sent says why")
    void mistakes() throws Exception {
        UdpActor.Bound socket = a.open(7);
        Endpoint any = new Endpoint(Ipv4Address.ANY, 7);
        assertEquals(
                "Address already in use",
                fails(BindException.class, a, a.opening(any, null, UdpOptions.DEFAULT, null))
                        .getMessage());
        fails(BindException.class, a, a.opening(new Endpoint(B, 8), null, UdpOptions.DEFAULT, null));
        fails(NoRouteToHostException.class, a, TestStack.send(socket, new Endpoint(FAR, 7), HELLO));
        Endpoint all = new Endpoint(DIRECTED_BROADCAST, 7);
        fails(SocketException.class, a, TestStack.send(socket, all, HELLO));
        fails(SocketException.class, a, TestStack.send(socket, null, HELLO));
        fails(SocketException.class, a, TestStack.send(socket, new Endpoint(B, 0), HELLO));
        fails(SocketException.class, a, TestStack.send(socket, new Endpoint(B, 7), new byte[65_508]));
        a.await(TestStack.send(socket, new Endpoint(A, 7), new byte[65_507]));
        assertEquals(65_507, a.await(TestStack.receive(socket)).payload().length);
        UdpActor.Bound loud = a.await(
                a.opening(new Endpoint(Ipv4Address.ANY, 0), null, UdpOptions.DEFAULT.withBroadcast(true), null));
        UdpActor.Bound listener = b.open(7);
        a.await(TestStack.send(loud, all, HELLO));
        assertEquals(DIRECTED_BROADCAST, b.await(TestStack.receive(listener)).destination());
    }

    @Test
    @DisplayName("36: closing fails what waits and frees the port; stopping the stack fails the rest")
    void closing() throws Exception {
        UdpActor.Bound socket = a.open(7);
        CompletableFuture<Datagram> waiting = TestStack.receive(socket);
        a.await(TestStack.close(socket));
        assertEquals("Socket closed", fails(SocketException.class, a, waiting).getMessage());
        UdpActor.Bound again = a.open(7);
        assertEquals(1, a.counters.udp().sockets.get());
        waiting = TestStack.receive(again);
        system.actorSystem().terminate();
        settle();
        fails(SocketException.class, a, waiting);
    }

    @Test
    @DisplayName("a link that goes down takes the routes with it")
    void linkDown() throws Exception {
        UdpActor.Bound socket = a.open(7);
        a.link.tell(new TestWire.Cut());
        settle();
        fails(NoRouteToHostException.class, a, TestStack.send(socket, new Endpoint(B, 7), HELLO));
        assertFalse(a.counters.ethernet().group.snapshot().isEmpty());
    }

    @Test
    @DisplayName("28: ports and identifiers come from the node's own random source")
    void random() throws Exception {
        assertNotEquals(a.open(0).local().port(), b.open(0).local().port());
        assertNotEquals(openEcho(a), -1);
    }
}
