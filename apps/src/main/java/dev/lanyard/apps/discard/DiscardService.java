package dev.lanyard.apps.discard;

import dev.lanyard.apps.Repeat;
import dev.lanyard.apps.server.PortArgument;
import dev.lanyard.apps.server.TcpServer;
import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Throws away what it receives over TCP (RFC 863).
 *
 * @param port 9 if not said otherwise
 */
public record DiscardService(int port) implements Service {
    /** What is thrown away may as well be written over what others throw away. */
    private static final byte[] SINK = new byte[128 * 1024];

    /** Makes it by the name of {@code discard}. */
    public static final class Provider implements ServiceProvider {
        @Override
        public String name() {
            return "discard";
        }

        @Override
        public Service create(List<String> arguments) {
            return new DiscardService(PortArgument.parse(name(), arguments, 9));
        }
    }

    @Override
    public CompletionStage<Void> start(Node node) {
        return TcpServer.start(node, port, DiscardService::discard);
    }

    /** Receives until the peer has finished. */
    public static CompletionStage<Void> discard(TcpSocket connection) {
        ByteBuffer buffer = ByteBuffer.wrap(SINK);
        return Repeat.whileTrue(() -> connection.receive(buffer.clear()).thenApply(count -> count >= 0));
    }
}
