package dev.lanyard.apps.service;

import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Shows and changes the services that a node runs. */
@Command(
        name = "service",
        description = "Show the services that this node runs, or change how one serves from now on.",
        footer = {
            "",
            "service",
            "service dhcp-server --mode=nak --slow=2s     until: service dhcp-server --mode=none --slow=0s",
            "service dns-server --mode=servfail"
        })
public final class ServiceCommand implements NodeCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Of the service to change.")
    private String name;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        if (name != null) {
            context.node().services().change(name, arguments);
        } else if (!arguments.isEmpty()) {
            throw new IllegalArgumentException(
                    "which service? write 'service NAME " + String.join(" ", arguments) + "'");
        } else {
            context.node().services().lines().forEach(context::print);
        }
        return CompletableFuture.completedStage(CommandResult.of(CommandResult.OK));
    }
}
