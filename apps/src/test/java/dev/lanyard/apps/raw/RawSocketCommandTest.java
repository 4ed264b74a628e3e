package dev.lanyard.apps.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.Run;
import dev.lanyard.simulator.World;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawSocketCommandTest {
    private final World world = World.builder()
            .seed(1)
            .lan("lan", "10.0.0.0/24")
            .node("a", "lan", "10.0.0.1")
            .node("b", "lan", "10.0.0.2")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @DisplayName("two nodes talk in a protocol of their own")
    void talks() {
        Run b = Run.start(world, "b", "raw 253 -W 10s");
        Run a = Run.start(world, "a", "raw 253 b -x cafe -c 0 -t 9");
        assertEquals(0, a.result().status(), a.lines::toString);
        assertEquals(0, b.result().status());
        assertEquals(List.of("10.0.0.1 > 10.0.0.2: ttl 9, length 2: cafe"), b.lines);
        assertEquals(1, b.value("received"));
    }

    @Test
    @DisplayName("a header of one's own: an echo from another's address is not answered to us, one from ours is")
    void header() {
        String echo = "4500001c0000000040010000%s0a0000020800f7fe00000001";
        Run other = Run.start(world, "a", "raw 1 -H -W 1s -x " + echo.formatted("0a000009"));
        assertEquals(1, other.result().status(), other.lines::toString);
        Run own = Run.start(world, "a", "raw 1 b -H -x " + echo.formatted("00000000"));
        assertEquals(0, own.result().status(), own.lines::toString);
        assertEquals("10.0.0.2 > 10.0.0.1: ttl 64, length 8: 0000fffe00000001", own.lines.get(0));
    }

    @Test
    @DisplayName("an error is printed, the time ends it, and so does an interrupt; the socket is closed in each case")
    void ends() {
        Run refused = Run.start(world, "a", "raw 253 b -x 00");
        assertEquals(1, refused.result().status());
        assertTrue(refused.lines.get(0).contains("Destination Protocol Unreachable"), refused.lines::toString);
        assertEquals(1, Run.start(world, "a", "raw 253 -W 100ms").result().status());
        Run waiting = Run.start(world, "a", "raw 253 -W 1h");
        assertEquals(1, waiting.interrupt().result().status());
        assertEquals(List.of(), waiting.lines);
        assertEquals(0, world.counters("a").get("raw.sockets"));
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("what is not understood is named")
    @CsvSource(
            delimiter = ';',
            value = {
                "raw 256; 0 to 255",
                "raw 253 -x cafe; to whom?",
                "raw 253 b -x caf; even number of hexadecimal digits",
                "raw 253 b -t 0; TTL of 1 to 255",
                "raw 253 b -c -1; count of 0 or more",
            })
    void mistakes(String line, String why) {
        Run run = Run.start(world, "a", line);
        assertEquals(2, run.result().status(), run.lines::toString);
        assertTrue(run.lines.get(0).contains(why), run.lines::toString);
    }
}
