package dev.lanyard.apps.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.Run;
import dev.lanyard.simulator.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
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

    @Test
    @DisplayName(
            "RFC 1112: nc hears a group that it has joined, from several senders, and answers the first; others hear nothing")
    void groups() {
        Run one = Run.start(world, "b", "nc -u -l -w 5 --join 239.1.1.1 5000", "thanks");
        Run two = Run.start(world, "b", "nc -u -l -w 5 --join 239.1.1.1 --source 10.0.0.9 5000", Run.OPEN);
        world.runFor(Duration.ofMillis(10));
        assertEquals("thanks", nc("nc -u --send hello 239.1.1.1 5000").data.toString());
        nc("nc -u --ttl 3 --send again 239.1.1.1 5000");
        assertEquals("hello\nagain\n", one.data.toString());
        assertEquals("", two.data.toString());
        assertEquals("idle", one.value("state"));
        assertEquals(0L, two.value("received"));
    }

    @Test
    @DisplayName(
            "RFC 1112 §6.1: one's own group is heard, but not with --no-loop; a group is joined where --interface says")
    void loop() {
        Run own = Run.start(world, "a", "nc -u -l -w 3 --join 239.1.1.1 --interface eth0 5000", Run.OPEN);
        world.runFor(Duration.ofMillis(10));
        nc("nc -u --send heard 239.1.1.1 5000");
        nc("nc -u --no-loop --send unheard 239.1.1.1 5000");
        assertEquals("idle", own.value("state"));
        assertEquals("heard\n", own.data.toString());
        Run nowhere = nc("nc -u --interface eth7 --send x 239.1.1.1 5000");
        assertEquals(2, nowhere.result().status());
        assertTrue(
                nowhere.lines.get(0).contains("there is no interface eth7; there are: eth0"), nowhere.lines::toString);
    }

    @Test
    @DisplayName("SO_BROADCAST: nc sends to all with -b only; with -l it then hears everybody")
    void broadcast() {
        Run server = Run.start(world, "b", "nc -u -b -l -w 3 5000", Run.OPEN);
        world.runFor(Duration.ofMillis(10));
        Run refused = nc("nc -u --send hello 10.0.0.255 5000");
        assertEquals(1, refused.result().status());
        assertTrue(refused.lines.get(0).contains("Permission denied"), refused.lines::toString);
        nc("nc -u -b --send hello 10.0.0.255 5000");
        nc("nc -u --broadcast --send again 255.255.255.255 5000");
        assertEquals("idle", server.value("state"));
        assertEquals("hello\nagain\n", server.data.toString());
    }

    @Test
    @DisplayName("RFC 1112: options of groups that make no sense are refused")
    void groupsThatMakeNoSense() {
        for (String line : List.of(
                "nc -b b 7",
                "nc -u --join 239.1.1.1 b 7",
                "nc -u -l --join 10.0.0.1 7",
                "nc -u -l --join group 7",
                "nc -u -l --source 10.0.0.1 7",
                "nc -u --ttl 256 239.1.1.1 7",
                "nc -u -l --join 239.1.1.1 --source 239.1.1.2 7")) {
            Run run = nc(line);
            assertEquals(2, run.result().status(), () -> line + ": " + run.lines);
        }
    }
}
