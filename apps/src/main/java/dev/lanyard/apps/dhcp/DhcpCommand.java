package dev.lanyard.apps.dhcp;

import dev.lanyard.actors.dhcp.DhcpActor;
import dev.lanyard.actors.dhcp.DhcpLease;
import dev.lanyard.node.NodeLeases;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what DHCP gave this node. */
@Command(
        name = "dhcp",
        description = "Show the leases of this node's interfaces, ask for more time, or give them back.",
        footer = {
            "",
            "Status 0 if an interface has a lease (with release: if none has one any more), else 1. Values of the first client:",
            "state, address, prefix, server, lease and remaining (durations), router, dns, domain."
        })
public final class DhcpCommand implements NodeCommand {
    enum Verb {
        SHOW,
        RENEW,
        RELEASE,
        WAIT
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "show|renew|release|wait",
            defaultValue = "show",
            description =
                    "show: print them. renew: ask for more time, or again after a release. release: give all back."
                            + " wait: until there is one.")
    private String verb;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        Verb what = verb();
        if (context.node().leases().isEmpty()) {
            context.print("dhcp: all addresses of this node are fixed");
            return CompletableFuture.completedStage(CommandResult.of(CommandResult.FAILED));
        }
        NodeLeases leases = context.node().leases().get();
        return switch (what) {
            case SHOW -> show(context, leases, false);
            case RELEASE -> leases.release().thenCompose(done -> show(context, leases, true));
            case WAIT -> leases.await().thenCompose(lease -> show(context, leases, false));
            case RENEW -> {
                leases.renew();
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

    private static CompletionStage<CommandResult> show(CommandContext context, NodeLeases leases, boolean released) {
        return leases.status().thenApply(all -> {
            CommandResult result = null;
            for (DhcpActor.Status status : all) {
                long now = context.node().clock().nanos();
                print(context, leases.interfaceName(status), status, now);
                result = result == null ? values(status, now, released) : result;
            }
            return result;
        });
    }

    private static void print(CommandContext context, String name, DhcpActor.Status status, long now) {
        String state = status.state().name().toLowerCase(Locale.ROOT);
        DhcpLease lease = status.lease();
        if (lease == null) {
            context.print(name + ": no lease, " + state);
            return;
        }
        context.print(name + ": " + lease.prefix() + " from " + lease.server() + ", " + state);
        line(context, "lease", seconds(lease.seconds()) + ", " + seconds(lease.remaining(now)) + " left");
        line(context, "routers", lease.routers());
        line(
                context,
                "routes",
                lease.routes().stream()
                        .map(r -> r.network() + " via " + r.gateway())
                        .toList());
        line(context, "name servers", lease.nameServers());
        line(context, "search", lease.searchList());
        lease.domain().ifPresent(domain -> line(context, "domain", domain));
        lease.hostName().ifPresent(host -> line(context, "host name", host));
        line(context, "time servers", lease.timeServers());
        lease.broadcast().ifPresent(address -> line(context, "broadcast", address.toString()));
        lease.mtu().ifPresent(mtu -> line(context, "mtu", Integer.toString(mtu)));
    }

    private static String seconds(long seconds) {
        return seconds == DhcpLease.INFINITE ? "for ever" : seconds + " s";
    }

    private static void line(CommandContext context, String what, List<?> values) {
        if (!values.isEmpty()) {
            line(
                    context,
                    what,
                    String.join(", ", values.stream().map(Object::toString).toList()));
        }
    }

    private static void line(CommandContext context, String what, String value) {
        context.print(String.format("  %-13s %s", what, value));
    }

    private static CommandResult values(DhcpActor.Status status, long now, boolean released) {
        DhcpLease lease = status.lease();
        boolean good = released == (lease == null);
        CommandResult result = CommandResult.of(good ? CommandResult.OK : CommandResult.FAILED)
                .with("state", status.state().name().toLowerCase(Locale.ROOT));
        if (lease == null) {
            return result;
        }
        result = result.with("address", lease.address().toString())
                .with("prefix", (long) lease.prefix().length())
                .with("server", lease.server().toString())
                .with("lease", Duration.ofSeconds(lease.seconds()))
                .with("remaining", Duration.ofSeconds(lease.remaining(now)));
        result = lease.routers().isEmpty()
                ? result
                : result.with("router", lease.routers().get(0).toString());
        result = lease.nameServers().isEmpty()
                ? result
                : result.with("dns", lease.nameServers().get(0).toString());
        return lease.domain().isEmpty()
                ? result
                : result.with("domain", lease.domain().get());
    }
}
