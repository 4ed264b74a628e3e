package dev.lanyard.actors;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static dev.lanyard.actors.Packets.frame;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetDrop;
import dev.lanyard.actors.ethernet.EthernetHeader;
import dev.lanyard.actors.igmp.IgmpActor;
import dev.lanyard.actors.igmp.IgmpDrop;
import dev.lanyard.actors.igmp.IgmpHeader;
import dev.lanyard.actors.igmp.IgmpQuery;
import dev.lanyard.actors.igmp.IgmpState;
import dev.lanyard.actors.igmp.IgmpVersion;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Drop;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.Link;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Multicast through a whole stack, frame by frame (RFC 1112, RFC 3376)")
class MulticastStackTest {
    private static final Ipv4Address GROUP = Ipv4Address.parse("239.129.1.2");
    private static final String GROUP_MAC = "01005e010102";

    private final LoopSystem system = LoopSystem.virtual("test", 3);
    private final VirtualLoop loop = (VirtualLoop) system.loop();
    private final PacketPool pool = new PacketPool(64);
    private TestStack stack;
    private UdpActor.Bound socket;

    @BeforeEach
    void start() throws Exception {
        stack = new TestStack(system, "a", MAC_A, A, pool);
        socket = stack.open(7);
        settle();
        stack.wire.frames.clear();
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

    private void run(Duration time) {
        long end = loop.clock().nanos() + time.toNanos();
        while (loop.step(end)) {
            // until then
        }
    }

    private void arrives(PacketBuffer frame) {
        stack.link.tell(new TestWire.Arrived(List.of(frame.toByteArray())));
        loop.runReady();
    }

    private static PacketBuffer query(IgmpQuery query, Ipv4Address from) {
        PacketBuffer packet = PacketBuffer.allocate(64);
        query.emit(packet);
        Ipv4Address to = query.isGeneral() ? Ipv4Address.ALL_HOSTS : query.group();
        Ipv4Header.prepend(packet, 0xc0, 1, 0, 1, IpProtocol.IGMP, from.value(), to.value(), IpOptions.routerAlert());
        return frame(EthernetHeader.ofGroup(to.value()), MAC_B, EtherType.IPV4, packet);
    }

    private static IgmpQuery general(IgmpVersion version) {
        return new IgmpQuery(version, Ipv4Address.ANY, Duration.ofSeconds(10), 0, Duration.ZERO, List.of());
    }

    private static PacketBuffer datagram(Ipv4Address from, Ipv4Address to, long mac) {
        PacketBuffer packet = payload(3);
        UdpHeader.prepend(packet, from.value(), 1024, to.value(), 7);
        packet.putShort(UdpHeader.CHECKSUM_OFFSET, 0);
        return frame(new MacAddress(mac), MAC_B, EtherType.IPV4, ipv4(from, to, IpProtocol.UDP, packet));
    }

    private static PacketBuffer datagram(Ipv4Address from, Ipv4Address to) {
        return datagram(from, to, EthernetHeader.ofGroup(to.value()).value());
    }

    private String sent(int index) {
        return hex(PacketBuffer.copyOf(stack.wire.frames.get(index)));
    }

    @Test
    @DisplayName(
            "RFC 3376 §4, §4.2.14: a report goes to 224.0.0.22 with TTL 1, CS6 and Router Alert; RFC 1112 §6.4: by its MAC")
    void report() throws Exception {
        stack.await(stack.join(socket, GROUP));
        loop.runReady();
        String frame = sent(0);
        assertEquals("01005e000016" + "02000000000a" + "0800", frame.substring(0, 28));
        assertEquals("46c00028", frame.substring(28, 36));
        assertEquals("0102", frame.substring(44, 48));
        assertEquals("c000020a" + "e0000016" + "94040000", frame.substring(52, 76));
        assertEquals("2200", frame.substring(76, 80));
        assertEquals("00000001" + "04000000" + "ef810102", frame.substring(84));
        PacketBuffer packet = PacketBuffer.copyOf(stack.wire.frames.get(0));
        assertEquals(0xffff, InternetChecksum.sum(packet.bytes(), packet.head() + 14, 24));
        assertEquals(0xffff, InternetChecksum.sum(packet.bytes(), packet.head() + 38, packet.length() - 38));
        settle();
        assertEquals(2, stack.wire.frames.size());
        assertEquals(frame.substring(76), sent(1).substring(76));
    }

    @Test
    @DisplayName("RFC 2236 §3, §9: after a v2 query the report goes to the group, and the leave to 224.0.0.2")
    void version2() throws Exception {
        arrives(query(general(IgmpVersion.V2), B));
        stack.await(stack.join(socket, GROUP));
        loop.runReady();
        assertEquals(GROUP_MAC, sent(0).substring(0, 12));
        assertEquals("ef810102" + "94040000" + "1600", sent(0).substring(60, 80));
        run(Duration.ofSeconds(20));
        stack.wire.frames.clear();
        stack.await(TestStack.close(socket));
        loop.runReady();
        assertEquals("01005e000002", sent(0).substring(0, 12));
        assertEquals("e0000002" + "94040000" + "1700", sent(0).substring(60, 80));
        assertEquals("ef810102", sent(0).substring(84, 92));
    }

    @Test
    @DisplayName(
            "RFC 4541 §2.1.1: a query from 0.0.0.0, as switches send it, is answered; no other packet from there is taken")
    void querierWithoutAddress() throws Exception {
        stack.await(stack.join(socket, GROUP));
        settle();
        stack.wire.frames.clear();
        arrives(query(general(IgmpVersion.V3), Ipv4Address.ANY));
        run(Duration.ofSeconds(10));
        assertEquals(1, stack.wire.frames.size());
        assertEquals("02000000" + "ef810102", sent(0).substring(92), "MODE_IS_EXCLUDE");
        arrives(datagram(Ipv4Address.ANY, GROUP));
        assertEquals(1, stack.counters.ip().group.dropped(Ipv4Drop.BAD_SOURCE));
    }

    @Test
    @DisplayName(
            "RFC 1112 §7.2: the Ethernet filter takes 224.0.0.1 and what was joined; of groups with one MAC, IPv4 the right one")
    void filter() throws Exception {
        Ipv4Address twin = Ipv4Address.parse("224.1.1.2");
        arrives(datagram(B, GROUP));
        assertEquals(1, stack.counters.ethernet().group.dropped(EthernetDrop.NOT_OUR_GROUP));
        stack.await(stack.join(socket, GROUP));
        arrives(datagram(B, GROUP));
        arrives(datagram(B, twin));
        assertEquals(1, stack.counters.ip().group.dropped(Ipv4Drop.NOT_OUR_GROUP));
        Datagram datagram = stack.await(TestStack.receive(socket));
        assertEquals(GROUP, datagram.destination());
        arrives(datagram(B, Ipv4Address.parse("224.0.0.251")));
        assertEquals(2, stack.counters.ethernet().group.dropped(EthernetDrop.NOT_OUR_GROUP));
        stack.await(stack.join(socket, Ipv4Address.ALL_HOSTS));
        arrives(datagram(B, Ipv4Address.ALL_HOSTS));
        assertEquals(
                Ipv4Address.ALL_HOSTS, stack.await(TestStack.receive(socket)).destination());
    }

    @Test
    @DisplayName("54: nothing is said about a multicast: no port, no protocol, not in time, no member")
    void noErrors() throws Exception {
        stack.await(stack.join(socket, GROUP));
        settle();
        stack.wire.frames.clear();
        arrives(frame(EthernetHeader.ofGroup(GROUP.value()), MAC_B, EtherType.IPV4, ipv4(B, GROUP, 99, payload(8))));
        PacketBuffer toNobody = payload(3);
        UdpHeader.prepend(toNobody, B.value(), 1, GROUP.value(), 9);
        toNobody.putShort(UdpHeader.CHECKSUM_OFFSET, 0);
        arrives(frame(
                EthernetHeader.ofGroup(GROUP.value()),
                MAC_B,
                EtherType.IPV4,
                ipv4(B, GROUP, IpProtocol.UDP, toNobody)));
        PacketBuffer part = payload(8);
        Ipv4Header.prepend(part, 0, 9, Ipv4Header.MORE_FRAGMENTS, 64, IpProtocol.UDP, B.value(), GROUP.value());
        arrives(frame(EthernetHeader.ofGroup(GROUP.value()), MAC_B, EtherType.IPV4, part));
        settle();
        assertEquals(1, stack.counters.ip().group.dropped(Ipv4Drop.UNKNOWN_PROTOCOL));
        assertEquals(1, stack.counters.ip().group.dropped(Ipv4Drop.REASSEMBLY_TIMEOUT));
        assertEquals(List.of(), stack.wire.frames);
        assertEquals(0, stack.counters.icmp().errorsSent.get());
    }

    @Test
    @DisplayName(
            "RFC 3376 §4.2.13: an interface without an address reports from 0.0.0.0; a new address changes nothing")
    void withoutAddress() throws Exception {
        CompletableFuture<Void> removed = new CompletableFuture<>();
        stack.started.ipv4().tell(new InterfaceCommand.RemoveAddress(0, A, removed));
        stack.await(removed);
        CompletableFuture<Void> joined = new CompletableFuture<>();
        stack.started.igmp().tell(new IgmpActor.SetFilter(null, 0, GROUP, SourceFilter.EVERYBODY, joined));
        stack.await(joined);
        loop.runReady();
        assertEquals("00000000" + "e0000016", sent(0).substring(52, 68));
        CompletableFuture<Void> added = new CompletableFuture<>();
        stack.started.ipv4().tell(new InterfaceCommand.AddAddress(0, new Ipv4Prefix(A, 24), added));
        stack.await(added);
        settle();
        assertEquals(2, reports());
        arrives(datagram(B, GROUP));
        assertEquals(0, stack.counters.ip().group.dropped(Ipv4Drop.NOT_OUR_GROUP), "taken, whoever listens");
    }

    private long reports() {
        return stack.counters.igmp().reportsSent.get();
    }

    @Test
    @DisplayName("RFC 3376 §5.1: a cut cable and a failed layer cost no membership; both are told anew")
    void restarts() throws Exception {
        stack.await(stack.join(socket, GROUP));
        settle();
        assertEquals(2, reports());
        stack.link.tell(new TestWire.Cut());
        loop.runReady();
        stack.wire.upper().tell(new Link.Up(Packets.ETHERNET));
        settle();
        assertEquals(4, reports());
        stack.started.igmp().tell(new IgmpActor.Configure(null, new CompletableFuture<>()));
        settle();
        assertEquals(6, reports());
        stack.started.ipv4().tell(new Ipv4Actor.Transmit(null, 0, B.value(), 17, 0, 64, false));
        stack.wire.upper().tell(new Link.Received(null));
        settle();
        arrives(datagram(B, GROUP));
        assertEquals(GROUP, stack.await(TestStack.receive(socket)).destination());
        CompletableFuture<List<IgmpState>> states = new CompletableFuture<>();
        stack.started.igmp().tell(new IgmpActor.Describe(states));
        assertTrue(stack.await(states).get(0).groups().containsKey(GROUP));
        stack.await(TestStack.close(socket));
        settle();
        arrives(datagram(B, GROUP));
        assertTrue(stack.counters.ethernet().group.dropped(EthernetDrop.NOT_OUR_GROUP) > 0);
        assertEquals(0, stack.counters.igmp().groups.get());
    }

    @Test
    @DisplayName(
            "RFC 1112 §6.1: what is sent to a group has TTL 1, our address and the group's MAC; no copy for who is not in it")
    void sending() throws Exception {
        stack.await(TestStack.send(socket, new Endpoint(GROUP, 9), new byte[] {1, 2}));
        loop.runReady();
        assertEquals(GROUP_MAC, sent(0).substring(0, 12));
        assertEquals("0111", sent(0).substring(44, 48));
        assertEquals("c000020a" + "ef810102", sent(0).substring(52, 68));
        assertEquals(0, stack.counters.ip().loopedBack.get());
        UdpActor.Bound bound = stack.await(stack.opening(
                new Endpoint(GROUP, 8), null, UdpOptions.DEFAULT.withTos(0x28).withTtl(9), null));
        stack.await(TestStack.send(bound, new Endpoint(GROUP, 9), new byte[] {1}));
        stack.await(TestStack.send(bound, new Endpoint(Ipv4Address.parse("192.0.2.10"), 9), new byte[] {1}));
        loop.runReady();
        assertEquals("4528", sent(1).substring(28, 32));
        assertEquals("c000020a", sent(1).substring(52, 60), "a group is no source");
        assertFalse(stack.wire.frames.size() > 2, "the last one was to ourselves");
    }

    @Test
    @DisplayName("RFC 3376 §9.1: bad queries are dropped by name, and no version is changed by them")
    void refused() {
        PacketBuffer general = PacketBuffer.allocate(64);
        general(IgmpVersion.V2).emit(general);
        arrives(frame(
                EthernetHeader.ofGroup(Ipv4Address.ALL_HOSTS.value()),
                MAC_B,
                EtherType.IPV4,
                ipv4(B, Ipv4Address.ALL_HOSTS, IpProtocol.IGMP, general)));
        assertEquals(1, stack.counters.igmp().group.dropped(IgmpDrop.NO_ROUTER_ALERT));
        PacketBuffer leave = PacketBuffer.allocate(64);
        IgmpHeader.emit(leave, IgmpHeader.V2_LEAVE_GROUP, GROUP);
        arrives(frame(
                EthernetHeader.ofGroup(Ipv4Address.ALL_HOSTS.value()),
                MAC_B,
                EtherType.IPV4,
                ipv4(B, Ipv4Address.ALL_HOSTS, IpProtocol.IGMP, leave)));
        assertEquals(1, stack.counters.igmp().group.dropped(IgmpDrop.FOR_ROUTERS));
        assertEquals(0, stack.counters.igmp().queriesReceived.get());
    }
}
