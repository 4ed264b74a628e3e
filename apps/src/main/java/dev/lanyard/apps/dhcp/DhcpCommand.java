package dev.lanyard.apps.dhcp;

import dev.lanyard.actors.dhcp.DhcpProtocol;
import dev.lanyard.node.NodeLeases;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and changes what DHCP gave this node. */
@Command(
        name = "dhcp",
        description =
                "Show the leases of this node's interfaces, ask for more time, give them back, or ask servers what they know.",
        footer = {
            "",
            "dhcp     dhcp wait     dhcp renew eth0     dhcp release     dhcp --inform eth0",
            "",
            "Status 0 if an interface has a lease (with release: if none has one any more; with --inform: if a server answered),",
            "else 1. Values of the first client: state, address, prefix, server, lease, remaining, t1 and t2 (durations), and what",
            "the server said: router, dns, ntp, search, domain (the first of each), mtu."
        })
public final class DhcpCommand implements NodeCommand {
    enum Verb {
        SHOW,
        RENEW,
        RELEASE,
        WAIT
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "show|renew|release|wait",
            defaultValue = "show",
            description = "show: print them. renew: ask for more time, or again after a release. release: give back."
                    + " wait: until there is one.")
    private String verb;

    @Parameters(index = "1", arity = "0..1", paramLabel = "IFACE", description = "This interface only.")
    private String only;

    @Option(
            names = "--inform",
            paramLabel = "IFACE",
            description =
                    "Ask the servers on this interface's link what they know besides addresses; lasts a minute if there"
                            + " is none.")
    private String inform;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        Verb what = verb();
        if (inform != null) {
            return inform(context);
        }
        if (context.node().leases().isEmpty()) {
            context.print("dhcp: all addresses of this node are fixed");
            return CompletableFuture.completedStage(CommandResult.of(CommandResult.FAILED));
        }
        NodeLeases leases = context.node().leases().get();
        return switch (what) {
            case SHOW -> show(context, leases, false);
            case RELEASE ->
                (only == null ? leases.release() : leases.release(only))
                        .thenCompose(done -> show(context, leases, true));
            case WAIT -> leases.await().thenCompose(lease -> show(context, leases, false));
            case RENEW -> {
                if (only == null) {
                    leases.renew();
                } else {
                    leases.renew(only);
                }
                yield show(context, leases, false);
            }
        };
    }

    private Verb verb() {
        try {
            return Verb.valueOf(verb.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + verb + "' is none of show, renew, release, wait", e);
        }
    }

    private CompletionStage<CommandResult> inform(CommandContext context) {
        return context.node().network().inform(inform).thenApply(answer -> {
            if (answer.isEmpty()) {
                context.print(inform + ": no DHCP server answered");
                return CommandResult.of(CommandResult.FAILED);
            }
            DhcpReport report = new DhcpReport(context);
            context.print(inform + ": a server says");
            report.line("routers", answer.get().routers());
            report.print(answer.get());
            return DhcpReport.values(answer.get(), CommandResult.of(CommandResult.OK));
        });
    }

    private CompletionStage<CommandResult> show(CommandContext context, NodeLeases leases, boolean released) {
        Optional<Integer> index =
                Optional.ofNullable(only).map(name -> context.node().settings().interfaceIndex(name));
        return leases.status().thenApply(all -> {
            List<DhcpProtocol.Status> wanted = all.stream()
                    .filter(status -> index.isEmpty() || index.get() == status.index())
                    .toList();
            if (wanted.isEmpty()) {
                throw new IllegalArgumentException("the address of " + only + " is fixed");
            }
            long now = context.node().clock().nanos();
            DhcpReport report = new DhcpReport(context);
            wanted.forEach(status -> report.print(leases.interfaceName(status), status, now));
            boolean lent = wanted.stream().anyMatch(status -> status.lease() != null);
            CommandResult result = CommandResult.of(released != lent ? CommandResult.OK : CommandResult.FAILED);
            return DhcpReport.values(wanted.get(0), now, result);
        });
    }
}
