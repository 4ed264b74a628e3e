package dev.lanyard.apps.server;

import dev.lanyard.apps.Repeat;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Answers each datagram with one datagram. */
public final class UdpServer {
    /** Two services that answer whatever comes would answer each other for ever, so datagrams from these ports get nothing. */
    private static final Set<Integer> ANSWERING_PORTS = Set.of(7, 13, 17, 19);

    private UdpServer() {}

    /**
     * Serves a port until the node stops.
     *
     * @param answer makes the payload of the answer from that of the question
     * @return completes when datagrams are answered; fails as {@link Node#udp} does
     */
    public static CompletionStage<Void> start(Node node, int port, UnaryOperator<byte[]> answer) {
        return node.udp(port).thenAccept(socket -> answerAll(socket, answer));
    }

    static CompletionStage<Void> answerAll(UdpSocket socket, UnaryOperator<byte[]> answer) {
        return Repeat.forever(() -> socket.receive().thenAccept(question -> {
            int from = question.source().port();
            if (from != 0 && from != socket.local().port() && !ANSWERING_PORTS.contains(from)) {
                // An answer that cannot be sent is lost, as any datagram may be.
                socket.send(question.source(), ByteBuffer.wrap(answer.apply(question.payload())));
            }
        }));
    }
}
