package dev.lanyard.node;

import dev.lanyard.actors.dns.DnsTcp;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.link.loop.LoopTimer;
import dev.lanyard.node.socket.TcpSocket;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One question and one answer on a TCP connection of their own, each behind its length (RFC 1035 §4.2.2, RFC 7766). */
record DnsOverTcp(Node node) implements DnsTcp {
    @Override
    public CompletionStage<byte[]> exchange(Endpoint server, byte[] query, Duration limit) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        LoopTimer timer = node.system()
                .loop()
                .at(
                        node.clock().nanos() + limit.toNanos(),
                        () -> answer.completeExceptionally(
                                new SocketTimeoutException("no answer over TCP within " + limit)));
        node.connect(server).whenComplete((socket, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
                return;
            }
            answer.whenComplete((octets, broken) -> end(socket, broken == null));
            ask(socket, query, answer);
        });
        answer.whenComplete((octets, failure) -> timer.cancel());
        return answer;
    }

    private static void end(TcpSocket socket, boolean answered) {
        if (answered) {
            socket.close();
        } else {
            socket.abort();
        }
    }

    private static void ask(TcpSocket socket, byte[] query, CompletableFuture<byte[]> answer) {
        ByteBuffer message = ByteBuffer.allocate(2 + query.length);
        message.putShort((short) query.length).put(query).flip();
        ByteBuffer length = ByteBuffer.allocate(2);
        socket.send(message)
                .thenCompose(sent -> fill(socket, length))
                .thenCompose(read -> fill(socket, ByteBuffer.allocate(length.getShort(0) & 0xffff)))
                .whenComplete((octets, failure) -> {
                    if (failure == null) {
                        answer.complete(octets.array());
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
    }

    private static CompletionStage<ByteBuffer> fill(TcpSocket socket, ByteBuffer target) {
        if (!target.hasRemaining()) {
            return CompletableFuture.completedStage(target);
        }
        return socket.receive(target)
                .thenCompose(count -> count < 0
                        ? CompletableFuture.failedStage(new EOFException("the name server closed the connection"))
                        : fill(socket, target));
    }
}
