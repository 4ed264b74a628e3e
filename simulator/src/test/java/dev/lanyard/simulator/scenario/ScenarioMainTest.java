package dev.lanyard.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioMainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Path file(String name, String expect) throws IOException {
        return Files.writeString(folder.resolve(name), """
                seed = 5
                duration = 5s
                nets { lan { type = switch, subnet = 10.0.1.0/24 } }
                nodes { a { eth0 = { net = lan } } }
                timeline = "1s a: s = say hello"
                """ + "expect = \"" + expect + "\"\n");
    }

    private int run(Optional<SeedRange> seeds, Path... files) {
        return ScenarioMain.run(List.of(files), seeds, Optional.empty(), print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private static List<String> lines(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void status0WhenEverythingHolds() throws IOException {
        assertEquals(0, run(Optional.empty(), file("good.conf", "s.length == 5")));
        assertEquals(
                List.of(
                        "   1.000s a      $ say hello",
                        "   1.000s a      s: hello",
                        "good: 1 expectation held (seed 5, ended at 5s)"),
                lines(out));
        assertEquals(List.of(), lines(err));
    }

    @Test
    void status1WhenSomethingFailsAndALineThatRepeatsIt() throws IOException {
        Path file = file("bad.conf", "s.length == 6");
        assertEquals(1, run(Optional.of(SeedRange.parse("9")), file, file("good.conf", "s.length == 5")));
        assertTrue(
                String.join("\n", lines(out))
                        .contains("FAILED " + file + ":6: s.length == 6\n       at 5s: s.length was 5\n"
                                + "repeat with: ./lanyard run " + file + " --seed 9\n"),
                () -> String.join("\n", lines(out)));
    }

    @Test
    void status2WhenAFileIsWrongBeforeAnyIsRun() throws IOException {
        Path wrong = file("wrong.conf", "t.length == 5");
        assertEquals(2, run(Optional.empty(), file("good.conf", "s.length == 5"), wrong, folder.resolve("none.conf")));
        assertEquals(List.of(), lines(out));
        assertEquals(2, lines(err).size());
        assertTrue(
                lines(err).get(0).startsWith(wrong + ":6: 't' is neither a result, a node nor a net"), err::toString);
        assertTrue(lines(err).get(1).contains("there is no such file"), err::toString);
    }

    @Test
    void manySeedsPrintThoseThatFail() throws IOException {
        Path file = file("seeds.conf", "s.random < 700");
        assertEquals(1, run(Optional.of(SeedRange.parse("1..20")), file));
        List<String> first = lines(out);
        String summary = first.get(first.size() - 1);
        assertTrue(summary.matches("seeds: 20 seeds, [0-9]+ held, [0-9]+ failed"), summary);
        List<String> repeats =
                first.stream().filter(line -> line.startsWith("repeat with:")).toList();
        assertTrue(repeats.size() > 1 && repeats.size() < 20, first::toString);
        out.reset();
        run(Optional.of(SeedRange.parse("1..20")), file);
        assertEquals(first, lines(out));
        String seed = repeats.get(0).replaceFirst(".*--seed ", "");
        assertEquals(1, run(Optional.of(SeedRange.parse(seed)), file));
    }

    @Test
    void capturesToADirectory() throws IOException {
        Path target = folder.resolve("captures");
        Path file = file("good.conf", "s.length == 5");
        ScenarioMain.run(List.of(file), Optional.empty(), Optional.of(target), print(out), print(err));
        assertTrue(Files.size(target.resolve("lan.pcapng")) > 0);
        SeedRange two = new SeedRange(1, 2);
        ScenarioMain.run(List.of(file, file), Optional.of(two), Optional.of(target), print(out), print(err));
        assertTrue(Files.exists(target.resolve("good/seed-2/lan.pcapng")));
    }

    @Test
    void seedsAreANumberOrARange() {
        assertEquals(new SeedRange(-3, -3), SeedRange.parse("-3"));
        assertEquals(new SeedRange(-3, 12), SeedRange.parse("-3..12"));
        for (String text : new String[] {"", "x", "1..", "1..2..3", "5..4"}) {
            assertThrows(IllegalArgumentException.class, () -> SeedRange.parse(text), text);
        }
    }
}
