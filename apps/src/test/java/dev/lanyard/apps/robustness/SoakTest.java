package dev.lanyard.apps.robustness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.arp.ArpCache;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import dev.lanyard.node.service.Services;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.TcpSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Millions of mutated frames at a whole node. Every build sends {@value #SHORT} to each kind of node;
 * {@code -Dlanyard.soak=10000000} sends that many.
 */
@DisplayName("62. Mutated frames leave memory flat and the node answering")
class SoakTest {
    private static final long SHORT = 500_000;
    private static final long FRAMES = Long.getLong("lanyard.soak", SHORT);
    private static final long SEED = Long.getLong("lanyard.test.seed", 20_260_801L);
    /** How much larger the heap may be after all frames than after the first fifth: tables that grow with what they hold. */
    private static final long HEAP_BOUND = 1 << 20;

    @ParameterizedTest(name = "router: {0}")
    @ValueSource(booleans = {false, true})
    void survives(boolean router) throws Exception {
        try (ErrorLog errors = new ErrorLog();
                AttackedNode attacked = new AttackedNode(router, SEED)) {
            errors.assertHears(attacked.system);
            long start = System.nanoTime();
            attacked.attack(FRAMES / 5);
            long early = System.nanoTime() - start;
            State before = State.of(attacked);
            start = System.nanoTime();
            attacked.attack(FRAMES - FRAMES / 5);
            long late = System.nanoTime() - start;
            State after = State.of(attacked);
            report(router, early + late, before, after, attacked);
            errors.assertNothing("with seed " + SEED);
            before.assertBounded();
            after.assertBounded();
            assertTrue(
                    after.heap - before.heap < HEAP_BOUND,
                    () -> "the heap grew from " + before.heap + " to " + after.heap + " bytes with seed " + SEED);
            assertEquals(0, attacked.node.counters().get("tcp.faults"), "connections that failed by our own fault");
            assertReached(attacked.node.counters(), router);
            assertAnswers(attacked);
            errors.assertNothing("after the attack, with seed " + SEED);
            attacked.await(attacked.node.crash());
            assertEquals(attacked.pool.size(), attacked.pool.available(), "buffers lost with seed " + SEED);
        }
    }

    /**
     * What a node holds when it is left alone.
     *
     * @param heap bytes of what is reachable
     */
    private record State(long heap, int buffers, int pool, int timers, int connections, int neighbours) {
        static State of(AttackedNode attacked) throws Exception {
            attacked.settle();
            int neighbours = 0;
            for (String name : List.of("eth0", "eth1")) {
                neighbours = Math.max(
                        neighbours,
                        attacked.await(attacked.node.network().neighbours(name)).size());
            }
            int connections = attacked.connections().connections().size();
            long heap = LiveHeap.bytes();
            return new State(
                    heap,
                    attacked.pool.available(),
                    attacked.pool.size(),
                    attacked.loop.pendingTimers(),
                    connections,
                    neighbours);
        }

        void assertBounded() {
            assertEquals(pool, buffers, "buffers lent and not returned with seed " + SEED);
            assertEquals(0, timers, "timers left with seed " + SEED);
            assertEquals(0, connections, "connections left with seed " + SEED);
            assertTrue(neighbours <= ArpCache.CAPACITY, this::toString);
        }
    }

    private static void report(boolean router, long nanos, State before, State after, AttackedNode attacked) {
        System.out.printf(
                "soak, %s: %,d frames in %.1f s, %,d a second; %s of virtual time; after a fifth %s; after all %s%n",
                router ? "router" : "host",
                FRAMES,
                nanos / 1e9,
                FRAMES * 1_000_000_000L / nanos,
                Duration.ofNanos(attacked.loop.clock().nanos()),
                before,
                after);
        if (Boolean.getBoolean("lanyard.soak.verbose")) {
            new TreeMap<>(attacked.node.counters()).forEach((name, value) -> System.out.println(name + " " + value));
        }
    }

    /** That the frames got as deep as they should: what answers and what lives long was busy. */
    private static void assertReached(Map<String, Long> counters, boolean router) {
        for (String name : List.of(
                "icmp.echoes-answered",
                "icmp.queries-answered",
                "icmp.errors-received",
                "icmp.errors-sent",
                "arp.replies-sent",
                "ip.reassembled",
                "udp.received",
                "tcp.passive-opens",
                "tcp.active-opens",
                "dns.answers")) {
            assertTrue(counters.get(name) > FRAMES / 100_000, () -> name + " is only " + counters.get(name));
        }
        if (router) {
            assertTrue(counters.get("ip.forwarded") > FRAMES / 1000);
        } else {
            assertTrue(counters.get("dhcp.bound") > 0, counters::toString);
        }
    }

    private static void assertAnswers(AttackedNode attacked) throws Exception {
        WatchedLink cable = new WatchedLink(attacked.system, "friends-link", PacketAllocator.HEAP);
        Node friend = friend(attacked, cable, "friend", AttackedNode.FRIEND_MAC, AttackedNode.FRIEND, "192.0.2.10");
        WatchedLink.plug(attacked.near, cable);
        Ipv4Address node = Ipv4Address.parse("192.0.2.10");
        assertPing(attacked, friend, node, 64);
        assertTcpEcho(attacked, friend, node);
        assertUdpEcho(attacked, friend, node);
        assertEquals(AttackedNode.FRIEND, attacked.await(attacked.node.resolve("there.test")));
        assertEquals(node, attacked.await(friend.resolve("here.test")));
        if (attacked.router) {
            WatchedLink farCable = new WatchedLink(attacked.system, "far-friends-link", PacketAllocator.HEAP);
            friend(
                    attacked,
                    farCable,
                    "far-friend",
                    AttackedNode.FAR_FRIEND_MAC,
                    AttackedNode.FAR_FRIEND,
                    "198.51.100.10");
            WatchedLink.plug(attacked.far, farCable);
            assertPing(attacked, friend, AttackedNode.FAR_FRIEND, 63);
            assertTcpEcho(attacked, friend, AttackedNode.FAR_FRIEND);
        }
    }

    private static Node friend(
            AttackedNode attacked, WatchedLink link, String name, MacAddress mac, Ipv4Address address, String node)
            throws Exception {
        Node friend = Node.start(
                attacked.system,
                new NodeSettings(
                                name,
                                List.of(new InterfaceSettings(
                                        "eth0", mac, new Ipv4Prefix(address, 24), 0, link.factory())),
                                Optional.of(Ipv4Address.parse(node)),
                                Map.of(),
                                new SplittableRandom(2),
                                PacketAllocator.HEAP)
                        .withNameServers(List.of(Ipv4Address.parse(node)), List.of()));
        attacked.await(Services.load().start(friend, List.of("echo", "dns-server there.test=" + address)));
        return friend;
    }

    private static void assertPing(AttackedNode attacked, Node from, Ipv4Address to, int ttl) throws Exception {
        EchoSocket echo = attacked.await(from.echo());
        attacked.await(echo.send(to, 1, 3000, 64));
        EchoSocket.Reply reply = assertInstanceOf(EchoSocket.Reply.class, attacked.await(echo.receive()));
        assertTrue(reply.matches());
        assertEquals(ttl, reply.ttl());
    }

    private static void assertTcpEcho(AttackedNode attacked, Node from, Ipv4Address to) throws Exception {
        byte[] data = new byte[50_000];
        new SplittableRandom(SEED).nextBytes(data);
        TcpSocket socket = attacked.await(from.connect(new Endpoint(to, 7)));
        attacked.await(socket.send(ByteBuffer.wrap(data)));
        attacked.await(socket.shutdownOutput());
        ByteBuffer back = ByteBuffer.allocate(data.length + 1);
        while (attacked.await(socket.receive(back)) >= 0) {
            // until the end
        }
        assertArrayEquals(data, java.util.Arrays.copyOf(back.array(), back.position()));
        attacked.await(socket.close());
    }

    private static void assertUdpEcho(AttackedNode attacked, Node from, Ipv4Address to) throws Exception {
        UdpSocket socket = attacked.await(from.udp(0));
        byte[] data = {1, 2, 3};
        attacked.await(socket.send(new Endpoint(to, 7), ByteBuffer.wrap(data)));
        assertArrayEquals(data, attacked.await(socket.receive()).payload());
        attacked.await(socket.close());
    }
}
