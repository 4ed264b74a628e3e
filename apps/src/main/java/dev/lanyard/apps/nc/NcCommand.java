package dev.lanyard.apps.nc;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.node.Node;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import dev.lanyard.node.socket.TcpSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins its input and output to a connection or to a UDP port. */
@Command(
        name = "nc",
        description = "Join input and output to a TCP connection or a UDP port.",
        footer = {
            "",
            "At the end of the input it finishes sending and goes on receiving; it ends when the peer has finished.",
            "With -u each piece of input (a line, when typed) is one datagram. Where there may be many peers (a",
            "multicast group, or with -b) it sends to all of them and hears everybody; nc -u -l --join 239.1.1.1 5000",
            "hears what nc -u 239.1.1.1 5000 sends.",
            "Status 0 if there was a connection, with -z if the port is open. Values: sent, received (bytes), and",
            "state: with -z open, refused, unreachable or timed out, else closed, idle or interrupted."
        })
public final class NcCommand implements NodeCommand {
    @Option(names = "-l", description = "Wait for a connection to the port instead of making one.")
    boolean listen;

    @Option(names = "-z", description = "Only try whether the port takes connections.")
    boolean probe;

    @Option(names = "-u", description = "UDP instead of TCP.")
    boolean udp;

    @Option(
            names = "-w",
            paramLabel = "TIME",
            description = "Give up when connecting takes longer, and end when nothing comes or goes for so long.")
    Duration timeout;

    @Option(names = "--send", paramLabel = "TEXT", description = "Send this line instead of the input.")
    String text;

    @Mixin
    UdpWays ways;

    @Parameters(arity = "1..2", paramLabel = "[HOST] PORT", hideParamSyntax = true, description = "Where to.")
    List<String> target;

    private int port;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        check();
        Input input = text == null ? context::read : Input.of(text + "\n");
        if (udp) {
            return runUdp(context, input);
        }
        if (listen) {
            return new Opening(context, null)
                    .accept(port)
                    .thenCompose(connection -> exchange(context, input, connection));
        }
        return resolve(context.node()).thenCompose(address -> {
            Endpoint remote = new Endpoint(address, port);
            CompletionStage<TcpSocket> connection = new Opening(context, timeout).connect(remote);
            return probe
                    ? PortProbe.report(context, remote, connection)
                    : connection.thenCompose(socket -> exchange(context, input, socket));
        });
    }

    private void check() {
        port = port(target.get(target.size() - 1));
        if (listen && target.size() > 1) {
            throw new IllegalArgumentException("-l takes a port and no host");
        }
        if (!listen && target.size() != 2) {
            throw new IllegalArgumentException("give it a host and a port");
        }
        if (probe && (listen || udp)) {
            throw new IllegalArgumentException("-z tries a TCP port of a host: not with -l or -u");
        }
        if (ways.any() && !udp) {
            throw new IllegalArgumentException("broadcasts and multicasts go with -u");
        }
        ways.check(listen);
        if (timeout != null && timeout.isZero()) {
            throw new IllegalArgumentException("-w takes a time of more than 0");
        }
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= 65_535) {
                return number;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a port of 1 to 65535");
    }

    private CompletionStage<Ipv4Address> resolve(Node node) {
        return node.resolve(target.get(0));
    }

    private CompletionStage<CommandResult> exchange(CommandContext context, Input input, TcpSocket connection) {
        return new TcpExchange(context, input, connection, timeout).start();
    }

    private CompletionStage<CommandResult> runUdp(CommandContext context, Input input) {
        Node node = context.node();
        UdpOptions options = ways.options(node);
        if (listen) {
            return ways.open(node, port, options).thenCompose(socket -> {
                boolean many = ways.hearsMany(null);
                return new UdpExchange(context, input, socket, null, many, timeout).start();
            });
        }
        return resolve(node).thenCompose(address -> {
            Endpoint peer = new Endpoint(address, port);
            boolean many = ways.hearsMany(address);
            return ways.open(node, 0, options).thenCompose(socket -> {
                CompletionStage<Void> ready = many ? CompletableFuture.completedStage(null) : socket.connect(peer);
                return ready.thenCompose(
                        connected -> new UdpExchange(context, input, socket, peer, many, timeout).start());
            });
        });
    }
}
