package dev.lanyard.actors.udp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.delivered;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.payload;
import static dev.lanyard.actors.Packets.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.lanyard.actors.igmp.IgmpActor;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UdpActorTest {
    private final TestInbox<Ipv4Actor.Command> ipv4 = TestInbox.create();
    private final TestInbox<IcmpReport> icmp = TestInbox.create();
    private final TestInbox<IgmpActor.Command> igmp = TestInbox.create();
    private final UdpCounters counters = new UdpCounters();
    private final UdpActor.Environment environment =
            new UdpActor.Environment(new SplittableRandom(1), PacketAllocator.HEAP, counters);
    private final BehaviorTestKit<LayerMessage> udp =
            BehaviorTestKit.create(UdpActor.create(ipv4.getRef(), icmp.getRef(), igmp.getRef(), environment));

    @BeforeEach
    void configure() {
        assertEquals(IpProtocol.UDP, ((Ipv4Actor.Bind) ipv4.receiveMessage()).protocol());
        udp.run(new TransportEvent.RoutesChanged(routes(ETHERNET)));
    }

    private void bind(int port, Endpoint remote) {
        CompletableFuture<UdpActor.Bound> result = new CompletableFuture<>();
        udp.run(new UdpActor.Bind(new Endpoint(Ipv4Address.ANY, port), remote, UdpOptions.DEFAULT, null, result));
        assertEquals(port, result.join().local().port());
    }

    private static PacketBuffer datagram(int from, int to, int length) {
        PacketBuffer packet = payload(length);
        UdpHeader.prepend(packet, B.value(), from, A.value(), to);
        return delivered(ipv4(B, A, IpProtocol.UDP, packet));
    }

    private PacketBatch passedTo(String socket) {
        TestInbox<LayerMessage> inbox = udp.childInbox(socket);
        return ((UdpSocketActor.Delivered) inbox.receiveMessage()).packets();
    }

    @Test
    @DisplayName("a batch for one socket is passed on as the same object; a mixed one is split, strangers reported")
    void split() {
        bind(7, null);
        bind(8, new Endpoint(B, 1000));
        PacketBatch batch = PacketBatch.of(datagram(1, 7, 10));
        batch.add(datagram(2, 7, 11));
        udp.run(new TransportEvent.Delivered(batch));
        assertSame(batch, passedTo("socket-1"));
        assertEquals(11, batch.get(1).length());

        PacketBatch mixed = PacketBatch.of(datagram(999, 8, 1));
        mixed.add(datagram(1000, 8, 2));
        mixed.add(datagram(1, 7, 3));
        mixed.add(datagram(1000, 8, 4));
        udp.run(new TransportEvent.Delivered(mixed));
        PacketBatch connected = passedTo("socket-2");
        assertSame(mixed, connected);
        assertEquals(2, connected.size());
        assertEquals(4, connected.get(1).length());
        assertEquals(3, passedTo("socket-1").get(0).length());
        assertEquals(IcmpType.PORT_UNREACHABLE, icmp.receiveMessage().code());
        assertFalse(icmp.hasMessages());
        assertEquals(5, counters.received.get());
        assertEquals(2, counters.sockets.get());
    }

    private BehaviorTestKit<LayerMessage> socket(UdpOptions options, Endpoint remote) {
        UdpSocketActor.Opening opening = new UdpSocketActor.Opening(
                new Endpoint(Ipv4Address.ANY, 7), remote, options, null, routes(ETHERNET), new CompletableFuture<>());
        TestInbox<LayerMessage> parent = TestInbox.create();
        return BehaviorTestKit.create(
                UdpSocketActor.create(opening, ipv4.getRef(), igmp.getRef(), parent.getRef(), environment));
    }

    @Test
    @DisplayName("RFC 768: the source is the route's, the checksum partial, TTL and TOS the socket's")
    void send() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2);
        socket(new UdpOptions(false, 3, 0x28, 1000), null)
                .run(new UdpSocketActor.Send(new Endpoint(FAR, 99), bytes, done));
        assertTrue(done.isDone() && !done.isCompletedExceptionally());
        Ipv4Actor.Transmit transmit = (Ipv4Actor.Transmit) ipv4.receiveMessage();
        assertEquals(A.value(), transmit.source());
        assertEquals(3, transmit.ttl());
        assertEquals(0x28, transmit.tos());
        assertEquals(UdpHeader.LENGTH + 2, transmit.packet().length());
        assertEquals(PacketBuffer.ChecksumState.PARTIAL, transmit.packet().checksum());
    }

    @Test
    @DisplayName("a full receive queue drops the newest and counts it")
    void full() {
        BehaviorTestKit<LayerMessage> socket = socket(UdpOptions.DEFAULT.withReceiveBuffer(150), null);
        PacketBatch batch = new PacketBatch();
        for (int i = 1; i <= 3; i++) {
            PacketBuffer packet = datagram(1, 7, i);
            UdpHeader.strip(packet);
            batch.add(packet);
        }
        socket.run(new UdpSocketActor.Delivered(batch));
        assertEquals(1, counters.group.dropped(UdpDrop.RECEIVE_QUEUE_FULL));
        CompletableFuture<Datagram> first = new CompletableFuture<>();
        socket.run(new UdpSocketActor.Receive(first));
        assertEquals(1, first.join().payload().length);
        assertEquals(new Endpoint(B, 1), first.join().source());
    }
}
