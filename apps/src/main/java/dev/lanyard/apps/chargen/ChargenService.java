package dev.lanyard.apps.chargen;

import dev.lanyard.apps.Repeat;
import dev.lanyard.apps.discard.DiscardService;
import dev.lanyard.apps.server.PortArgument;
import dev.lanyard.apps.server.TcpServer;
import dev.lanyard.node.Node;
import dev.lanyard.node.service.Service;
import dev.lanyard.node.service.ServiceProvider;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends characters over TCP for as long as the peer takes them, and throws away what it receives (RFC 864). */
public final class ChargenService implements Service {
    private static final int FIRST = ' ';
    private static final int CHARACTERS = '~' - ' ' + 1;
    private static final int LINE = 72;
    /** After this many bytes the pattern begins anew: one line for each character. */
    static final int PERIOD = CHARACTERS * (LINE + 2);
    /** About 128 KB are sent at a time. */
    private static final int PERIODS = 18;

    private final int port;
    private final byte[] pattern = pattern();

    /**
     * @param port 19 if not said otherwise
     */
    public ChargenService(int port) {
        this.port = port;
    }

    /** Makes it by the name of {@code chargen}. */
    public static final class Provider implements ServiceProvider {
        @Override
        public String name() {
            return "chargen";
        }

        @Override
        public Service create(List<String> arguments) {
            return new ChargenService(PortArgument.parse(name(), arguments, 19));
        }
    }

    @Override
    public CompletionStage<Void> start(Node node) {
        return TcpServer.start(node, port, this::generate);
    }

    /** A peer that has finished sending may still want characters, so only an error ends it, as when the peer is gone. */
    CompletionStage<Void> generate(TcpSocket connection) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        ByteBuffer buffer = ByteBuffer.wrap(pattern);
        Repeat.forever(() -> connection.send(buffer.rewind())).exceptionally(failure -> {
            ended.completeExceptionally(failure);
            return null;
        });
        DiscardService.discard(connection).exceptionally(failure -> {
            ended.completeExceptionally(failure);
            return null;
        });
        return ended;
    }

    /** The popular pattern of the RFC: each line begins one character further in the ring of printable ones. */
    private static byte[] pattern() {
        byte[] bytes = new byte[PERIODS * PERIOD];
        int at = 0;
        for (int line = 0; line < PERIODS * CHARACTERS; line++) {
            for (int column = 0; column < LINE; column++) {
                bytes[at++] = (byte) (FIRST + (line + column) % CHARACTERS);
            }
            bytes[at++] = '\r';
            bytes[at++] = '\n';
        }
        return bytes;
    }
}
