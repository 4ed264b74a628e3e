package dev.lanyard.apps.traceroute;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the routers on the way to a host, by packets that expire on it (RFC 1393 §1 describes the trick). */
@Command(
        name = "traceroute",
        description = "Show the routers on the way to a host.",
        footer = {
            "",
            "Behind a time: !N net, !H host, !P protocol unreachable, !F too large, !X prohibited.",
            "Status 0 if the host was reached, else 1. Values: hops, reached."
        })
public final class TracerouteCommand implements NodeCommand {
    private static final int MAXIMUM_SIZE = 65_507;

    @Parameters(paramLabel = "HOST", description = "An address or a name that the node knows.")
    String host;

    @Option(names = "-I", description = "Send ICMP echoes instead of UDP datagrams.")
    boolean icmp;

    @Option(
            names = "-f",
            paramLabel = "TTL",
            defaultValue = "1",
            description = "Begin with this TTL. Default: ${DEFAULT-VALUE}.")
    int first;

    @Option(
            names = "-m",
            paramLabel = "TTL",
            defaultValue = "30",
            description = "End with this TTL. Default: ${DEFAULT-VALUE}.")
    int last;

    @Option(
            names = "-q",
            paramLabel = "COUNT",
            defaultValue = "3",
            description = "Probes for each TTL. Default: ${DEFAULT-VALUE}.")
    int probes;

    @Option(
            names = "-s",
            paramLabel = "SIZE",
            defaultValue = "32",
            description = "Bytes of data in a probe. Default: ${DEFAULT-VALUE}.")
    int size;

    // Longer than ARP tries to find a host, so that a router's error about it is seen.
    @Option(
            names = "-w",
            paramLabel = "TIME",
            defaultValue = "4s",
            description = "How long to wait for an answer. Default: ${DEFAULT-VALUE}.")
    Duration timeout;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        require(
                first >= 1 && first <= last && last <= 255,
                "-f and -m take TTLs of 1 to 255, the first not above the last");
        require(probes >= 1 && probes <= 10, "-q takes a count of 1 to 10");
        require(size >= 0 && size <= MAXIMUM_SIZE, "-s takes a size of 0 to " + MAXIMUM_SIZE);
        require(!timeout.isZero(), "-w takes a time of more than 0");
        return context.node()
                .resolve(host)
                .thenCompose(address -> prober(context, address)
                        .thenCompose(prober -> new TracerouteRun(this, context, address, prober).start()));
    }

    private CompletionStage<Prober> prober(CommandContext context, Ipv4Address address) {
        if (icmp) {
            return context.node().echo().thenApply(socket -> new EchoProber(socket, address, size));
        }
        return CompletableFuture.completedStage(new UdpProber(context.node(), address, size));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
