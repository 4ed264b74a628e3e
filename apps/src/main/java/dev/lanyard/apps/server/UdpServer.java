package dev.lanyard.apps.server;

import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.udp.UdpHandler;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpSender;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.node.Node;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Answers each datagram with one datagram. */
public final class UdpServer implements UdpHandler {
    /** Two services that answer whatever comes would answer each other for ever, so datagrams from these ports get nothing. */
    private static final Set<Integer> ANSWERING_PORTS = Set.of(7, 13, 17, 19);

    private final Answer answer;

    private UdpServer(Answer answer) {
        this.answer = answer;
    }

    /** Makes answers. Called on the event loop. */
    @FunctionalInterface
    public interface Answer {
        /**
         * @param question head at its payload; stays the caller's and is not written to
         * @param socket to take the answer's buffer from
         * @return the payload of the answer
         */
        PacketBuffer to(PacketBuffer question, UdpSender socket);
    }

    /**
     * Serves a port until the node stops.
     *
     * @return completes when datagrams are answered; fails as {@link Node#udp} does
     */
    public static CompletionStage<Void> start(Node node, int port, Answer answer) {
        return node.udp(port, new UdpServer(answer)).thenAccept(socket -> {});
    }

    @Override
    public void received(UdpSender socket, PacketBatch questions) {
        for (int i = 0; i < questions.size(); i++) {
            PacketBuffer question = questions.get(i);
            int from = UdpHeader.sourcePort(question);
            if (from != 0 && from != socket.local().port() && !ANSWERING_PORTS.contains(from)) {
                // From the address that was asked, if that is one of ours. An answer that cannot be sent is lost.
                socket.send(answer.to(question, socket), 0, Ipv4Header.source(question), from);
            }
        }
        questions.release();
    }
}
