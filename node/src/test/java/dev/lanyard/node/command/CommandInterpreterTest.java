package dev.lanyard.node.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.node.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class CommandInterpreterTest {
    private final Recorder context = new Recorder();
    private final CommandInterpreter interpreter = CommandInterpreter.of(List.of(Wait::new));

    @Command(name = "wait", description = "Waits for something.")
    static final class Wait implements NodeCommand {
        @Option(names = "-w")
        Duration limit = Duration.ZERO;

        @Parameters
        String what;

        @Override
        public CompletionStage<CommandResult> run(CommandContext context) {
            if (what.equals("nothing")) {
                throw new IllegalArgumentException("wait for something");
            }
            if (what.equals("godot")) {
                return CompletableFuture.<CommandResult>failedStage(new IOException("he does not come"))
                        .thenApply(r -> r);
            }
            return CompletableFuture.completedStage(
                    CommandResult.of(CommandResult.OK).with("limit", limit));
        }
    }

    static final class Recorder implements CommandContext {
        final List<String> lines = new ArrayList<>();

        @Override
        public Node node() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void print(String line) {
            lines.add(line);
        }

        @Override
        public CompletionStage<Void> write(ByteBuffer data) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<ByteBuffer> read() {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> interrupted() {
            return new CompletableFuture<>();
        }
    }

    private CommandResult run(String line) {
        return interpreter.run(line, context).toCompletableFuture().join();
    }

    @Test
    void givesACommandItsArgumentsAndPassesItsValuesOn() {
        CommandResult result = run("wait -w 200ms rain");
        assertEquals(0, result.status());
        assertEquals(Duration.ofMillis(200), result.values().get("limit"));
        assertEquals(0, result.values().get("status"));
    }

    @Test
    void nothingIsASuccess() {
        assertEquals(0, run("").status());
        assertEquals(0, run("# just a remark").status());
        assertEquals(List.of(), context.lines);
    }

    @Test
    void aFailureIsOneLineAndStatus1() {
        assertEquals(1, run("wait godot").status());
        assertEquals(List.of("wait: he does not come"), context.lines);
    }

    @Test
    void whatIsNotUnderstoodIsStatus2() {
        assertEquals(2, run("weep").status());
        assertEquals(2, run("wait").status());
        assertEquals(2, run("wait -w soon rain").status());
        assertEquals(2, run("wait nothing").status());
        assertEquals(2, run("wait 'rain").status());
        assertEquals("weep: no such command; 'help' lists them", context.lines.get(0));
        assertTrue(context.lines.contains("wait: wait for something"), context.lines.toString());
        assertTrue(context.lines.contains("usage: wait [--help] [-w=<limit>] <what>"), context.lines.toString());
    }

    @Test
    void helpListsAndDescribes() {
        assertEquals(0, run("help").status());
        assertEquals(List.of("wait       Waits for something."), context.lines);
        assertEquals(0, run("help wait").status());
        assertEquals(0, run("wait --help").status());
        assertEquals(2, run("help weep").status());
    }
}
