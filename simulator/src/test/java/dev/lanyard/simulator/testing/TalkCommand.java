package dev.lanyard.simulator.testing;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sends bytes to the port of {@link BackService} by TCP, and compares what comes back. */
@Command(name = "talk", description = "Sends bytes to the back service by TCP")
public final class TalkCommand implements NodeCommand {
    @Parameters(index = "0")
    private String host;

    @Parameters(index = "1", defaultValue = "10000")
    private int size;

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        byte[] sent = new byte[size];
        for (int i = 0; i < size; i++) {
            sent[i] = (byte) context.node().random().nextInt();
        }
        return context.node()
                .resolve(host)
                .thenCompose(address -> context.node().connect(new Endpoint(address, BackService.PORT)))
                .thenCompose(socket -> {
                    socket.send(ByteBuffer.wrap(sent)).thenRun(socket::shutdownOutput);
                    CompletableFuture<byte[]> received = new CompletableFuture<>();
                    receive(socket, ByteBuffer.allocate(size + 1), received);
                    return received.thenCompose(bytes -> socket.close().thenApply(closed -> bytes));
                })
                .thenApply(received -> {
                    context.print(received.length + " bytes");
                    return CommandResult.of(Arrays.equals(sent, received) ? CommandResult.OK : CommandResult.FAILED)
                            .with("received", received.length);
                });
    }

    private static void receive(TcpSocket socket, ByteBuffer target, CompletableFuture<byte[]> received) {
        socket.receive(target).whenComplete((count, failure) -> {
            if (failure != null) {
                received.completeExceptionally(failure);
            } else if (count < 0) {
                received.complete(Arrays.copyOf(target.array(), target.position()));
            } else {
                receive(socket, target, received);
            }
        });
    }
}
