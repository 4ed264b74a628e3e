package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.igmp.IgmpSettings;
import dev.lanyard.actors.igmp.IgmpState;
import dev.lanyard.actors.igmp.IgmpVersion;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.BlockingUdpSocket;
import dev.lanyard.node.socket.MembershipKey;
import dev.lanyard.node.socket.UdpOptionNames;
import java.io.IOException;
import java.net.BindException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code a}, {@code b}, {@code c} and the router {@code r} on lan; {@code r} and {@code d} on hall. */
@DisplayName("Multicast and broadcast among nodes (RFC 1112, RFC 3376)")
class MulticastTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Ipv4Address GROUP = Ipv4Address.parse("239.1.1.1");
    private static final int PORT = 5000;
    private static final Endpoint TO_GROUP = new Endpoint(GROUP, PORT);
    private static final Ipv4Address A = Ipv4Address.parse("10.0.1.1");
    private static final Ipv4Address B = Ipv4Address.parse("10.0.1.2");
    private static final UdpOptions SHARED = UdpOptions.DEFAULT.withReuseAddress(true);

    private final World world = World.builder()
            .seed(11)
            .lan("lan", "10.0.1.0/24")
            .lan("hall", "10.0.2.0/24")
            .node("a", "lan", "10.0.1.1")
            .node("b", "lan", "10.0.1.2")
            .node("c", "lan", "10.0.1.3")
            .node("r", "lan", "10.0.1.254")
            .attach("r", "hall", "10.0.2.254")
            .router("r")
            .node("d", "hall", "10.0.2.4")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    private BlockingUdpSocket open(String node, UdpOptions options) throws IOException {
        return world.node(node).blocking().udp(new Endpoint(Ipv4Address.ANY, PORT), options);
    }

    private BlockingUdpSocket open(String node) throws IOException {
        return open(node, UdpOptions.DEFAULT);
    }

    private static void send(BlockingUdpSocket socket, Endpoint to, String text) throws IOException {
        socket.send(to, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The texts that arrive within a second, sender's last octet first. */
    private static List<String> heard(BlockingUdpSocket socket) throws IOException {
        List<String> all = new ArrayList<>();
        while (true) {
            try {
                Datagram datagram = socket.receive(SECOND);
                all.add((datagram.source().address().value() & 0xff) + " "
                        + new String(datagram.payload(), StandardCharsets.UTF_8));
            } catch (SocketTimeoutException e) {
                return all;
            }
        }
    }

    private long counter(String node, String name) {
        return world.counters(node).get(name);
    }

    private IgmpState state(String node) throws Exception {
        return world.await(world.node(node).network().groups(), SECOND).get(0);
    }

    @Test
    @DisplayName(
            "RFC 1112 §7: who has joined hears the group, others' Ethernet filters drop it; who leaves hears it no more")
    void join() throws Exception {
        try (BlockingUdpSocket a = open("a");
                BlockingUdpSocket b = open("b");
                BlockingUdpSocket c = open("c")) {
            MembershipKey key = b.join(GROUP);
            assertEquals(GROUP, key.group());
            assertEquals("eth0", key.networkInterface());
            assertEquals(Optional.empty(), key.source());
            send(a, TO_GROUP, "one");
            Datagram datagram = b.receive(SECOND);
            assertEquals(GROUP, datagram.destination());
            assertEquals(1, datagram.ttl());
            assertEquals(List.of(), heard(c));
            assertTrue(counter("c", "ethernet.dropped.not-our-group") > 0);
            assertEquals(1, counter("b", "igmp.groups"));
            world.runFor(Duration.ofSeconds(2));
            assertEquals(2, counter("b", "igmp.reports-sent"));
            b.drop(key);
            send(a, TO_GROUP, "two");
            assertEquals(List.of(), heard(b));
            assertEquals(0, counter("b", "igmp.groups"));
            world.runFor(Duration.ofSeconds(2));
            assertEquals(4, counter("b", "igmp.reports-sent"));
            assertThrows(SocketException.class, () -> b.drop(key));
        }
    }

    @Test
    @DisplayName(
            "RFC 3376 §3.2: sockets of one node have filters of their own, the interface takes what they come to together")
    void sourceFilters() throws Exception {
        try (BlockingUdpSocket a = open("a");
                BlockingUdpSocket b = open("b");
                BlockingUdpSocket all = open("c", SHARED);
                BlockingUdpSocket onlyA = open("c", SHARED);
                BlockingUdpSocket notA = open("c", SHARED);
                BlockingUdpSocket stranger = open("c", SHARED)) {
            onlyA.join(GROUP, A);
            assertEquals(SourceFilter.including(List.of(A)), state("c").groups().get(GROUP));
            MembershipKey blocking = notA.join(GROUP);
            notA.block(blocking, A);
            assertEquals(SourceFilter.EVERYBODY, state("c").groups().get(GROUP));
            MembershipKey everything = all.join(GROUP);
            send(a, TO_GROUP, "from a");
            send(b, TO_GROUP, "from b");
            assertEquals(List.of("1 from a", "2 from b"), heard(all));
            assertEquals(List.of("1 from a"), heard(onlyA));
            assertEquals(List.of("2 from b"), heard(notA));
            assertEquals(List.of(), heard(stranger));
            all.drop(everything);
            notA.unblock(blocking, A);
            notA.drop(blocking);
            send(b, TO_GROUP, "unwanted");
            assertEquals(List.of(), heard(onlyA));
            assertEquals(1, counter("c", "ip.dropped.source-filtered"));
            onlyA.join(GROUP, B);
            send(b, TO_GROUP, "wanted");
            assertEquals(List.of("2 wanted"), heard(onlyA));
        }
        assertEquals(1, state("c").groups().size(), "closed sockets are in no group: 224.0.0.1 is left");
    }

    @Test
    @DisplayName("RFC 1112 §6.1: a sender in the group hears itself unless it will not; TTL 0 stays in the node")
    void loop() throws Exception {
        try (BlockingUdpSocket a = open("a");
                BlockingUdpSocket b = open("b")) {
            send(a, TO_GROUP, "not joined");
            assertEquals(List.of(), heard(a));
            a.join(GROUP);
            b.join(GROUP);
            send(a, TO_GROUP, "both");
            assertEquals(List.of("1 both"), heard(a));
            assertEquals(List.of("1 both"), heard(b));
            a.option(StandardSocketOptions.IP_MULTICAST_LOOP, false);
            send(a, TO_GROUP, "other");
            assertEquals(List.of(), heard(a));
            assertEquals(List.of("1 other"), heard(b));
            a.option(StandardSocketOptions.IP_MULTICAST_LOOP, true);
            a.option(StandardSocketOptions.IP_MULTICAST_TTL, 0);
            send(a, TO_GROUP, "self");
            assertEquals(List.of("1 self"), heard(a));
            assertEquals(List.of(), heard(b));
            a.option(StandardSocketOptions.IP_MULTICAST_TTL, 7);
            send(a, TO_GROUP, "far");
            assertEquals(7, b.receive(SECOND).ttl());
            assertEquals(7, a.option(StandardSocketOptions.IP_MULTICAST_TTL));
            assertThrows(IOException.class, () -> a.option(StandardSocketOptions.IP_MULTICAST_TTL, 256));
        }
    }

    @Test
    @DisplayName(
            "RFC 1112 §6.1, §7.1: groups are sent to and joined by interface: the route's, or the one that is named")
    void interfaces() throws Exception {
        try (BlockingUdpSocket r = open("r");
                BlockingUdpSocket a = open("a");
                BlockingUdpSocket d = open("d")) {
            a.join(GROUP);
            d.join(GROUP);
            send(r, TO_GROUP, "first interface");
            assertEquals(List.of("254 first interface"), heard(a));
            assertNull(r.option(UdpOptionNames.IP_MULTICAST_IF));
            r.option(UdpOptionNames.IP_MULTICAST_IF, "eth1");
            assertEquals("eth1", r.option(UdpOptionNames.IP_MULTICAST_IF));
            send(r, TO_GROUP, "hall");
            assertEquals(List.of("254 hall"), heard(d));
            assertEquals(List.of(), heard(a));
            r.join(GROUP);
            send(a, TO_GROUP, "from lan");
            assertEquals(List.of(), heard(r), "joined where it sends to, on hall");
            send(d, TO_GROUP, "from hall");
            assertEquals(List.of("4 from hall"), heard(r));
            r.join(GROUP, "eth0");
            send(a, TO_GROUP, "from lan");
            assertEquals(List.of("1 from lan"), heard(r));
            assertThrows(IllegalArgumentException.class, () -> r.join(GROUP, "eth9"));
            world.await(world.node("r").network().addRoute(Ipv4Prefix.parse("224.0.0.0/4"), "eth1", 0), SECOND);
        }
        try (BlockingUdpSocket r = open("r");
                BlockingUdpSocket d = open("d")) {
            d.join(GROUP);
            send(r, TO_GROUP, "by 224/4");
            assertEquals(List.of("254 by 224/4"), heard(d));
        }
    }

    @Test
    @DisplayName(
            "RFC 1112 §7: a router passes on no multicasts, and counts those that it would have to; 54: no error about any")
    void notForwarded() throws Exception {
        try (BlockingUdpSocket a = open("a", UdpOptions.DEFAULT.withMulticastTtl(9));
                BlockingUdpSocket r = open("r");
                BlockingUdpSocket d = open("d")) {
            // 239.1.1.1 and 238.129.1.1 have one Ethernet address (RFC 1112 §6.4).
            r.join(Ipv4Address.parse("238.129.1.1"));
            d.join(GROUP);
            send(a, TO_GROUP, "far");
            assertEquals(List.of(), heard(d));
            assertEquals(1, counter("r", "ip.dropped.multicast-not-forwarded"));
            assertEquals(0, counter("r", "ip.forwarded"));
            assertEquals(List.of(), heard(r));
        }
        try (BlockingUdpSocket a = open("a");
                BlockingUdpSocket b = open("b")) {
            b.join(GROUP);
            send(a, new Endpoint(GROUP, 9), "nobody has the port");
            world.runFor(SECOND);
            assertEquals(1, counter("b", "udp.dropped.port-unreachable"));
            assertEquals(0, counter("b", "icmp.errors-sent"));
            try (BlockingUdpSocket other = world.node("b").blocking().udp(9)) {
                send(a, new Endpoint(GROUP, 9), "who has it is not in the group");
                assertEquals(List.of(), heard(other));
            }
            assertEquals(1, counter("b", "udp.dropped.not-a-member"));
            assertEquals(0, counter("b", "icmp.errors-sent"));
            assertEquals(0, counter("r", "icmp.errors-sent"));
        }
    }

    @Test
    @DisplayName(
            "RFC 1112 §6.4: a datagram to a group in fragments, to several sockets; one bound to the group hears nothing else")
    void fragments() throws Exception {
        byte[] large = new byte[20_000];
        large[19_999] = 7;
        try (BlockingUdpSocket a = open("a");
                BlockingUdpSocket one = open("b", SHARED);
                BlockingUdpSocket two = world.node("b").blocking().udp(TO_GROUP, SHARED)) {
            one.join(GROUP);
            two.join(GROUP);
            a.send(TO_GROUP, large);
            assertArrayEquals(large, one.receive(SECOND).payload());
            assertArrayEquals(large, two.receive(SECOND).payload());
            send(a, new Endpoint(B, PORT), "unicast");
            assertEquals(List.of("1 unicast"), heard(one));
            assertEquals(List.of(), heard(two));
        }
    }

    @Test
    @DisplayName("SO_REUSEADDR: several sockets on one port only if all say so")
    void reuse() throws Exception {
        try (BlockingUdpSocket b = open("b")) {
            assertThrows(BindException.class, () -> open("b", SHARED));
            assertFalse(b.option(StandardSocketOptions.SO_REUSEADDR));
            assertThrows(UnsupportedOperationException.class, () -> b.option(StandardSocketOptions.SO_REUSEADDR, true));
        }
        try (BlockingUdpSocket b = open("b", SHARED)) {
            assertThrows(BindException.class, () -> open("b"));
            try (BlockingUdpSocket other = open("b", SHARED)) {
                assertEquals(PORT, other.local().port());
                assertTrue(b.option(StandardSocketOptions.SO_REUSEADDR));
            }
        }
    }

    @Test
    @DisplayName(
            "SO_BROADCAST: without it a broadcast is refused; with it all sockets with the port hear it, our own too")
    void broadcast() throws Exception {
        Endpoint limited = new Endpoint(Ipv4Address.BROADCAST, PORT);
        Endpoint directed = new Endpoint(Ipv4Address.parse("10.0.1.255"), PORT);
        try (BlockingUdpSocket a = open("a");
                BlockingUdpSocket one = open("b", SHARED);
                BlockingUdpSocket two = open("b", SHARED);
                BlockingUdpSocket bound = world.node("c").blocking().udp(directed, SHARED)) {
            for (Endpoint to : List.of(limited, directed)) {
                SocketException refused = assertThrows(SocketException.class, () -> send(a, to, "all"));
                assertTrue(refused.getMessage().startsWith("Permission denied"), refused::getMessage);
            }
            assertEquals(2, counter("a", "udp.dropped.broadcast-not-allowed"));
            a.option(StandardSocketOptions.SO_BROADCAST, true);
            for (Endpoint to : List.of(limited, directed)) {
                send(a, to, "all");
                assertEquals(List.of("1 all"), heard(a));
                assertEquals(List.of("1 all"), heard(one));
                assertEquals(List.of("1 all"), heard(two));
            }
            assertEquals(List.of("1 all"), heard(bound), "bound to the directed broadcast");
        }
    }

    @Test
    @DisplayName("RFC 1122 §4.1.4: a datagram larger than the buffer is cut, and the receiver told by how much")
    void truncated() throws Exception {
        try (BlockingUdpSocket a = open("a");
                BlockingUdpSocket b = open("b")) {
            send(a, new Endpoint(B, PORT), "0123456789");
            ByteBuffer small = ByteBuffer.allocate(4);
            Datagram.Received received = b.receive(small, SECOND);
            assertTrue(received.truncated());
            assertEquals(10, received.length());
            assertEquals(4, received.copied());
            assertEquals("0123", new String(small.array(), StandardCharsets.UTF_8));
            send(a, new Endpoint(B, PORT), "next");
            ByteBuffer exact = ByteBuffer.allocate(4);
            received = b.receive(exact, SECOND);
            assertFalse(received.truncated());
            assertEquals(new Endpoint(A, PORT), received.source());
            assertEquals("next", new String(exact.array(), StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName(
            "RFC 3376 §3.1: too many groups or sources are refused in words, and the interface's limit is the node's")
    void limits() throws Exception {
        Node b = world.node("b");
        world.await(b.network().configure(IgmpSettings.DEFAULT.withMaximumGroups(3)), SECOND);
        try (BlockingUdpSocket socket = open("b")) {
            for (int i = 1; i <= 3; i++) {
                socket.join(new Ipv4Address(GROUP.value() + i));
            }
            SocketException full = assertThrows(SocketException.class, () -> socket.join(GROUP));
            assertEquals("No buffer space available: the interface is in 3 groups already", full.getMessage());
            SocketException notThere = assertThrows(
                    SocketException.class, () -> socket.join(GROUP, A).drop());
            assertTrue(notThere.getMessage().startsWith("No buffer space"), notThere::getMessage);
            world.await(b.network().configure(IgmpSettings.DEFAULT), SECOND);
            for (int i = 4; i <= 20; i++) {
                socket.join(new Ipv4Address(GROUP.value() + i));
            }
            full = assertThrows(SocketException.class, () -> socket.join(GROUP));
            assertEquals("No buffer space available: a socket may be in 20 groups", full.getMessage());
            SocketException no = assertThrows(SocketException.class, () -> socket.join(A));
            assertEquals("Invalid argument: 10.0.1.1 is no multicast group", no.getMessage());
        }
    }

    @Test
    @DisplayName("RFC 3376 §7.2: another version is chosen at run time, and everything reported anew")
    void version() throws Exception {
        Node b = world.node("b");
        try (BlockingUdpSocket socket = open("b")) {
            socket.join(GROUP);
            world.runFor(Duration.ofSeconds(20));
            assertEquals(IgmpVersion.V3, state("b").version());
            long before = counter("b", "igmp.reports-sent");
            world.await(b.network().configure(IgmpSettings.DEFAULT.withVersion(IgmpVersion.V2)), SECOND);
            assertEquals(IgmpVersion.V2, state("b").version());
            world.runFor(Duration.ofSeconds(20));
            assertEquals(before + 2, counter("b", "igmp.reports-sent"));
        }
        world.runFor(SECOND);
        assertEquals(1, counter("b", "igmp.leaves-sent"));
    }

    @Test
    @DisplayName("RFC 2236 §3: in v2, of two members who report a group the other one hears it and leaves in silence")
    void suppression() throws Exception {
        for (String name : List.of("b", "c")) {
            IgmpSettings v2 = IgmpSettings.DEFAULT.withVersion(IgmpVersion.V2);
            world.await(world.node(name).network().configure(v2), SECOND);
        }
        try (BlockingUdpSocket b = open("b");
                BlockingUdpSocket c = open("c")) {
            b.join(GROUP);
            world.runFor(Duration.ofSeconds(20));
            c.join(GROUP);
            world.runFor(Duration.ofSeconds(20));
            assertTrue(counter("b", "igmp.reports-received") >= 1);
        }
        world.runFor(SECOND);
        assertEquals(0, counter("b", "igmp.leaves-sent"), "the last report was the other's");
        assertEquals(1, counter("c", "igmp.leaves-sent"));
    }

    @Test
    @DisplayName(
            "RFC 1122 §4.1.3.3: errors fail the next operation of a connected socket, and of others if they want to know")
    void errors() throws Exception {
        Endpoint nobody = new Endpoint(B, 9);
        try (BlockingUdpSocket a = open("a")) {
            send(a, nobody, "lost");
            assertThrows(SocketTimeoutException.class, () -> a.receive(SECOND));
            a.option(UdpOptionNames.IP_RECVERR, true);
            assertTrue(a.option(UdpOptionNames.IP_RECVERR));
            send(a, nobody, "lost");
            PortUnreachableException unreachable =
                    assertThrows(PortUnreachableException.class, () -> a.receive(SECOND));
            assertTrue(unreachable.getMessage().contains("10.0.1.2"), unreachable::getMessage);
            a.option(UdpOptionNames.IP_RECVERR, false);
            a.connect(nobody);
            send(a, null, "lost");
            assertThrows(PortUnreachableException.class, () -> a.receive(SECOND));
        }
    }

    @Test
    @DisplayName("RFC 1122 §4.1.4, §4.1.3.3: TTL, TOS and the receive queue are the socket's, and change at run time")
    void options() throws Exception {
        try (BlockingUdpSocket a = open("a");
                BlockingUdpSocket b = open("b")) {
            a.option(UdpOptionNames.IP_TTL, 17);
            a.option(StandardSocketOptions.IP_TOS, 0x28);
            assertEquals(0x28, a.option(StandardSocketOptions.IP_TOS));
            send(a, new Endpoint(B, PORT), "17");
            assertEquals(17, b.receive(SECOND).ttl());
            b.option(StandardSocketOptions.SO_RCVBUF, 200);
            for (int i = 0; i < 5; i++) {
                send(a, new Endpoint(B, PORT), "0123456789");
            }
            world.runFor(SECOND);
            assertEquals(3, heard(b).size(), "a datagram counts for 64 bytes at least");
            assertEquals(2, counter("b", "udp.dropped.receive-queue-full"));
            assertThrows(UnsupportedOperationException.class, () -> a.option(StandardSocketOptions.SO_SNDBUF, 1));
        }
    }
}
