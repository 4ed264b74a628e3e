package dev.lanyard.apps.network;

import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows and changes routes. */
@Command(
        name = "route",
        description = "Show and change the routes of this node.",
        footer = {
            "",
            "route",
            "route add|del NETWORK/LENGTH|default via GATEWAY [metric N]",
            "route add|del NETWORK/LENGTH dev NAME [metric N]",
            "route add|del unreachable|prohibit|blackhole NETWORK/LENGTH [metric N]"
        })
public final class RouteCommand implements NodeCommand {
    @Parameters(arity = "0..*", paramLabel = "WORD", description = "See below.")
    private List<String> words = new ArrayList<>();

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        return run(context, words);
    }

    static CompletionStage<CommandResult> run(CommandContext context, List<String> words) {
        if (words.isEmpty() || words.get(0).equals("show")) {
            return Networking.showRoutes(context);
        }
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "add" -> Networking.done(RouteWords.parse(rest).addTo(context.node()));
            case "del", "delete" -> Networking.done(RouteWords.parse(rest).removeFrom(context.node()));
            default -> throw Networking.usage("'" + words.get(0) + "' is not one of show, add and del");
        };
    }
}
