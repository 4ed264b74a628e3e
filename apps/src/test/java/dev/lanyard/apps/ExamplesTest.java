package dev.lanyard.apps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.os.testing.Captures;
import dev.lanyard.simulator.scenario.ScenarioMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The scenarios in examples/ do what they say, without a malformed packet or a bad checksum")
class ExamplesTest {
    private static final Path FOLDER = Path.of("..", "examples");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreSome() throws IOException {
        assertTrue(examples().size() >= 3);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void holds(Path example, @TempDir Path captures) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8);
        int status = ScenarioMain.run(List.of(example), Optional.empty(), Optional.of(captures), print, print);
        assertEquals(0, status, () -> output.toString(StandardCharsets.UTF_8));
        try (Stream<Path> files = Files.walk(captures)) {
            List<Path> nets = files.filter(Files::isRegularFile).toList();
            assertFalse(nets.isEmpty());
            if (Captures.areReadable()) {
                nets.forEach(Captures::assertFlawless);
            }
        }
    }
}
