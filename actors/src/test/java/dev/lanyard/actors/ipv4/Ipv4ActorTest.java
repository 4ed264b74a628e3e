package dev.lanyard.actors.ipv4;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.GATEWAY;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class Ipv4ActorTest {
    private final TestInbox<EthernetActor.Command> ethernet = TestInbox.create();
    private final TestInbox<ArpActor.Command> arp = TestInbox.create();
    private final TestInbox<TransportEvent> udp = TestInbox.create();
    private final TestInbox<TransportEvent> tcp = TestInbox.create();
    private final TestInbox<IcmpReport> icmp = TestInbox.create();
    private final Ipv4Counters counters = new Ipv4Counters();
    private final BehaviorTestKit<LayerMessage> ip = BehaviorTestKit.create(Ipv4Actor.create(
            new Ipv4Actor.Environment(new Now(), new SplittableRandom(1), PacketAllocator.HEAP, counters)));

    private static final class Now implements Clock {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }
    }

    @BeforeEach
    void configure() {
        ip.run(new InterfaceCommand.Attach(0, "eth0", ethernet.getRef(), arp.getRef()));
        assertEquals(EtherType.IPV4, ((EthernetActor.Bind) ethernet.receiveMessage()).etherType());
        ip.run(new InterfaceCommand.AddAddress(0, new Ipv4Prefix(A, 24), new CompletableFuture<>()));
        ip.run(new RoutingCommand.AddRoute(new Ipv4Prefix(Ipv4Address.ANY, 0), GATEWAY, 0, new CompletableFuture<>()));
        ip.run(new EthernetActor.Up(0, ETHERNET));
        arp.getAllReceived();
        ip.run(new Ipv4Actor.Bind(IpProtocol.UDP, udp.getRef()));
        ip.run(new Ipv4Actor.Bind(IpProtocol.TCP, tcp.getRef()));
        ip.run(new Ipv4Actor.BindReports(icmp.getRef()));
        assertEquals(A, told(udp).interfaces().get(0).prefix().address());
        told(tcp);
    }

    private static RoutingTable told(TestInbox<TransportEvent> transport) {
        return ((TransportEvent.RoutesChanged) transport.receiveMessage()).routes();
    }

    private void transmit(PacketBuffer packet, int source, Ipv4Address destination, boolean dontFragment) {
        ip.run(new Ipv4Actor.Transmit(packet, source, destination.value(), IpProtocol.UDP, 0, 64, dontFragment));
    }

    private IcmpError error() {
        return ((TransportEvent.ErrorReceived) udp.receiveMessage()).error();
    }

    @Test
    @DisplayName(
            "56, RFC 4821 §5.3: a path MTU that was proved takes the place of a smaller one only; probes pass either")
    void provedPathMtu() {
        int to = B.value();
        ip.run(new RoutingCommand.PathMtu(to, 1000));
        assertEquals(1000, refused(1001));
        ip.run(new RoutingCommand.PathMtuProved(to, 900));
        assertEquals(1000, refused(1001));
        ip.run(new RoutingCommand.PathMtuProved(to, 1200));
        transmit(payload(1180), 0, B, true);
        assertFalse(udp.hasMessages());
        assertEquals(1200, refused(1201));
        ip.run(new Ipv4Actor.Transmit(payload(1480), 0, to, IpProtocol.UDP, 0, 64, true, true));
        assertFalse(udp.hasMessages());
        ip.run(new Ipv4Actor.Transmit(payload(1481), 0, to, IpProtocol.UDP, 0, 64, true, true));
        assertEquals(1500, error().nextHopMtu());
        ip.run(new RoutingCommand.PathMtuProved(to, 1500));
        assertEquals(1500, refused(1501));
    }

    /** The MTU that a packet of so many bytes is said to exceed. */
    private int refused(int bytes) {
        transmit(payload(bytes - 20), 0, B, true);
        return error().nextHopMtu();
    }

    @Test
    @DisplayName("a batch of one protocol is passed on as the same object, a mixed one sorted in order")
    void delivered() {
        PacketBatch batch = PacketBatch.of(ipv4(B, A, 17, payload(1)));
        ip.run(new EthernetActor.Received(0, batch, false));
        assertSame(batch, ((TransportEvent.Delivered) udp.receiveMessage()).packets());

        PacketBatch mixed = PacketBatch.of(ipv4(B, A, 6, payload(1)));
        for (int i = 2; i < 6; i++) {
            mixed.add(ipv4(B, A, i % 2 == 0 ? 17 : 6, payload(i)));
        }
        ip.run(new EthernetActor.Received(0, mixed, false));
        PacketBatch segments = ((TransportEvent.Delivered) tcp.receiveMessage()).packets();
        PacketBatch datagrams = ((TransportEvent.Delivered) udp.receiveMessage()).packets();
        assertEquals(
                List.of(1, 3, 5),
                List.of(
                        segments.get(0).length(),
                        segments.get(1).length(),
                        segments.get(2).length()));
        assertEquals(
                List.of(2, 4),
                List.of(datagrams.get(0).length(), datagrams.get(1).length()));
        assertEquals(6, counters.delivered.get());
    }

    @Test
    @DisplayName("RFC 1122 §3.2.2.1: a protocol that nobody takes is reported as unreachable")
    void protocolUnreachable() {
        ip.run(new EthernetActor.Received(0, PacketBatch.of(ipv4(B, A, 99, payload(1))), false));
        IcmpReport report = icmp.receiveMessage();
        assertEquals(IcmpType.PROTOCOL_UNREACHABLE, report.code());
        assertEquals(1, counters.group.dropped(Ipv4Drop.UNKNOWN_PROTOCOL));
    }

    @Test
    @DisplayName(
            "RFC 1122 §3.3.1: on-link packets go to the destination, others to the gateway; the source is the route's")
    void routed() {
        transmit(payload(10), 0, B, true);
        ArpActor.Transmit near = (ArpActor.Transmit) arp.receiveMessage();
        assertEquals(B, near.nextHop());
        assertEquals(A.value(), near.packet().getInt(Ipv4Header.SOURCE_OFFSET));
        assertEquals(0x4000, near.packet().getUnsignedShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET));
        assertEquals(30, near.packet().getUnsignedShort(Ipv4Header.TOTAL_LENGTH_OFFSET));
        assertEquals(
                0xffff,
                InternetChecksum.sum(near.packet().bytes(), near.packet().head(), 20));
        transmit(payload(10), A.value(), FAR, false);
        PacketBuffer first = ((ArpActor.Transmit) arp.receiveMessage()).packet();
        transmit(payload(10), A.value(), FAR, false);
        ArpActor.Transmit second = (ArpActor.Transmit) arp.receiveMessage();
        assertEquals(GATEWAY, second.nextHop());
        assertNotEquals(
                first.getUnsignedShort(Ipv4Header.IDENTIFICATION_OFFSET),
                second.packet().getUnsignedShort(Ipv4Header.IDENTIFICATION_OFFSET));
    }

    @Test
    @DisplayName("no route: the transport hears net unreachable")
    void noRoute() {
        ip.run(new RoutingCommand.RemoveRoute(new Ipv4Prefix(Ipv4Address.ANY, 0), GATEWAY, new CompletableFuture<>()));
        told(udp);
        transmit(payload(8), 0, FAR, true);
        IcmpError error = error();
        assertEquals(IcmpType.NET_UNREACHABLE, error.code());
        assertEquals(0x0001_0203_0405_0607L, error.quotedTransport());
        assertEquals(1, counters.group.dropped(Ipv4Drop.NO_ROUTE));
    }

    @Test
    @DisplayName("larger than the MTU with DF: the transport hears fragmentation needed with the MTU")
    void tooLarge() {
        transmit(payload(1481), 0, B, true);
        IcmpError error = error();
        assertEquals(IcmpType.FRAGMENTATION_NEEDED, error.code());
        assertEquals(1500, error.nextHopMtu());
        assertEquals(A, error.source());
        transmit(payload(1480), 0, B, false);
        assertInstanceOf(ArpActor.Transmit.class, arp.receiveMessage());
        assertEquals(1, counters.group.dropped(Ipv4Drop.TOO_LARGE));
    }

    @Test
    @DisplayName("51: what may be fragmented is, and fragments that come back are one datagram again")
    void fragments() {
        transmit(payload(65_515), 0, B, false);
        PacketBatch batch = new PacketBatch();
        while (arp.hasMessages()) {
            PacketBuffer fragment = ((ArpActor.Transmit) arp.receiveMessage()).packet();
            fragment.putInt(Ipv4Header.SOURCE_OFFSET, B.value());
            fragment.putInt(Ipv4Header.DESTINATION_OFFSET, A.value());
            batch.add(fragment); // the sum does not mind the order
        }
        assertEquals(45, batch.size());
        assertEquals(45, counters.fragmentsSent.get());
        ip.run(new EthernetActor.Received(0, batch, false));
        PacketBatch datagrams = ((TransportEvent.Delivered) udp.receiveMessage()).packets();
        assertEquals(1, datagrams.size());
        assertEquals(65_515, datagrams.get(0).length());
        assertEquals(1, counters.reassembled.get());
    }

    @Test
    @DisplayName("a super-segment passes where the link cuts it")
    void superSegment() {
        PacketBuffer large = payload(60_000);
        large.segmentSize(1448);
        transmit(large, 0, B, true);
        assertEquals(IcmpType.FRAGMENTATION_NEEDED, error().code());
        ip.run(new EthernetActor.Up(0, new LinkCapabilities(1500, true, 65_535)));
        told(udp);
        large = payload(60_000);
        large.segmentSize(1448);
        transmit(large, 0, B, true);
        assertInstanceOf(ArpActor.Transmit.class, arp.receiveMessage());
    }

    @Test
    @DisplayName("57: a next hop that does not answer is host unreachable to the sender")
    void hostUnreachable() {
        transmit(payload(8), 0, B, false);
        PacketBuffer packet = ((ArpActor.Transmit) arp.receiveMessage()).packet();
        ip.run(new ArpActor.Unreachable(0, B, packet));
        IcmpError error = error();
        assertEquals(IcmpType.HOST_UNREACHABLE, error.code());
        assertEquals(B, error.destination());
        assertEquals(A, error.reporter());
        assertEquals(0x0001_0203_0405_0607L, error.quotedTransport());
    }

    @Test
    @DisplayName("RFC 1122 §3.2.1.3: packets to ourselves come up again through the mailbox and touch no link")
    void loopback() {
        for (Ipv4Address self : List.of(A, Ipv4Address.parse("127.0.0.1"))) {
            PacketBuffer packet = payload(60_000);
            packet.checksumPartial(0, 6);
            transmit(packet, 0, self, true);
            assertFalse(udp.hasMessages());
            ip.runOne();
            PacketBatch batch = ((TransportEvent.Delivered) udp.receiveMessage()).packets();
            assertEquals(PacketBuffer.ChecksumState.PARTIAL, batch.get(0).checksum());
            assertEquals(self.value(), Ipv4Header.source(batch.get(0)));
            assertEquals(60_000, batch.get(0).length());
        }
        assertFalse(arp.hasMessages());
    }

    @Test
    @DisplayName("a source that is not ours, or 127/8 to others, is not sent")
    void foreignSource() {
        transmit(payload(8), B.value(), FAR, true);
        transmit(payload(8), 0x7f000001, FAR, true);
        assertFalse(arp.hasMessages());
        assertEquals(2, counters.group.dropped(Ipv4Drop.SOURCE_NOT_OURS));
    }

    @Test
    @DisplayName("addresses, routes and links that change are told to transports and ARP; mistakes are refused")
    void configuration() {
        ip.run(new EthernetActor.Down(0, "gone"));
        RoutingTable down = told(udp);
        assertTrue(down.interfaces().isEmpty());
        assertTrue(down.isOwn(A.value()));
        CompletableFuture<Void> done = new CompletableFuture<>();
        ip.run(new InterfaceCommand.AddAddress(0, new Ipv4Prefix(B, 24), done));
        done.join();
        assertTrue(told(udp).isOwn(B.value()));
        ArpActor.Configure configure = (ArpActor.Configure) arp.receiveMessage();
        assertEquals(List.of(new Ipv4Prefix(A, 24), new Ipv4Prefix(B, 24)), configure.addresses());
        assertRefused(
                new InterfaceCommand.AddAddress(0, new Ipv4Prefix(B, 24), done = new CompletableFuture<>()), done);
        assertRefused(
                new InterfaceCommand.AddAddress(7, new Ipv4Prefix(FAR, 24), done = new CompletableFuture<>()), done);
        Ipv4Prefix network = Ipv4Prefix.parse("192.0.2.0/24");
        assertRefused(new InterfaceCommand.AddAddress(0, network, done = new CompletableFuture<>()), done);
        assertRefused(new RoutingCommand.AddRoute(network, FAR, 0, done = new CompletableFuture<>()), done);
        assertRefused(new RoutingCommand.RemoveRoute(network, GATEWAY, done = new CompletableFuture<>()), done);
        assertRefused(new InterfaceCommand.RemoveAddress(0, FAR, done = new CompletableFuture<>()), done);
        assertFalse(udp.hasMessages());
    }

    private void assertRefused(LayerMessage command, CompletableFuture<Void> done) {
        ip.run(command);
        assertInstanceOf(
                IllegalArgumentException.class,
                assertThrows(CompletionException.class, done::join).getCause());
    }
}
