package dev.lanyard.apps.sleep;

import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets time pass. */
@Command(name = "sleep", description = "Let time pass on the node's clock.")
public final class SleepCommand implements NodeCommand {
    @Parameters(paramLabel = "TIME", description = "How long: 200ms, 1.5s, 2m; a bare number is seconds.")
    private Duration time;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        context.node().delay(time).thenRun(() -> result.complete(CommandResult.of(CommandResult.OK)));
        context.interrupted().thenRun(() -> result.complete(CommandResult.of(CommandResult.FAILED)));
        return result;
    }
}
