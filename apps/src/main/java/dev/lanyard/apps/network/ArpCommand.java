package dev.lanyard.apps.network;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.apps.Alarm;
import dev.lanyard.link.MacAddress;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows and changes what this node knows of its neighbours (RFC 826). */
@Command(
        name = "arp",
        description = "Show and change what this node knows of its neighbours.",
        footer = {
            "",
            "arp",
            "arp add ADDRESS MAC      an entry that stays; names stand for addresses",
            "arp del ADDRESS",
            "arp ping ADDRESS         ask for the address once; status 1 if nobody answers in a second; value: mac"
        })
public final class ArpCommand implements NodeCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "See below.")
    private List<String> words = new ArrayList<>();

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        return run(context, words);
    }

    static CompletionStage<CommandResult> run(CommandContext context, List<String> words) {
        String verb = words.isEmpty() ? "show" : words.get(0);
        if (verb.equals("show") && words.size() <= 1) {
            return Networking.showNeighbours(context);
        }
        if (words.size() != (verb.equals("add") ? 3 : 2)) {
            throw Networking.usage("write 'arp', 'arp add ADDRESS MAC', 'arp del ADDRESS' or 'arp ping ADDRESS'");
        }
        MacAddress mac = verb.equals("add") ? MacAddress.parse(words.get(2)) : null;
        return context.node().resolve(words.get(1)).thenCompose(address -> run(context, verb, address, mac));
    }

    private static CompletionStage<CommandResult> run(
            CommandContext context, String verb, Ipv4Address address, MacAddress mac) {
        CompletionStage<String> name = Networking.interfaceOf(context, address);
        return switch (verb) {
            case "add" ->
                Networking.done(name.thenCompose(n -> context.node().network().addNeighbour(n, address, mac)));
            case "del", "delete" ->
                Networking.done(name.thenCompose(n -> context.node().network().removeNeighbour(n, address)));
            case "ping" -> name.thenCompose(n -> ping(context, n, address));
            default -> throw Networking.usage("'" + verb + "' is not one of show, add, del and ping");
        };
    }

    private static CompletionStage<CommandResult> ping(CommandContext context, String name, Ipv4Address address) {
        long sent = context.node().clock().nanos();
        CompletableFuture<MacAddress> answer = context.node().network().arpPing(name, address);
        Alarm overdue = new Alarm(context.node().system().loop());
        overdue.set(sent + PATIENCE.toNanos(), () -> answer.complete(null));
        context.interrupted().thenRun(() -> answer.complete(null));
        return answer.thenApply(mac -> {
            overdue.cancel();
            if (mac == null) {
                context.print("no answer from " + address);
                return CommandResult.of(CommandResult.FAILED);
            }
            double milliseconds = (context.node().clock().nanos() - sent) / 1e6;
            context.print(String.format(Locale.ROOT, "%s is at %s  %.2f ms", address, mac, milliseconds));
            return CommandResult.of(CommandResult.OK).with("mac", mac.toString());
        });
    }
}
