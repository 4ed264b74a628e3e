package dev.lanyard.apps.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.Run;
import dev.lanyard.simulator.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NcCommandTest {
    private final World world = World.builder()
            .seed(1)
            .lan("lan", "10.0.0.0/24")
            .node("a", "lan", "10.0.0.1/24")
            .node("b", "lan", "10.0.0.2/24")
            .services("b", "echo", "daytime", "discard", "chargen")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    private Run nc(String line, String... input) {
        Run run = Run.start(world, "a", line, input);
        run.result();
        return run;
    }

    @Test
    void bothWaysAndHalfClose() {
        Run nc = nc("nc b 7", "one\n", "two\n");
        assertEquals(0, nc.result().status(), nc.lines::toString);
        assertEquals("one\ntwo\n", nc.data.toString());
        assertEquals(8L, nc.value("sent"));
        assertEquals(8L, nc.value("received"));
        assertEquals("closed", nc.value("state"));
    }

    @Test
    void aTextInsteadOfTheInput() {
        assertEquals("hello world\n", nc("nc --send 'hello world' b 7").data.toString());
    }

    @Test
    void theTimeOfDayOfTheWorld() {
        assertEquals(
                "Thursday, January 1, 2026 00:00:00-UTC\r\n", nc("nc b 13").data.toString());
    }

    @Test
    void listening() {
        Run server = Run.start(world, "b", "nc -l 5000", "welcome\n");
        world.runFor(Duration.ofMillis(10));
        Run client = nc("nc b 5000", "thanks\n");
        assertEquals("welcome\n", client.data.toString());
        assertEquals("thanks\n", server.data.toString());
        assertEquals(0, server.result().status());
        assertEquals("refused", nc("nc -z b 5000").value("state"));
    }

    @Test
    void tryingPorts() {
        Run open = nc("nc -z b 7");
        assertEquals(List.of("10.0.0.2 7: open"), open.lines);
        assertEquals(0, open.result().status());
        Run refused = nc("nc -z b 8");
        assertEquals(List.of("10.0.0.2 8: refused"), refused.lines);
        assertEquals(1, refused.result().status());
        assertEquals("timed out", nc("nc -z -w 1 10.0.0.9 7").value("state"));
    }

    @Test
    void failuresAreOneLine() {
        Run refused = nc("nc b 8");
        assertEquals(1, refused.result().status());
        assertEquals(1, refused.lines.size(), refused.lines::toString);
        assertTrue(refused.lines.get(0).contains("refused"), refused.lines::toString);
    }

    @Test
    void idleAndInterrupted() {
        Run server = Run.start(world, "b", "nc -l -w 3 5000", Run.OPEN);
        world.runFor(Duration.ofMillis(10));
        Run client = Run.start(world, "a", "nc b 5000", Run.OPEN);
        assertEquals("idle", server.value("state"));
        assertEquals("closed", client.value("state"));

        Run waiting = Run.start(world, "b", "nc -l 5001").interrupt();
        assertEquals(1, waiting.result().status());
        Run chargen = Run.start(world, "a", "nc b 19");
        world.runFor(Duration.ofMillis(50));
        chargen.interrupt();
        assertEquals("interrupted", chargen.value("state"));
        assertTrue((long) chargen.value("received") > 100_000, () -> "" + chargen.value("received"));
    }

    @Test
    void datagrams() {
        Run nc = nc("nc -u b 7", "one", "two");
        assertEquals("onetwo", nc.data.toString());
        assertEquals("idle", nc.value("state"));
        Run server = Run.start(world, "b", "nc -u -l 5000", "welcome");
        Run client = nc("nc -u --send hello b 5000");
        assertEquals("welcome", client.data.toString());
        assertEquals("hello\n", server.data.toString());
    }

    @Test
    void argumentsThatMakeNoSense() {
        for (String line :
                List.of("nc", "nc b", "nc b 0", "nc b 65536", "nc -l b 7", "nc -z -u b 7", "nc -w 0 b 7", "nc a b 7")) {
            assertEquals(2, nc(line).result().status(), line);
        }
    }
}
