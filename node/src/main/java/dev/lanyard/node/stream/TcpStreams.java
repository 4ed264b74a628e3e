package dev.lanyard.node.stream;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * TCP sockets as Akka Streams. Back-pressure is TCP's: a source that nobody asks closes the receive window, a sink waits for
 * room in the send buffer. Safe in virtual time: no stage here reads a clock.
 */
public final class TcpStreams {
    private static final int CHUNK = 64 * 1024;

    private TcpStreams() {}

    /** What the peer sends, until its FIN. */
    public static Source<ByteString, NotUsed> source(TcpSocket socket) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        return Source.unfoldAsync(
                socket,
                s -> s.receive(buffer.clear().duplicate())
                        .thenApply(count -> count < 0
                                ? Optional.empty()
                                : Optional.of(
                                        akka.japi.Pair.create(s, ByteString.fromArray(buffer.array(), 0, count)))));
    }

    /** What the peer is sent; its completion sends a FIN, its failure a RST. */
    public static Sink<ByteString, CompletionStage<Done>> sink(TcpSocket socket) {
        return Sink.fromGraph(new TcpSinkStage(socket));
    }

    /** Both directions. */
    public static Flow<ByteString, ByteString, CompletionStage<Done>> flow(TcpSocket socket) {
        return Flow.fromSinkAndSourceMat(sink(socket), source(socket), Keep.left());
    }
}
