package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * {@code a} — lan0 — r0 — lan1 — r1 — lan2 (MTU 600) — {@code b}, and back by lan3 from {@code b} to r0: r1 has no route to
 * lan0, so that what it has to say about large packets goes nowhere.
 */
@DisplayName("A router whose errors do not arrive (RFC 2923 §2.1)")
class FilteredErrorsTest {
    private final World world = World.builder()
            .seed(5)
            .lan("lan0", "10.0.0.0/24")
            .lan("lan1", "10.0.1.0/24")
            .net(LanSettings.ofSwitch("lan2").withMtu(600), "10.0.2.0/24")
            .lan("lan3", "10.0.3.0/24")
            .node("a", "lan0", "10.0.0.2")
            .gateway("a", "10.0.0.1")
            .node("r0", "lan0", "10.0.0.1")
            .attach("r0", "lan1", "10.0.1.1")
            .attach("r0", "lan3", "10.0.3.1")
            .router("r0")
            .route("r0", "10.0.2.0/24 via 10.0.1.2")
            .node("r1", "lan1", "10.0.1.2")
            .attach("r1", "lan2", "10.0.2.1")
            .router("r1")
            .node("b", "lan2", "10.0.2.2")
            .attach("b", "lan3", "10.0.3.2")
            .gateway("b", "10.0.3.1")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @DisplayName("56: fragmentation needed is sent and does not arrive; TCP finds the MTU of 600 all the same")
    void filtered() throws Exception {
        byte[] sent = new byte[300_000];
        new SplittableRandom(3).nextBytes(sent);
        BlockingTcpListener listener = world.node("b").blocking().listen(80, 1);
        try (BlockingTcpSocket client = world.node("a").blocking().connect("10.0.2.2", 80);
                BlockingTcpSocket server = listener.accept()) {
            byte[] received = new byte[sent.length];
            for (int at = 0; at < sent.length; at += 50_000) {
                client.output().write(sent, at, 50_000);
                assertEquals(50_000, server.input().readNBytes(received, at, 50_000));
            }
            assertArrayEquals(sent, received);
        }
        assertTrue(world.counters("r1").get("ip.dropped.too-large") > 0);
        assertEquals(0, world.counters("a").get("tcp.errors"));
        assertEquals(1, world.counters("a").get("tcp.black-holes"));
    }
}
