package dev.lanyard.apps.raw;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a datagram of any IP protocol and shows those that arrive. */
@Command(
        name = "raw",
        description = "Send a datagram of any IP protocol and show those that arrive.",
        footer = {
            "",
            "raw 253 server -x cafe      send two bytes, wait for one datagram from there",
            "raw 1 -c 5                  show five ICMP messages from anybody",
            "Status 0 if as many came as were wanted, else 1. Value: received."
        })
public final class RawSocketCommand implements NodeCommand {
    @Parameters(index = "0", paramLabel = "PROTOCOL", description = "IP protocol number, 0 to 255.")
    int protocol;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "HOST",
            description = "To whom and from whom. Default: from anybody.")
    String host;

    @Option(
            names = "-x",
            paramLabel = "HEX",
            description = "What to send, in hexadecimal: what stands behind the IPv4 header, or with -H with it.")
    String data;

    @Option(names = "-H", description = "The data begins with an IPv4 header; length and checksum are filled in.")
    boolean header;

    @Option(
            names = "-c",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "Datagrams to wait for. Default: ${DEFAULT-VALUE}.")
    int count;

    @Option(
            names = "-W",
            paramLabel = "TIME",
            defaultValue = "4s",
            description = "How long to wait for them, as 200ms or in seconds. Default: ${DEFAULT-VALUE}.")
    Duration timeout;

    @Option(
            names = "-t",
            paramLabel = "TTL",
            defaultValue = "64",
            description = "Routers that the datagram may pass. Default: ${DEFAULT-VALUE}.")
    int ttl;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        require(protocol >= 0 && protocol <= 255, "PROTOCOL is a number of 0 to 255");
        require(count >= 0, "-c takes a count of 0 or more");
        require(ttl >= 1 && ttl <= 255, "-t takes a TTL of 1 to 255");
        require(data == null || host != null || header, "to whom? name a HOST, or write the header with -H");
        byte[] packet = packet();
        RawOptions options =
                RawOptions.DEFAULT.withTtl(ttl).withHeaderIncluded(header).withReceiveErrors(true);
        CompletionStage<Ipv4Address> address = host == null
                ? CompletableFuture.completedStage(Ipv4Address.ANY)
                : context.node().resolve(host);
        return address.thenCompose(remote -> context.node()
                .rawSockets()
                .raw(protocol, Ipv4Address.ANY, options)
                .thenCompose(socket -> new RawRun(context, socket, count).run(remote, packet, timeout)));
    }

    /** What to send, or null. */
    private byte[] packet() {
        if (data == null) {
            return null;
        }
        try {
            return HexFormat.of().parseHex(data);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("-x takes an even number of hexadecimal digits, not '" + data + "'", e);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
