package dev.lanyard.simulator.testing;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sends datagrams to {@link BackService}, ten milliseconds apart, and counts those that come back within a second. */
@Command(name = "poke", description = "Sends datagrams to the back service")
public final class PokeCommand implements NodeCommand {
    @Parameters(index = "0")
    private String host;

    @Parameters(index = "1", defaultValue = "1")
    private int count;

    private int received;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        return context.node()
                .resolve(host)
                .thenCompose(
                        address -> context.node().udp(0).thenCompose(socket -> exchange(context, socket, address)));
    }

    private CompletionStage<CommandResult> exchange(CommandContext context, UdpSocket socket, Ipv4Address address) {
        receive(context, socket);
        CompletionStage<Void> sent = CompletableFuture.completedStage(null);
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[context.node().random().nextInt(1, 1000)];
            sent = sent.thenCompose(
                            done -> socket.send(new Endpoint(address, BackService.PORT), ByteBuffer.wrap(payload)))
                    .thenCompose(done -> context.node().delay(Duration.ofMillis(10)));
        }
        return sent.thenCompose(done -> context.node().delay(Duration.ofSeconds(1)))
                .thenApply(done -> {
                    socket.close();
                    return CommandResult.of(received > 0 ? CommandResult.OK : CommandResult.FAILED)
                            .with("received", received);
                });
    }

    private void receive(CommandContext context, UdpSocket socket) {
        socket.receive().thenAccept(datagram -> {
            received++;
            context.print(datagram.payload().length + " bytes from " + datagram.source());
            receive(context, socket);
        });
    }
}
