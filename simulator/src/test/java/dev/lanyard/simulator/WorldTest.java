package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.UdpSocket;
import dev.lanyard.simulator.junit.Named;
import dev.lanyard.simulator.junit.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorldTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    static final SimulatedNetwork NET = SimulatedNetwork.seed(42)
            .lan("lan", "10.0.1.0/24")
            .node("a", "lan", "10.0.1.1")
            .node("b", "lan", "10.0.1.2")
            .node("web-1", "lan", "10.0.1.3")
            .services("b", "back")
            .build();

    /** Sends a datagram to the back service of b; completes when it is back. */
    private static CompletableFuture<Integer> poke(World world, Node from) throws Exception {
        UdpSocket socket = world.await(from.udp(0), SECOND);
        Endpoint back = new Endpoint(world.await(from.resolve("b"), SECOND), 7);
        socket.send(back, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        return socket.receive().thenApply(datagram -> datagram.payload().length).toCompletableFuture();
    }

    @Test
    void beginsAtTimeZeroAndNothingHappensByItself(World world) {
        assertEquals(Duration.ZERO, world.now());
        world.runFor(Duration.ofMillis(1500));
        assertEquals(Duration.ofMillis(1500), world.now());
        assertEquals(42, world.seed());
    }

    @Test
    void nodesReachEachOtherByName(World world, Node a) throws Exception {
        assertEquals(3, world.await(poke(world, a), SECOND));
        assertTrue(world.now().compareTo(Duration.ofMillis(10)) < 0, () -> "took " + world.now());
    }

    @Test
    void givesTestsTheNodeThatTheyName(@Named("web-1") Node server, World world) {
        assertEquals("web-1", server.name());
        assertEquals(server, world.node("web-1"));
    }

    @Test
    void waitsInVirtualTimeForWhatDoesNotCome(World world, Node a) {
        assertThrows(TimeoutException.class, () -> world.await(new CompletableFuture<>(), Duration.ofHours(1)));
        assertEquals(Duration.ofHours(1), world.now());
    }

    @Test
    void runsUntilSomethingIsSo(World world, Node a) throws Exception {
        CompletableFuture<Integer> back = poke(world, a);
        assertTrue(world.runUntil(back::isDone, SECOND));
        assertTrue(world.now().compareTo(SECOND) < 0);
        assertFalse(world.runUntil(() -> false, SECOND));
    }

    @Test
    void isQuietWhenOnlyFarOffTimersRemain(World world, Node a) throws Exception {
        CompletableFuture<Integer> back = poke(world, a);
        assertTrue(world.runUntilQuiet(Duration.ofMinutes(1)));
        assertTrue(back.isDone());
        assertTrue(world.now().compareTo(SECOND) < 0, () -> "was quiet only at " + world.now());
        a.delay(Duration.ofSeconds(5));
        assertFalse(world.runUntilQuiet(Duration.ofSeconds(2)));
    }

    @Test
    void aPartitionKeepsTwoNodesApartUntilItHeals(World world, Node a, @Named("web-1") Node c) throws Exception {
        world.partition("a", "b");
        CompletableFuture<Integer> lost = poke(world, a);
        assertEquals(3, world.await(poke(world, c), SECOND));
        world.runFor(Duration.ofSeconds(10));
        assertFalse(lost.isDone() && !lost.isCompletedExceptionally());
        assertTrue(world.counters("lan").get("dropped.partition") > 0);

        world.heal();
        world.runFor(Duration.ofSeconds(30)); // what ARP remembers of the failure is forgotten
        assertEquals(3, world.await(poke(world, a), SECOND));
    }

    @Test
    void impairmentsChangeWhileItRuns(World world, Node a) throws Exception {
        assertEquals(3, world.await(poke(world, a), SECOND));
        world.changeLink("lan", link -> link.withDelay(Duration.ofMillis(100)));
        Duration before = world.now();
        assertEquals(3, world.await(poke(world, a), SECOND));
        assertTrue(
                world.now().minus(before).toMillis() >= 200,
                () -> "took " + world.now().minus(before));
        world.changeLink("lan", link -> link.withLoss(1));
        assertThrows(TimeoutException.class, () -> world.await(poke(world, a), SECOND));
        assertTrue(world.counters().get("lan.dropped.loss") > 0);
        world.heal();
        assertEquals(3, world.await(poke(world, a), Duration.ofMillis(10)));
    }

    @Test
    void aLinkThatIsDownCarriesNothing(World world, Node a) throws Exception {
        world.linkDown("lan");
        CompletableFuture<Integer> lost = new CompletableFuture<>();
        try {
            lost = poke(world, a);
        } catch (java.util.concurrent.ExecutionException e) {
            // no route is as good an answer
        }
        world.runFor(SECOND);
        assertFalse(lost.isDone() && !lost.isCompletedExceptionally());
        world.linkUp("lan");
        world.runFor(Duration.ofSeconds(30));
        assertEquals(3, world.await(poke(world, a), SECOND));
    }

    @Test
    void aCrashedNodeComesBackWithItsServicesAndNothingElse(World world, Node a, Node b) throws Exception {
        assertEquals(3, world.await(poke(world, a), SECOND));
        assertTrue(
                world.counters("b").get("udp.received") > 0,
                () -> world.counters("b").toString());
        world.crash("b");
        assertFalse(world.isRunning("b"));
        assertThrows(IllegalStateException.class, () -> world.node("b"));
        assertThrows(TimeoutException.class, () -> world.await(poke(world, a), SECOND));

        world.restart("b");
        assertNotEquals(b, world.node("b"));
        assertEquals(0, world.counters("b").get("udp.received"));
        assertEquals(3, world.await(poke(world, a), SECOND));
        world.restart("b"); // crashes it first
        assertEquals(3, world.await(poke(world, a), SECOND));
    }

    @Test
    void saysWhatIsWrong(World world) {
        assertEquals(
                "no such node: 'c'; there are: a, b, web-1",
                assertThrows(IllegalArgumentException.class, () -> world.crash("c"))
                        .getMessage());
        assertEquals(
                "no such net: 'wan'; there are: lan",
                assertThrows(IllegalArgumentException.class, () -> world.linkDown("wan"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> world.partition("a", "a"));
        assertThrows(IllegalArgumentException.class, () -> World.builder().node("a", "lan", "10.0.0.1"));
        IllegalArgumentException noService = assertThrows(
                IllegalArgumentException.class,
                () -> World.builder()
                        .lan("lan", "10.0.1.0/24")
                        .node("a", "lan", "10.0.1.1")
                        .services("a", "gopher")
                        .start());
        assertTrue(noService.getMessage().contains("no such service: 'gopher'"), noService::getMessage);
        IllegalStateException inUse = assertThrows(
                IllegalStateException.class,
                () -> World.builder()
                        .lan("lan", "10.0.1.0/24")
                        .node("a", "lan", "10.0.1.1")
                        .services("a", "back", "back")
                        .start());
        assertTrue(inUse.getMessage().startsWith("service back on a: "), inUse::getMessage);
    }

    @Test
    void livesInRealTimeToo() throws Exception {
        try (World world = World.builder()
                .seed(1)
                .realtime()
                .lan("lan", "10.0.1.0/24")
                .node("a", "lan", "10.0.1.1")
                .node("b", "lan", "10.0.1.2")
                .services("b", "back")
                .start()) {
            long start = System.nanoTime();
            CompletableFuture<Integer> back = poke(world, world.node("a"));
            assertTrue(world.runUntil(back::isDone, Duration.ofSeconds(10)));
            world.runFor(Duration.ofMillis(50));
            assertTrue(System.nanoTime() - start >= 50_000_000);
            assertThrows(IllegalStateException.class, () -> world.runUntilQuiet(SECOND));
            world.restart("b");
            assertEquals(3, world.await(poke(world, world.node("a")), Duration.ofSeconds(10)));
        }
    }
}
