package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.tcp.TcpActor.Listening;
import dev.lanyard.actors.tcp.TcpActor.Opened;
import dev.lanyard.actors.tcp.TcpNetwork.Host;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens at the bounds of a node (docs/tcp.md). */
@Timeout(60)
class LimitsTest {
    private static final int MEGABYTE = 1 << 20;

    private final TcpNetwork network = new TcpNetwork();
    private final Host client = network.host("10.0.0.1");

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    @DisplayName("RSTs to strangers are limited for each second, by a number that cannot be read from outside")
    void resets() {
        Host server = network.host("10.0.0.2", TcpLimits.DEFAULT.withResets(100));
        for (int i = 0; i < 1000; i++) {
            server.inject(client.address.value(), 1 + i, server.address.value(), 9, TcpSegment.SYN, i, 0);
        }
        long first = server.counters.resetsSent.get();
        assertTrue(first >= 50 && first < 150, "RSTs: " + first);
        assertEquals(1000 - first, server.counters.resetsWithheld.get());
        network.run(Duration.ofSeconds(1));
        server.inject(client.address.value(), 1, server.address.value(), 9, TcpSegment.SYN, 1, 0);
        assertEquals(first + 1, server.counters.resetsSent.get());
    }

    @Test
    @DisplayName("40: challenge ACKs of all connections together are limited as well, and no two seconds alike")
    void challenges() {
        NodeResources node = new NodeResources(new Random(1), TcpLimits.DEFAULT.withChallenges(20), new TcpCounters());
        List<Integer> counts = new ArrayList<>();
        for (long second = 0; second < 50; second++) {
            int count = 0;
            for (int i = 0; i < 100; i++) {
                count += node.challenge(second * 1_000_000_000L + i) ? 1 : 0;
            }
            counts.add(count);
            assertTrue(count >= 10 && count < 30, "challenges: " + count);
        }
        assertTrue(counts.stream().distinct().count() > 5);
        assertEquals(20, counts.stream().mapToInt(Integer::intValue).average().orElseThrow(), 3);
    }

    @Test
    @DisplayName("The table of connections is full: no more are opened, from either side")
    void connections() {
        Host server = network.host("10.0.0.2", TcpLimits.DEFAULT.withConnections(3));
        network.await(server.listen(80, 10));
        for (int i = 0; i < 3; i++) {
            network.await(client.connect(server.endpoint(80)));
        }
        CompletableFuture<Opened> fourth = client.connect(server.endpoint(80));
        network.run(Duration.ofMillis(500));
        assertFalse(fourth.isDone() && server.counters.connections.get() > 3);
        assertInstanceOf(BindException.class, network.failure(server.connect(client.endpoint(80))));
        assertEquals(3, server.counters.connections.get());
    }

    @Test
    @DisplayName("Buffers of all connections together are bounded; at the bound each still makes progress")
    void buffers() {
        Host server = network.host("10.0.0.2", TcpLimits.DEFAULT.withBuffers(MEGABYTE / 4));
        Listening listening = network.await(server.listen(80, 20));
        List<Opened> here = new ArrayList<>();
        List<Opened> there = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Opened> accepted = network.accept(listening);
            here.add(network.await(client.connect(server.endpoint(80))));
            there.add(network.await(accepted));
            network.send(here.get(i), new byte[MEGABYTE / 4]);
        }
        network.run(Duration.ofSeconds(5));
        long buffered = 0;
        for (Opened each : there) {
            buffered += info(each).receiveQueue();
        }
        assertTrue(
                buffered > MEGABYTE / 8 && buffered <= MEGABYTE / 4 + 20 * BufferBudget.ALWAYS, "bytes: " + buffered);
        for (Opened each : there) {
            int received = 0;
            while (received < MEGABYTE / 4) {
                received += network.await(network.receive(each, ByteBuffer.allocate(MEGABYTE)));
            }
            network.await(network.close(each));
        }
    }

    private TcpInfo info(Opened socket) {
        CompletableFuture<TcpInfo> info = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.GetInfo(info));
        return network.await(info);
    }

    @Test
    @DisplayName("A budget counts what buffers hold, and gives it back")
    void budget() {
        BufferBudget budget = new BufferBudget(10_000);
        ByteRing first = new ByteRing(budget);
        assertEquals(8192, first.most());
        assertEquals(8192, first.append(ByteBuffer.allocate(20_000), first.most()));
        ByteRing second = new ByteRing(budget);
        assertEquals(BufferBudget.ALWAYS, second.most());
        assertEquals(4096, second.append(ByteBuffer.allocate(20_000), second.most()));
        assertEquals(12_288, budget.used());
        first.discard();
        second.discard();
        assertEquals(0, budget.used());
    }

    @Test
    @DisplayName("SO_REUSEADDR: without it a listener waits until the port's last connection is out of TIME_WAIT")
    void reuseAddress() {
        Host server = network.host("10.0.0.2");
        Listening listening = network.await(server.listen(80, 20));
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened here = network.await(client.connect(server.endpoint(80)));
        network.await(network.close(network.await(accepted)));
        network.run(Duration.ofMillis(10));
        network.await(network.close(here));
        CompletableFuture<Void> closed = new CompletableFuture<>();
        listening.listener().tell(new TcpListenerActor.Close(closed));
        network.await(closed);
        network.run(Duration.ofMillis(10));
        assertEquals(1, server.counters.timeWaits.get());
        TcpSettings strict = TcpSettings.builder().reuseAddress(false).build();
        assertInstanceOf(BindException.class, network.failure(listen(server, strict)));
        network.await(network.close(network.await(reopened(server))));
        network.run(Duration.ofSeconds(61));
        network.await(listen(server, strict));
    }

    /** Listens with SO_REUSEADDR, which is no error, lets go of that again, and gives some connection to close. */
    private CompletableFuture<Opened> reopened(Host server) {
        Listening again = network.await(listen(server, TcpSettings.DEFAULT));
        CompletableFuture<Opened> accepted = network.accept(again);
        Opened here = network.await(client.connect(server.endpoint(80)));
        network.await(accepted);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        again.listener().tell(new TcpListenerActor.Close(closed));
        network.await(closed);
        network.abort(here);
        network.run(Duration.ofMillis(10));
        return accepted;
    }

    private static CompletableFuture<Listening> listen(Host server, TcpSettings settings) {
        CompletableFuture<Listening> result = new CompletableFuture<>();
        server.tcp.tell(new TcpActor.Listen(new Endpoint(Ipv4Address.ANY, 80), 5, settings, result));
        return result;
    }
}
