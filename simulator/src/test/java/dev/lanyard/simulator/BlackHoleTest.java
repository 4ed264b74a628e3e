package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.TcpInfo;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code a} — near — r — far — {@code b}, where far may swallow large packets and r does not know. */
@DisplayName("Path MTU black holes between nodes (RFC 4821, RFC 8899)")
class BlackHoleTest {
    private static final int IP_TCP_AND_TIMESTAMPS = 52;
    private static final int BYTES = 6_000_000;

    private World world;
    private BlockingTcpListener listener;

    private void start(Impairments far) throws Exception {
        Impairments slow = Impairments.NONE.withDelay(Duration.ofMillis(5));
        world = World.builder()
                .seed(11)
                .net(LanSettings.ofSwitch("near").withImpairments(slow), "10.0.1.0/24")
                .net(LanSettings.ofSwitch("far").withImpairments(far), "10.0.2.0/24")
                .node("a", "near", "10.0.1.2")
                .gateway("a", "10.0.1.1")
                .node("r", "near", "10.0.1.1")
                .attach("r", "far", "10.0.2.1")
                .router("r")
                .node("b", "far", "10.0.2.2")
                .gateway("b", "10.0.2.1")
                .start();
        listener = world.node("b").blocking().listen(80, 1);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static byte[] data(int count) {
        byte[] data = new byte[count];
        new SplittableRandom(count).nextBytes(data);
        return data;
    }

    /** Sends bytes and looks whether they arrive; a writer that has to wait does so on a thread of the world. */
    private void transfer(BlockingTcpSocket from, BlockingTcpSocket to, int count) throws Exception {
        byte[] sent = data(count);
        byte[] received = new byte[count];
        int got = 0;
        for (int at = 0; at < count; at += 100_000) {
            int piece = Math.min(100_000, count - at);
            from.output().write(sent, at, piece);
            while (got < at + piece) {
                got += to.input().read(received, got, at + piece - got);
            }
        }
        assertArrayEquals(sent, received);
    }

    private TcpInfo info(String node) throws Exception {
        return world.await(world.node(node).connections(), Duration.ofSeconds(1)).connections().stream()
                .filter(each -> each.info() != null)
                .reduce((first, second) -> second)
                .orElseThrow()
                .info();
    }

    private long counter(String node, String name) {
        return world.counters(node).get(name);
    }

    @ParameterizedTest
    @CsvSource({"1400, a", "1400, b", "1280, a", "576, a", "576, b", "200, a"})
    @DisplayName("56: through a black hole everything arrives, in segments that come close to what it lets pass")
    void blackHole(int mtu, String sender) throws Exception {
        start(Impairments.NONE.withBlackHole(mtu));
        try (BlockingTcpSocket client = world.node("a").blocking().connect("b", 80);
                BlockingTcpSocket server = listener.accept()) {
            boolean fromClient = sender.equals("a");
            transfer(fromClient ? client : server, fromClient ? server : client, BYTES);
            TcpInfo info = info(sender);
            assertTrue(info.mss() <= mtu - IP_TCP_AND_TIMESTAMPS, "MSS " + info.mss());
            assertTrue(info.mss() > mtu - IP_TCP_AND_TIMESTAMPS - 8, "MSS " + info.mss());
            assertEquals(1, info.blackHoles());
            assertEquals(1, counter(sender, "tcp.black-holes"));
            assertEquals(info.mtuProbes(), counter(sender, "tcp.mtu-probes"));
            assertEquals(info.mtuProbesLost(), counter(sender, "tcp.mtu-probes-lost"));
            assertTrue(world.counters("far").get("dropped.black-hole") > 0);
            // nothing but MTU is wrong with this path
            assertEquals(0, info.recoveries());
        }
    }

    @Test
    @DisplayName("56: later connections know from the beginning what an earlier one has found out")
    void remembered() throws Exception {
        start(Impairments.NONE.withBlackHole(1300));
        for (int i = 0; i < 3; i++) {
            try (BlockingTcpSocket client = world.node("a").blocking().connect("b", 80);
                    BlockingTcpSocket server = listener.accept()) {
                long before = world.now().toMillis();
                transfer(client, server, BYTES);
                long took = world.now().toMillis() - before;
                assertTrue(i == 0 || took < 1000, "connection " + i + " took " + took + " ms");
                assertTrue(info("a").mss() > 1300 - IP_TCP_AND_TIMESTAMPS - 8);
            }
            assertEquals(1, counter("a", "tcp.black-holes"));
        }
    }

    @Test
    @DisplayName("56: a path that becomes narrow in the middle of a connection, and wide again")
    void changes() throws Exception {
        start(Impairments.NONE);
        try (BlockingTcpSocket client = world.node("a").blocking().connect("b", 80);
                BlockingTcpSocket server = listener.accept()) {
            transfer(client, server, BYTES);
            assertEquals(1448, info("a").mss());
            world.changeLink("far", link -> link.withBlackHole(900));
            transfer(client, server, BYTES);
            assertTrue(info("a").mss() > 900 - IP_TCP_AND_TIMESTAMPS - 8
                    && info("a").mss() <= 848);
            world.changeLink("far", link -> link.withBlackHole(500));
            transfer(client, server, BYTES);
            assertTrue(info("a").mss() <= 448);
            world.changeLink("far", link -> link.withBlackHole(0));
            world.runFor(Duration.ofMinutes(11));
            transfer(client, server, BYTES);
            assertEquals(1448, info("a").mss());
            assertEquals(2, info("a").blackHoles());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 60})
    @DisplayName("56: an outage that looks like a black hole costs one probe")
    void outage(int seconds) throws Exception {
        start(Impairments.NONE);
        try (BlockingTcpSocket client = world.node("a").blocking().connect("b", 80);
                BlockingTcpSocket server = listener.accept()) {
            transfer(client, server, BYTES);
            byte[] sent = data(100_000);
            world.runFor(Duration.ofSeconds(1));
            world.linkDown("far");
            client.output().write(sent);
            world.runFor(Duration.ofSeconds(seconds));
            world.linkUp("far");
            assertArrayEquals(sent, server.input().readNBytes(sent.length));
            transfer(client, server, BYTES);
            assertEquals(1448, info("a").mss());
            assertEquals(1, info("a").mtuProbes());
        }
    }

    @Test
    @DisplayName("56: random loss is not mistaken for a black hole, nor does it end the search for the MTU")
    void loss() throws Exception {
        start(Impairments.NONE.withLoss(0.01).withBlackHole(1200));
        try (BlockingTcpSocket client = world.node("a").blocking().connect("b", 80);
                BlockingTcpSocket server = listener.accept()) {
            transfer(client, server, BYTES);
            TcpInfo info = info("a");
            assertEquals(1, info.blackHoles());
            assertTrue(info.mss() > 1100 && info.mss() <= 1148, "MSS " + info.mss());
        }
    }
}
