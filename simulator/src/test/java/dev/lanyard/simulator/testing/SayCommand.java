package dev.lanyard.simulator.testing;

import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a text, whose lines are joined by +, after some time, and ends with a status and a few values. */
@Command(name = "say", description = "Prints a text")
public final class SayCommand implements NodeCommand {
    @Parameters(index = "0")
    private String text;

    @Option(names = "--after")
    private long afterMillis;

    @Option(names = "--status")
    private int status;

    /** Waits to be interrupted instead. */
    @Option(names = "--wait")
    private boolean untilInterrupted;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        CompletionStage<Void> time = untilInterrupted
                ? context.interrupted()
                : afterMillis == 0
                        ? CompletableFuture.completedStage(null)
                        : context.node().delay(Duration.ofMillis(afterMillis));
        return time.thenApply(over -> {
            context.print(text.replace("+", "\n"));
            return CommandResult.of(status)
                    .with("length", text.length())
                    .with("text", text)
                    .with("time", Duration.ofMillis(afterMillis))
                    .with("random", context.node().random().nextInt(1000));
        });
    }
}
