package dev.lanyard.apps.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class UdpServerTest {
    private static final Ipv4Address PEER = Ipv4Address.parse("192.0.2.1");

    private final List<String> answers = new ArrayList<>();
    private CompletableFuture<Datagram> next;

    private final UdpSocket socket = new UdpSocket() {
        @Override
        public Endpoint local() {
            return new Endpoint(Ipv4Address.ANY, 7007);
        }

        @Override
        public CompletionStage<Void> send(Endpoint destination, ByteBuffer payload) {
            answers.add(destination.port() + " " + StandardCharsets.UTF_8.decode(payload));
            return CompletableFuture.failedStage(new java.io.IOException("unreachable"));
        }

        @Override
        public CompletionStage<Void> connect(Endpoint peer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Datagram> receive() {
            next = new CompletableFuture<>();
            return next;
        }

        @Override
        public CompletionStage<Void> close() {
            throw new UnsupportedOperationException();
        }
    };

    private void arrive(int port, String text) {
        next.complete(new Datagram(new Endpoint(PEER, port), PEER, text.getBytes(StandardCharsets.UTF_8), 64));
    }

    @Test
    void answersEachAndSurvivesThatOneCannotBeSent() {
        UdpServer.answerAll(socket, UnaryOperator.identity());
        arrive(40_000, "a");
        arrive(40_001, "b");
        assertEquals(List.of("40000 a", "40001 b"), answers);
    }

    @Test
    void doesNotAnswerServicesThatWouldAnswerForEver() {
        UdpServer.answerAll(socket, UnaryOperator.identity());
        for (int port : new int[] {0, 7, 13, 19, 7007}) {
            arrive(port, "loop");
        }
        assertEquals(List.of(), answers);
    }
}
