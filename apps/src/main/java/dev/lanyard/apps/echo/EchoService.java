package dev.lanyard.apps.echo;

import dev.lanyard.apps.Repeat;
import dev.lanyard.apps.server.PortArgument;
import dev.lanyard.apps.server.TcpServer;
import dev.lanyard.apps.server.UdpServer;
import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Sends back what it receives, over TCP and UDP (RFC 862).
 *
 * @param port 7 if not said otherwise
 */
public record EchoService(int port) implements Service {
    private static final int BUFFER = 128 * 1024;

    /** Makes it by the name of {@code echo}. */
    public static final class Provider implements ServiceProvider {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public Service create(List<String> arguments) {
            return new EchoService(PortArgument.parse(name(), arguments, 7));
        }
    }

    @Override
    public CompletionStage<Void> start(Node node) {
        return TcpServer.start(node, port, EchoService::echo)
                .thenCompose(tcp -> UdpServer.start(node, port, UnaryOperator.identity()));
    }

    /** Receives no further while a peer that does not read holds up the sending. */
    static CompletionStage<Void> echo(TcpSocket connection) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        return Repeat.whileTrue(() -> connection
                .receive(buffer.clear())
                .thenCompose(count -> count < 0
                        ? CompletableFuture.completedStage(false)
                        : connection.send(buffer.flip()).thenApply(sent -> true)));
    }
}
