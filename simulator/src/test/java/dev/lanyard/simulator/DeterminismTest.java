package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.lan.Impairments;
import dev.lanyard.link.lan.LanSettings;
import dev.lanyard.simulator.scenario.ScenarioParser;
import dev.lanyard.simulator.scenario.ScenarioResult;
import dev.lanyard.simulator.scenario.ScenarioRunner;
import dev.lanyard.simulator.scenario.Vocabulary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("61. A world does the same again, byte for byte")
class DeterminismTest {
    private static final String NODES = "e = 1, d = 2, c = 3, b = 4, a = 5";

    @TempDir
    Path folder;

    private byte[] run(String name, long seed, String moreNodes) throws Exception {
        StringBuilder text = new StringBuilder("duration = 60s\nnets {\n");
        text.append(
                "lan { type = switch, subnet = 10.0.1.0/24, delay = 1ms, jitter = 900us, loss = 3%, duplicate = 2% }\n");
        text.append("other { type = switch, subnet = 10.0.2.0/24, loss = 10% }\n");
        text.append("}\nnodes {\n");
        for (String node : NODES.split(", ")) {
            String[] parts = node.split(" = ");
            text.append(
                    parts[0] + " { eth0 = { net = lan, address = 10.0.1." + parts[1] + " }, services = [ back ] }\n");
        }
        text.append(moreNodes + "}\ntimeline = \"\"\"\n");
        text.append("1s a: poke b 50\n1s b: poke c 50\n1s c: poke a 50\n1.2s d: poke e 50\n1s e: poke a 20\n");
        text.append("3s crash c\n3.5s a: poke c 30\n4s restart c\n5s partition a b\n5s a: poke b 5\n6s heal\n");
        text.append(
                "2s a: one = talk e 200000\n2s d: two = talk b 50000\n2.5s e: talk c 100000\n7s link lan set loss 20%\n8s b: poke a 50\n8s c: three = talk d 30000\n\"\"\"\n");
        text.append(
                "expect = \"\"\"\none.received == 200000\ntwo.received == 50000\nthree.received == 30000\n\"\"\"\n");
        Path target = folder.resolve(name);
        ScenarioResult result = ScenarioRunner.run(
                new ScenarioParser(Vocabulary.load()).parse("t.conf", text.toString()),
                seed,
                Optional.of(Capture.toDirectory(target)),
                line -> {});
        assertTrue(result.held(), () -> result.outcomes().toString());
        return Files.readAllBytes(target.resolve("lan.pcapng"));
    }

    @Test
    void withTheSameSeedAndNotWithAnother() throws Exception {
        byte[] first = run("first", 7, "");
        assertTrue(first.length > 50_000, () -> "captured only " + first.length + " bytes");
        assertArrayEquals(first, run("second", 7, ""));
        assertFalse(Arrays.equals(first, run("third", 8, "")));
    }

    @Test
    void inAnotherThreadWithOtherRandomness() throws Exception {
        byte[] first = run("first", 7, "");
        byte[][] second = new byte[1][];
        Thread other = new Thread(() -> {
            java.util.concurrent.ThreadLocalRandom.current().nextLong();
            try {
                second[0] = run("second", 7, "");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        other.start();
        other.join();
        assertArrayEquals(first, second[0]);
    }

    @Test
    void thoughANodeElsewhereIsAdded() throws Exception {
        byte[] first = run("first", 7, "");
        assertArrayEquals(first, run("second", 7, "x { eth0 = { net = other } }\ny { eth0 = { net = other } }\n"));
    }

    @Test
    void inOneCaptureOfAllNets() throws Exception {
        for (String name : new String[] {"one", "two"}) {
            WorldSettings settings = World.builder()
                    .seed(3)
                    .net(LanSettings.ofSwitch("lan").withImpairments(Impairments.NONE.withLoss(0.1)), "10.0.1.0/24")
                    .wire("wan", "10.0.2.0/24", Impairments.NONE.withDelay(Duration.ofMillis(5)))
                    .node("a", "lan", "10.0.1.1")
                    .node("b", "lan", "10.0.1.2")
                    .attach("b", "wan", "10.0.2.1")
                    .node("c", "wan", "10.0.2.2")
                    .services("b", "back")
                    .settings();
            try (World world = World.start(settings, Optional.of(Capture.toFile(folder.resolve(name + ".pcapng"))))) {
                world.await(world.node("a").udp(0), Duration.ofSeconds(1));
                world.runFor(Duration.ofSeconds(5));
            }
        }
        byte[] one = Files.readAllBytes(folder.resolve("one.pcapng"));
        assertArrayEquals(one, Files.readAllBytes(folder.resolve("two.pcapng")));
        String text = new String(one, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(
                text.contains("lan/a") && text.contains("lan/b") && text.contains("wan/b") && text.contains("wan/c"));
    }
}
