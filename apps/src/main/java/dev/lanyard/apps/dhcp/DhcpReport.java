package dev.lanyard.apps.dhcp;

import dev.lanyard.actors.dhcp.DhcpLease;
import dev.lanyard.actors.dhcp.DhcpParameters;
import dev.lanyard.actors.dhcp.DhcpProtocol;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Prints leases and what servers say besides, and makes values of them. */
final class DhcpReport {
    private final CommandContext context;

    DhcpReport(CommandContext context) {
        this.context = context;
    }

    void print(String name, DhcpProtocol.Status status, long now) {
        String state = status.state().name().toLowerCase(Locale.ROOT);
        DhcpLease lease = status.lease();
        if (lease == null) {
            context.print(name + ": no lease, " + state);
            return;
        }
        context.print(name + ": " + lease.prefix() + " from " + lease.server() + ", " + state);
        line("lease", seconds(lease.seconds()) + ", " + left(lease.expiry(), now) + " left");
        line("renewal", in(lease.renewal(), now) + " (T1)");
        line("rebinding", in(lease.rebinding(), now) + " (T2)");
        line("routers", lease.routers());
        line(
                "routes",
                lease.routes().stream()
                        .map(r -> r.network() + (r.isOnLink() ? " on the link" : " via " + r.gateway()))
                        .toList());
        print(lease.parameters());
    }

    /** What comes with a lease or without one; routers are routes of a lease. */
    void print(DhcpParameters parameters) {
        line("name servers", parameters.nameServers());
        line("search", parameters.searchList());
        parameters.domain().ifPresent(domain -> line("domain", domain));
        parameters.hostName().ifPresent(host -> line("host name", host));
        line("time servers", parameters.timeServers());
        parameters.broadcast().ifPresent(address -> line("broadcast", address.toString()));
        parameters.mtu().ifPresent(mtu -> line("mtu", Integer.toString(mtu)));
    }

    void line(String what, List<?> values) {
        if (!values.isEmpty()) {
            line(what, String.join(", ", values.stream().map(Object::toString).toList()));
        }
    }

    private void line(String what, String value) {
        context.print(String.format("  %-13s %s", what, value));
    }

    private static String seconds(long seconds) {
        return seconds == DhcpLease.INFINITE ? "for ever" : seconds + " s";
    }

    private static String left(long time, long now) {
        return seconds(DhcpLease.until(time, now));
    }

    private static String in(long time, long now) {
        return time == Long.MAX_VALUE ? "never" : time <= now ? "due" : "in " + left(time, now);
    }

    static CommandResult values(DhcpProtocol.Status status, long now, CommandResult result) {
        CommandResult all = result.with("state", status.state().name().toLowerCase(Locale.ROOT));
        DhcpLease lease = status.lease();
        if (lease == null) {
            return all;
        }
        all = all.with("address", lease.address().toString())
                .with("prefix", (long) lease.prefix().length())
                .with("server", lease.server().toString())
                .with("lease", Duration.ofSeconds(lease.seconds()))
                .with("remaining", remaining(lease.expiry(), now))
                .with("t1", remaining(lease.renewal(), now))
                .with("t2", remaining(lease.rebinding(), now));
        return values(lease.parameters(), all);
    }

    private static Duration remaining(long time, long now) {
        return Duration.ofSeconds(DhcpLease.until(time, now));
    }

    /** The first of each. */
    static CommandResult values(DhcpParameters parameters, CommandResult result) {
        CommandResult all = first("router", parameters.routers(), result);
        all = first("dns", parameters.nameServers(), all);
        all = first("ntp", parameters.timeServers(), all);
        all = first("search", parameters.searchList(), all);
        all = first("domain", parameters.domain().stream().toList(), all);
        return parameters.mtu().isEmpty()
                ? all
                : all.with("mtu", (long) parameters.mtu().get());
    }

    private static CommandResult first(String name, List<?> values, CommandResult result) {
        return values.isEmpty() ? result : result.with(name, values.get(0).toString());
    }
}
