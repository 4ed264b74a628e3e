package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.Done;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import dev.lanyard.node.stream.TcpStreams;
import dev.lanyard.simulator.junit.Named;
import dev.lanyard.simulator.junit.SimulatedNetwork;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("TCP as Akka Streams, in virtual time")
class TcpStreamsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ELEMENTS = 2_000;

    @RegisterExtension
    final SimulatedNetwork net = SimulatedNetwork.seed(42)
            .lan("lan", "10.0.1.0/24")
            .node("client", "lan", "10.0.1.1")
            .node("server", "lan", "10.0.1.2")
            .build();

    @Test
    @DisplayName(
            "what goes into the sink of one end comes out of the source of the other, echoed by a flow, to the FIN")
    void echo(World world, @Named("client") Node client, @Named("server") Node server) throws Exception {
        Materializer materializer = world.system()
                .callBlocking(() ->
                        SystemMaterializer.get(world.system().actorSystem()).materializer());
        TcpListener listener = world.await(server.listen(80, 8), LIMIT);
        CompletionStage<TcpSocket> accepted = listener.accept();
        TcpSocket socket = world.await(client.connect(new Endpoint(Ipv4Address.parse("10.0.1.2"), 80)), LIMIT);
        TcpSocket peer = world.await(accepted, LIMIT);
        TcpStreams.source(peer).to(TcpStreams.sink(peer)).run(materializer);

        AtomicReference<ByteString> echoed = new AtomicReference<>(ByteString.emptyByteString());
        TcpStreams.source(socket)
                .to(Sink.foreach(bytes -> echoed.updateAndGet(before -> before.concat(bytes))))
                .run(materializer);
        CompletionStage<Done> sent = Source.range(1, ELEMENTS)
                .map(i -> ByteString.fromString("element " + i + "\n"))
                .runWith(TcpStreams.sink(socket), materializer);
        world.await(sent, LIMIT);
        int expected = totalLength();
        assertTrue(world.runUntil(() -> echoed.get().length() == expected, LIMIT));
        assertTrue(echoed.get().utf8String().endsWith("element " + ELEMENTS + "\n"));
        assertEquals(ELEMENTS, echoed.get().utf8String().lines().count());
    }

    private static int totalLength() {
        int length = 0;
        for (int i = 1; i <= ELEMENTS; i++) {
            length += ("element " + i + "\n").length();
        }
        return length;
    }
}
