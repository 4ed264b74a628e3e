package dev.lanyard.apps.echo;

import dev.lanyard.actors.udp.UdpSender;
import dev.lanyard.apps.Repeat;
import dev.lanyard.apps.server.PortArgument;
import dev.lanyard.apps.server.TcpServer;
import dev.lanyard.apps.server.UdpServer;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends back what it receives, over TCP and UDP (RFC 862).
 *
 * @param port 7 if not said otherwise
 */
public record EchoService(int port) implements Service {
    /** A connection begins with a small buffer and gets a large one when that has been filled. */
    private static final int SMALL_BUFFER = 2 * 1024;

    private static final int LARGE_BUFFER = 128 * 1024;

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
                .thenCompose(tcp -> UdpServer.start(node, port, EchoService::copy));
    }

    private static PacketBuffer copy(PacketBuffer question, UdpSender socket) {
        PacketBuffer answer = socket.allocate(question.length());
        answer.append(question);
        return answer;
    }

    static CompletionStage<Void> echo(TcpSocket connection) {
        return Repeat.whileTrue(new Echo(connection)::next);
    }

    /** Receives no further while a peer that does not read holds up the sending. */
    private static final class Echo {
        private final TcpSocket connection;
        private ByteBuffer buffer = ByteBuffer.allocate(SMALL_BUFFER);

        Echo(TcpSocket connection) {
            this.connection = connection;
        }

        CompletionStage<Boolean> next() {
            if (!buffer.hasRemaining() && buffer.limit() == SMALL_BUFFER) {
                buffer = ByteBuffer.allocate(LARGE_BUFFER);
            }
            return connection.receive(buffer.clear()).thenCompose(count -> {
                if (count < 0) {
                    return CompletableFuture.completedStage(false);
                }
                return connection.send(buffer.flip()).thenApply(sent -> true);
            });
        }
    }
}
