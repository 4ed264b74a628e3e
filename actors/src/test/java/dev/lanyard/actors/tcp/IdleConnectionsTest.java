package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanyard.actors.tcp.TcpActor.Listening;
import dev.lanyard.actors.tcp.TcpActor.Opened;
import dev.lanyard.actors.tcp.TcpNetwork.Host;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What connections hold while nothing happens, and what a byte costs while much does. */
@Timeout(120)
class IdleConnectionsTest {
    private static final int CONNECTIONS = 10_000;
    private static final int BULK = 8 << 20;

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    @DisplayName("10,000 idle connections hold at most 4 KB each, of both ends: the actor and all that it knows")
    void idle() {
        try (TcpNetwork network = new TcpNetwork()) {
            Host client = network.host("10.0.0.1");
            Host server = network.host("10.0.0.2");
            Listening listening = network.await(server.listen(80, 10));
            List<Opened> sockets = new ArrayList<>(4 * CONNECTIONS);
            open(network, client, server, listening, sockets, 100);
            long before = heap();
            open(network, client, server, listening, sockets, CONNECTIONS);
            network.run(Duration.ofSeconds(5));
            long each = (heap() - before) / (2 * CONNECTIONS);
            assertEquals(CONNECTIONS + 100, server.counters.connections.get());
            assertEquals(2 * (CONNECTIONS + 100), sockets.size());
            assertTrue(each <= 4096, "bytes held by one end of an idle connection: " + each);
        }
    }

    /** Opens connections and sends a byte each way over each, so that buffers were in use once. */
    private static void open(
            TcpNetwork network, Host client, Host server, Listening listening, List<Opened> sockets, int count) {
        for (int i = 0; i < count; i++) {
            CompletableFuture<Opened> accepted = network.accept(listening);
            Opened here = network.await(client.connect(server.endpoint(80)));
            Opened there = network.await(accepted);
            network.send(here, new byte[1]);
            network.await(network.receive(there, ByteBuffer.allocate(1)));
            network.send(there, new byte[1]);
            network.await(network.receive(here, ByteBuffer.allocate(1)));
            sockets.add(here);
            sockets.add(there);
            network.seen.clear();
        }
    }

    @Test
    @DisplayName("The core allocates nothing for a segment in bulk, on either side")
    void bulk() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        BulkPipe pipe = new BulkPipe();
        pipe.transfer(BULK);
        long segments = pipe.segments();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        pipe.transfer(BULK);
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        segments = pipe.segments() - segments;
        assertTrue(segments > 2 * BULK / 1460 / 2, "segments: " + segments);
        assertTrue(bytes < segments, bytes + " bytes allocated for " + segments + " segments");
    }
}
