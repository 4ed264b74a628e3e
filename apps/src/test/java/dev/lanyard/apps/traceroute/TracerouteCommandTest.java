package dev.lanyard.apps.traceroute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.Run;
import dev.lanyard.simulator.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracerouteCommandTest {
    private final World world = World.builder()
            .seed(1)
            .lan("lan1", "10.0.1.0/24")
            .lan("lan2", "10.0.2.0/24")
            .lan("lan3", "10.0.3.0/24")
            .node("a", "lan1", "10.0.1.2")
            .gateway("a", "10.0.1.1")
            .node("r1", "lan1", "10.0.1.1")
            .attach("r1", "lan2", "10.0.2.1")
            .router("r1")
            .gateway("r1", "10.0.2.2")
            .node("r2", "lan2", "10.0.2.2")
            .attach("r2", "lan3", "10.0.3.1")
            .router("r2")
            .route("r2", "10.0.1.0/24 via 10.0.2.1")
            .node("b", "lan3", "10.0.3.2")
            .gateway("b", "10.0.3.1")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceroute b", "traceroute -I b"})
    void showsEachRouter(String line) {
        Run run = Run.start(world, "a", line);
        assertEquals(0, run.result().status());
        assertEquals("traceroute to b (10.0.3.2), 30 hops max", run.lines.get(0));
        List<String> hops = List.of("10.0.1.1", "10.0.2.2", "10.0.3.2");
        for (int i = 0; i < 3; i++) {
            String expected = " " + (i + 1) + "  " + hops.get(i) + "(  [0-9]+\\.[0-9]{2} ms){3}";
            assertTrue(run.lines.get(i + 1).matches(expected), run.lines::toString);
        }
        assertEquals(4, run.lines.size());
        assertEquals(3L, run.value("hops"));
        assertEquals(true, run.value("reached"));
    }

    @Test
    void saysWhoKnowsNoWay() {
        Run run = Run.start(world, "a", "traceroute -q 1 10.0.3.77");
        assertEquals(1, run.result().status());
        assertTrue(run.lines.get(2).matches(" 2  10.0.2.2  [0-9.]+ ms"), run.lines::toString);
        assertTrue(run.lines.get(3).matches(" 3  10.0.2.2  [0-9.]+ ms !H"), run.lines::toString);
        Run far = Run.start(world, "a", "traceroute -I -q 1 8.8.8.8");
        assertEquals(1, far.result().status());
        assertTrue(far.lines.get(far.lines.size() - 1).endsWith("!N"), far.lines::toString);
    }

    @Test
    void waitsForThoseThatAreSilent() {
        world.partition("r1", "r2");
        Run run = Run.start(world, "a", "traceroute -m 3 -q 2 -w 100ms -f 2 b");
        assertEquals(1, run.result().status());
        assertEquals(List.of(" 2  * *", " 3  * *"), run.lines.subList(1, 3));
    }

    @Test
    void canBeInterrupted() {
        world.partition("a", "r1");
        Run run = Run.start(world, "a", "traceroute -I -w 60s b");
        world.runFor(Duration.ofSeconds(1));
        run.interrupt();
        assertEquals(1, run.result().status());
    }

    @Test
    void argumentsThatMakeNoSense() {
        for (String line : List.of("traceroute", "traceroute -m 0 b", "traceroute -f 9 -m 8 b", "traceroute -q 0 b")) {
            assertEquals(2, Run.start(world, "a", line).result().status(), line);
        }
    }
}
