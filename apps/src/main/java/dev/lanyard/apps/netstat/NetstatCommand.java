package dev.lanyard.apps.netstat;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.tcp.TcpInfo;
import dev.lanyard.actors.tcp.TcpState;
import dev.lanyard.actors.tcp.TcpTable;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the TCP sockets of the node. */
@Command(
        name = "netstat",
        description = "List the TCP sockets of this node.",
        footer = {
            "",
            "Values: connections, listeners, and how many connections are in each state: established, time-wait, ...;",
            "retransmits of the connections listed."
        })
public final class NetstatCommand implements NodeCommand {
    private static final String ROW = "%-6s %7s %7s %-22s %-22s %s";

    @Option(names = "-l", description = "Listeners only.")
    private boolean listenersOnly;

    @Option(names = "-i", description = "Figures of each connection in a second line.")
    private boolean figures;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        return context.node().connections().thenApply(table -> {
            context.print(String.format(ROW, "Proto", "Recv-Q", "Send-Q", "Local Address", "Foreign Address", "State"));
            table.listeners().forEach(each -> printListener(each, context));
            if (!listenersOnly) {
                table.connections().forEach(each -> printConnection(each, context));
            }
            return new CommandResult(CommandResult.OK, values(table));
        });
    }

    private static void printListener(TcpTable.Listener listener, CommandContext context) {
        context.print(String.format(
                ROW, "tcp", listener.waiting(), listener.backlog(), text(listener.local()), "*:*", "LISTEN"));
    }

    private void printConnection(TcpTable.Connection connection, CommandContext context) {
        TcpInfo info = connection.info();
        context.print(String.format(
                ROW,
                "tcp",
                info == null ? 0 : info.receiveQueue(),
                info == null ? 0 : info.sendQueue(),
                text(connection.local()),
                text(connection.remote()),
                connection.state()));
        if (figures && info != null) {
            context.print(String.format(
                    "       %s mss %d mtu %d cwnd %d ssthresh %s in flight %d rtt %s rto %.0f ms retransmits %d delivery %.1f Mbit/s",
                    info.congestionControl(),
                    info.mss(),
                    info.pathMtu(),
                    info.cwnd(),
                    info.ssthresh() == Integer.MAX_VALUE ? "-" : String.valueOf(info.ssthresh()),
                    info.inFlight(),
                    info.srtt() < 0 ? "-" : String.format("%.2f/%.2f ms", info.srtt() / 1e6, info.rttvar() / 1e6),
                    info.rto() / 1e6,
                    info.retransmits(),
                    info.deliveryRate() * 8 / 1e6));
        }
    }

    private static Map<String, Object> values(TcpTable table) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("connections", (long) table.connections().size());
        values.put("listeners", (long) table.listeners().size());
        for (TcpState state : TcpState.values()) {
            long count = table.connections().stream()
                    .filter(each -> each.state() == state)
                    .count();
            values.put(state.name().toLowerCase(Locale.ROOT).replace('_', '-'), count);
        }
        long retransmits = table.connections().stream()
                .filter(each -> each.info() != null)
                .mapToLong(each -> each.info().retransmits())
                .sum();
        values.put("retransmits", retransmits);
        return values;
    }

    private static String text(Endpoint endpoint) {
        return (endpoint.address().equals(Ipv4Address.ANY) ? "*" : endpoint.address()) + ":" + endpoint.port();
    }
}
