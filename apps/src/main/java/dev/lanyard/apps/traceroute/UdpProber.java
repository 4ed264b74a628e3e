package dev.lanyard.apps.traceroute;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.udp.UdpHandler;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.actors.udp.UdpSender;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.UdpSocket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Probes that are datagrams to ports that nobody has, we hope: the destination says that they are unreachable. */
final class UdpProber implements Prober {
    /** The port of the first probe; each has one of its own. */
    static final int FIRST_PORT = 33_434;

    private final Node node;
    private final Ipv4Address destination;
    private final int size;
    private final Map<Integer, CompletableFuture<Answer>> waiting = new HashMap<>();
    private CompletionStage<UdpSocket> socket;
    private int socketTtl;

    UdpProber(Node node, Ipv4Address destination, int size) {
        this.node = node;
        this.destination = destination;
        this.size = size;
    }

    @Override
    public CompletableFuture<Answer> probe(int ttl, int number) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        int port = FIRST_PORT + number;
        waiting.put(port, answer);
        answer.whenComplete((a, failure) -> waiting.remove(port, answer));
        open(ttl)
                .thenCompose(open -> open.send(new Endpoint(destination, port), ByteBuffer.allocate(size)))
                .exceptionally(failure -> {
                    answer.completeExceptionally(failure);
                    return null;
                });
        return answer;
    }

    private CompletionStage<UdpSocket> open(int ttl) {
        if (socket == null || socketTtl != ttl) {
            close();
            socketTtl = ttl;
            socket = node.udp(0, UdpOptions.DEFAULT.withTtl(ttl), new Listener());
        }
        return socket;
    }

    private void answer(int port, Answer answer) {
        CompletableFuture<Answer> probe = waiting.get(port);
        if (probe != null) {
            probe.complete(answer);
        }
    }

    @Override
    public CompletionStage<Void> close() {
        return socket == null ? CompletableFuture.completedStage(null) : socket.thenCompose(UdpSocket::close);
    }

    private final class Listener implements UdpHandler {
        @Override
        public void received(UdpSender sender, PacketBatch datagrams) {
            for (int i = 0; i < datagrams.size(); i++) {
                Ipv4Address from = new Ipv4Address(Ipv4Header.source(datagrams.get(i)));
                answer(UdpHeader.sourcePort(datagrams.get(i)), new Answer(from, true, "")); // somebody has the port
            }
            datagrams.release();
        }

        @Override
        public void failed(UdpSender sender, IcmpError error) {
            boolean nobody =
                    error.type() == IcmpType.DESTINATION_UNREACHABLE && error.code() == IcmpType.PORT_UNREACHABLE;
            boolean reached = nobody || error.reporter().equals(destination);
            String mark = nobody ? "" : Marks.of(error.type(), error.code());
            answer(error.destinationPort(), new Answer(error.reporter(), reached, mark));
        }
    }
}
