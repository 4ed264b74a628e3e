package dev.lanyard.apps.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.Run;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.simulator.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PingCommandTest {
    private final World world = World.builder()
            .seed(1)
            .wire("wan", "10.0.0.0/24", Impairments.NONE.withDelay(Duration.ofMillis(5)))
            .node("a", "wan", "10.0.0.1/24")
            .node("b", "wan", "10.0.0.2/24")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void saysWhatTheManualSays() {
        Run ping = Run.start(world, "a", "ping -c 2 10.0.0.2");
        assertEquals(0, ping.result().status());
        assertEquals("PING 10.0.0.2 56 bytes of data.", ping.lines.get(0));
        assertTrue(
                ping.lines.get(1).matches("64 bytes from 10\\.0\\.0\\.2: seq=1 ttl=64 time=[0-9]+\\.[0-9]{2} ms"),
                ping.lines::toString);
        assertEquals("--- 10.0.0.2 ping statistics ---", ping.lines.get(3));
        assertTrue(
                ping.lines.get(4).matches("2 packets transmitted, 2 received, 0% loss, time min/avg/max [0-9./]+ ms"),
                ping.lines::toString);
        assertEquals(2L, ping.value("received"));
        assertEquals(5, ping.lines.size());
    }

    @Test
    void namesAreResolved() {
        assertEquals(
                "PING b (10.0.0.2) 8 bytes of data.",
                start("ping -c 1 -s 8 b").lines.get(0));
        Run unknown = start("ping nobody");
        assertEquals(1, unknown.result().status());
        assertTrue(unknown.lines.get(0).startsWith("ping: nobody: "), unknown.lines::toString);
    }

    private Run start(String line) {
        Run run = Run.start(world, "a", line);
        run.result();
        return run;
    }

    @Test
    void hostsThatAreNotThere() {
        Run ping = start("ping -c 2 10.0.0.9");
        assertEquals(1, ping.result().status());
        assertEquals("From 10.0.0.1 seq=1 Destination Host Unreachable", ping.lines.get(1));
        assertEquals(2L, ping.value("errors"));
        assertEquals("2 packets transmitted, 0 received, +2 errors, 100% loss", ping.lines.get(4));
    }

    @Test
    void destinationsWithoutRoute() {
        Run ping = start("ping -c 1 192.0.2.1");
        assertEquals(1, ping.result().status());
        assertEquals(1L, ping.value("errors"), ping.lines::toString);
    }

    @Test
    void answersThatDoNotCome() {
        start("ping -c 1 b"); // so that the address is known
        world.partition("a", "b");
        Run ping = start("ping -c 2 -i 100ms -W 200ms b");
        assertEquals(1, ping.result().status());
        assertEquals(List.of("no answer: seq=1", "no answer: seq=2"), ping.lines.subList(1, 3));
    }

    @Test
    void anInterruptPrintsTheStatistics() {
        Run ping = Run.start(world, "a", "ping -c 0 -i 10ms b");
        world.runFor(Duration.ofMillis(105));
        ping.interrupt();
        assertEquals(0, ping.result().status());
        assertEquals(11L, ping.value("transmitted"));
        assertTrue(ping.lines.get(ping.lines.size() - 1).startsWith("11 packets transmitted"), ping.lines::toString);
    }

    @Test
    void requestsKeepToTheirIntervals() {
        Duration begin = world.now();
        start("ping -c 5 -i 0.5 b");
        Duration took = world.now().minus(begin);
        assertTrue(took.compareTo(Duration.ofMillis(2_000)) >= 0, took::toString);
        assertTrue(took.compareTo(Duration.ofMillis(2_050)) < 0, took::toString);
    }

    @Test
    void argumentsThatMakeNoSense() {
        for (String line : List.of(
                "ping", "ping -c -1 b", "ping -s 65508 b", "ping -t 256 b", "ping -W 0 b", "ping -c 0 -i 0 b")) {
            assertEquals(2, start(line).result().status(), line);
        }
    }
}
