package dev.lanyard.apps.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.tcp.TcpSettings;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.loop.VirtualLoop;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two nodes transfer in both directions while a random schedule of faults runs: loss, reordering, duplication, corruption,
 * partitions, links down, crashes and restarts.
 */
@DisplayName("63. A random fault schedule: all bytes intact or a clean error, then nothing is left")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultScheduleTest {
    private static final int SEEDS = Integer.getInteger("lanyard.fault.seeds", 60);
    private static final Duration FAULTS = Duration.ofSeconds(90);
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final int POOL = 64;
    private static final TcpSettings TCP = TcpSettings.builder()
            .userTimeout(Duration.ofMinutes(2))
            .keepAlive(Duration.ofMinutes(1), Duration.ofSeconds(10), 5)
            .build();

    private long transfers;
    private long intact;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void schedule(long seed) throws Exception {
        try (ErrorLog errors = new ErrorLog();
                LoopSystem system = LoopSystem.virtual("faults", seed)) {
            Pair pair = new Pair(system, seed);
            pair.runFaults();
            pair.recover();
            pair.assertNothingLeft();
            assertEquals(List.of(), pair.transfers.violations);
            errors.assertNothing("with seed " + seed);
            transfers += pair.transfers.count();
            intact += pair.transfers.intact();
        }
    }

    /** Else the schedules were too kind or too harsh to show anything. */
    @AfterAll
    void someSurviveAndSomeDoNot() {
        assertTrue(transfers > 5L * SEEDS, () -> "only " + transfers + " transfers");
        assertTrue(intact > transfers / 5 && intact < transfers, () -> intact + " of " + transfers + " intact");
    }

    private static final class Pair {
        final Transfers transfers = new Transfers();
        private final LoopSystem system;
        private final VirtualLoop loop;
        private final Draw draw;
        private final FaultyCable cable;
        private final PacketPool[] pools = {new PacketPool(POOL), new PacketPool(POOL)};
        private final WatchedLink[] links = new WatchedLink[2];
        private final Node[] nodes = new Node[2];
        private int starts;

        Pair(LoopSystem system, long seed) {
            this.system = system;
            this.loop = (VirtualLoop) system.loop();
            this.draw = new Draw(seed);
            this.cable = new FaultyCable(draw);
            for (int i = 0; i < 2; i++) {
                links[i] = new WatchedLink(system, "link-" + i, pools[i]);
            }
            WatchedLink.plug(links[0], links[1], cable);
            start(0);
            start(1);
        }

        private void start(int index) {
            InterfaceSettings eth0 = new InterfaceSettings(
                    "eth0",
                    new MacAddress(0x0200_0000_0001L + index),
                    Ipv4Prefix.parse("10.0.0." + (1 + index) + "/24"),
                    0,
                    links[index].factory());
            nodes[index] = Node.start(
                    system,
                    new NodeSettings(
                            "node-" + index + "-" + starts++,
                            List.of(eth0),
                            Optional.empty(),
                            Map.of(),
                            new SplittableRandom(draw.word()),
                            pools[index],
                            TCP));
            transfers.serve(nodes[index]);
        }

        void runFaults() throws Exception {
            long end = loop.clock().nanos() + FAULTS.toNanos();
            while (loop.clock().nanos() < end) {
                pass(Duration.ofMillis(draw.below(3000)));
                int index = draw.below(2);
                switch (draw.below(16)) {
                    case 0 -> crash(index);
                    case 1, 2 -> restart(index);
                    case 3 -> links[index].down();
                    case 4, 5 -> links[index].up();
                    case 6, 7, 8, 9 -> begin(index);
                    default -> cable.change();
                }
            }
        }

        private void begin(int index) {
            if (nodes[index] != null) {
                Endpoint server = new Endpoint(Ipv4Address.parse("10.0.0." + (2 - index)), Transfers.PORT);
                transfers.begin(nodes[index], server, draw.of(4, 1000, 100_000, 2_000_000), draw.word());
            }
        }

        private void crash(int index) throws Exception {
            if (nodes[index] != null) {
                system.await(nodes[index].crash(), LIMIT);
                nodes[index] = null;
            }
        }

        private void restart(int index) {
            if (nodes[index] == null) {
                links[index].up();
                start(index);
            }
        }

        /** Everything is well again, and what is under way comes to its end. */
        void recover() {
            cable.heal();
            for (int i = 0; i < 2; i++) {
                links[i].up();
                restart(i);
                begin(i);
            }
            long limit = loop.clock().nanos() + LIMIT.toNanos();
            while (!transfers.allEnded() && loop.step(limit)) {
                // until nobody waits any more
            }
            assertTrue(transfers.allEnded(), "somebody waits without end");
        }

        void assertNothingLeft() throws Exception {
            pass(Duration.ofMinutes(20));
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        List.of(), system.await(nodes[i].connections(), LIMIT).connections());
                Map<String, Long> counters = nodes[i].counters();
                assertEquals(0, counters.get("tcp.connections") + counters.get("tcp.half-open"), counters::toString);
                assertEquals(0, counters.get("tcp.time-wait") + counters.get("tcp.faults"), counters::toString);
                assertEquals(POOL, pools[i].available(), "buffers that nobody returned");
            }
            assertEquals(0, loop.pendingTimers(), "timers that nobody cancelled");
        }

        private void pass(Duration time) {
            long until = loop.clock().nanos() + time.toNanos();
            while (loop.step(until)) {
                // each step runs what is due at one instant
            }
            loop.advance(until);
        }
    }
}
