package dev.lanyard.apps.ping;

import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a host for echoes and says how long they took (RFC 792). */
@Command(
        name = "ping",
        description = "Ask a host for echoes and say how long they took.",
        footer = {
            "",
            "Status 0 if at least one answer came, else 1. Values: transmitted, received, loss (per cent),",
            "duplicates, errors, and if an answer came min, avg and max."
        })
public final class PingCommand implements NodeCommand {
    static final int MAXIMUM_SIZE = 65_507;

    @Parameters(paramLabel = "HOST", description = "An address or a name that the node knows.")
    String host;

    @Option(
            names = "-c",
            paramLabel = "COUNT",
            defaultValue = "3",
            description = "Requests to send; 0 goes on until interrupted. Default: ${DEFAULT-VALUE}.")
    long count;

    @Option(
            names = "-i",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Between two requests, as 200ms or in seconds. Default: ${DEFAULT-VALUE}.")
    Duration interval;

    @Option(
            names = "-s",
            paramLabel = "SIZE",
            defaultValue = "56",
            description = "Bytes of data in a request. Default: ${DEFAULT-VALUE}.")
    int size;

    // Longer than ARP tries to find a host, so that its error is seen.
    @Option(
            names = "-W",
            paramLabel = "TIME",
            defaultValue = "4s",
            description = "How long to wait for an answer. Default: ${DEFAULT-VALUE}.")
    Duration timeout;

    @Option(
            names = "-t",
            paramLabel = "TTL",
            defaultValue = "64",
            description = "Routers that a request may pass. Default: ${DEFAULT-VALUE}.")
    int ttl;

    @Option(
            names = "-R",
            description = "Ask the routers on the way to record the route, which is printed: the first nine addresses,"
                    + " there and back.")
    boolean recordRoute;

    @Option(
            names = "-T",
            paramLabel = "KIND",
            description = "Ask for times on the way: tsonly for nine, tsandaddr for four with the addresses.")
    String timestamps;

    /** IPv4 options of the requests. */
    byte[] ipOptions() {
        if (recordRoute) {
            return IpOptions.recordRoute();
        }
        if (timestamps == null) {
            return new byte[0];
        }
        return IpOptions.timestamps(timestamps.equals("tsonly") ? IpOptions.TIMES : IpOptions.TIMES_AND_ADDRESSES);
    }

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        require(count >= 0, "-c takes a count of 0 or more");
        require(timestamps == null || timestamps.matches("tsonly|tsandaddr"), "-T takes tsonly or tsandaddr");
        require(!recordRoute || timestamps == null, "-R and -T do not fit into one header");
        int largest = MAXIMUM_SIZE - ipOptions().length;
        require(size >= 0 && size <= largest, "-s takes a size of 0 to " + largest);
        require(ttl >= 1 && ttl <= 255, "-t takes a TTL of 1 to 255");
        require(!timeout.isZero(), "-W takes a time of more than 0");
        require(count > 0 || !interval.isZero(), "-i takes a time of more than 0 where there is no count");
        return context.node()
                .resolve(host)
                .thenCompose(address -> context.node()
                        .echo()
                        .thenCompose(socket -> new PingRun(this, context, address, socket).start()));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
