package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.TcpActor.Listening;
import dev.lanyard.actors.tcp.TcpActor.Opened;
import dev.lanyard.actors.tcp.TcpNetwork.Host;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node tells of its connections. */
@Timeout(60)
class ObservationTest {
    private final TcpNetwork network = new TcpNetwork();
    private final Host client = network.host("10.0.0.1");
    private final Host server = network.host("10.0.0.2");
    private final Listening listening = network.await(server.listen(80, 10));
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        network.close();
    }

    private void hear(Host host) {
        host.events.subscribe(event -> heard.add(event.kind()
                + " " + event.state()
                + (event.failure() == null ? "" : " " + event.failure())
                + (event.count() == 1 ? "" : " " + event.count())));
    }

    private TcpTable table(Host host) {
        CompletableFuture<TcpTable> result = new CompletableFuture<>();
        host.tcp.tell(new TcpActor.ListConnections(result));
        return network.await(result);
    }

    @Test
    @DisplayName("Events of a connection that opens, loses, and closes from this side")
    void events() {
        hear(client);
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened here = network.await(client.connect(server.endpoint(80)));
        Opened there = network.await(accepted);
        network.loses = segment -> segment.payloadLength > 0;
        network.send(here, new byte[100]);
        network.run(Duration.ofMillis(900));
        network.loses = segment -> false;
        assertEquals(100, network.await(network.receive(there, ByteBuffer.allocate(100))));
        network.await(network.close(here));
        assertEquals(-1, network.await(network.receive(there, ByteBuffer.allocate(1))));
        network.await(network.close(there));
        network.run(Duration.ofMillis(100));
        assertEquals("OPENED ESTABLISHED", heard.get(0));
        assertTrue(heard.contains("TIMED_OUT ESTABLISHED") && heard.contains("RETRANSMITTED ESTABLISHED"));
        List<String> end = heard.subList(heard.size() - 3, heard.size());
        assertEquals(
                List.of("STATE_CHANGED FIN_WAIT_1", "STATE_CHANGED FIN_WAIT_2", "STATE_CHANGED TIME_WAIT"),
                end,
                heard::toString);
        network.run(Duration.ofSeconds(61));
        assertEquals("CLOSED CLOSED", heard.get(heard.size() - 1));
    }

    @Test
    @DisplayName("Events of connections that fail; a subscriber that is gone or that fails hears no more")
    void failures() {
        TcpEvents.Subscription first = client.events.subscribe(event -> heard.add("first"));
        client.events.subscribe(event -> {
            heard.add("second");
            throw new IllegalStateException("thrown by a test");
        });
        network.failure(client.connect(server.endpoint(81)));
        assertEquals(List.of("first", "second"), heard);
        first.close();
        heard.clear();
        hear(client);
        network.failure(client.connect(server.endpoint(81)));
        assertEquals(List.of("CLOSED CLOSED REFUSED"), heard);
        assertFalse(server.events.isWatched());
    }

    @Test
    @DisplayName("The table has listeners, connections in every state and TIME_WAIT, in order")
    void table() {
        network.await(server.listen(9, 3));
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened first = network.await(client.connect(server.endpoint(80)));
        Opened firstThere = network.await(accepted);
        network.await(client.connect(server.endpoint(80)));
        network.run(Duration.ofMillis(10));
        TcpTable servers = table(server);
        assertEquals(2, servers.listeners().size());
        assertEquals(9, servers.listeners().get(0).local().port());
        assertEquals(1, servers.listeners().get(1).waiting());
        assertEquals(10, servers.listeners().get(1).backlog());
        assertEquals(2, servers.connections().size());
        assertEquals(TcpState.ESTABLISHED, servers.connections().get(0).state());
        network.await(network.close(first));
        network.run(Duration.ofMillis(10));
        network.await(network.close(firstThere));
        network.run(Duration.ofSeconds(10));
        TcpTable clients = table(client);
        TcpTable.Connection rest = clients.connections().stream()
                .filter(each -> each.state() == TcpState.TIME_WAIT)
                .findFirst()
                .orElseThrow();
        assertEquals(first.local(), rest.local());
        assertEquals(50, rest.rest().toSeconds(), 1);
        assertNull(rest.info());
        assertEquals(2, clients.connections().size());
    }

    @Test
    @DisplayName("The delivery rate is a window a round trip; what an application sends little by little says so")
    void deliveryRate() {
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened here = network.await(client.connect(server.endpoint(80)));
        Opened there = network.await(accepted);
        network.await(network.send(here, new byte[10]));
        network.run(Duration.ofMillis(100));
        assertTrue(info(here).deliveryRateLimited());
        // 14,480 bytes in the first round trip of 2 ms, and 2^18 at most in one
        network.send(here, new byte[3_000_000]);
        long received = 0;
        while (received < 3_000_000) {
            received += network.await(network.receive(there, ByteBuffer.allocate(1 << 20)));
        }
        TcpInfo figures = info(here);
        double perRoundTrip = figures.deliveryRate() * 0.002;
        assertTrue(
                perRoundTrip > 14_000 && perRoundTrip < 2.1 * figures.cwnd(),
                perRoundTrip + " bytes in a round trip, " + figures);
    }

    private TcpInfo info(Opened socket) {
        CompletableFuture<TcpInfo> info = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.GetInfo(info));
        return network.await(info);
    }
}
