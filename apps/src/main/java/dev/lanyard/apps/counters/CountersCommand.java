package dev.lanyard.apps.counters;

import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what the node's layers have counted. */
@Command(name = "counters", description = "Print what the layers of this node have counted.")
public final class CountersCommand implements NodeCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Only names that begin so: tcp, ip.dropped.")
    private String prefix;

    @Option(names = "-a", description = "Also those that are zero.")
    private boolean all;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        Map<String, Object> values = new LinkedHashMap<>();
        context.node().counters().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                values.put(name, value);
                if (all || value != 0) {
                    context.print(String.format("%12d %s", value, name));
                }
            }
        });
        int status = values.isEmpty() ? CommandResult.FAILED : CommandResult.OK;
        if (values.isEmpty()) {
            context.print("counters: no name begins with " + prefix);
        }
        return CompletableFuture.completedStage(new CommandResult(status, values));
    }
}
