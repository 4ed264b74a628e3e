package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanyard.actors.tcp.TcpActor.Listening;
import dev.lanyard.actors.tcp.TcpActor.Opened;
import dev.lanyard.actors.tcp.TcpNetwork.Host;
import dev.lanyard.link.loop.VirtualLoop;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What one connection's life costs: connect, a byte there and back, close; counted, not timed. */
class ConnectionCostTest {
    private static final int LIVES = 400;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static void live(TcpNetwork network, Host client, Host server, Listening listening) {
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened here = network.await(client.connect(server.endpoint(80)));
        Opened there = network.await(accepted);
        ByteBuffer data = ByteBuffer.allocate(1);
        network.send(here, new byte[] {1});
        assertEquals(1, network.await(network.receive(there, data)));
        network.send(there, new byte[] {2});
        assertEquals(1, network.await(network.receive(here, data.clear())));
        network.await(network.close(here));
        assertEquals(-1, network.await(network.receive(there, data.clear())));
        network.await(network.close(there));
        network.run(Duration.ofMillis(20));
    }

    @Test
    @DisplayName("A connection's life costs a bounded count of messages and bytes")
    void life() {
        try (TcpNetwork network = new TcpNetwork()) {
            Host client = network.host("10.0.0.1");
            Host server = network.host("10.0.0.2");
            Listening listening = network.await(server.listen(80, 10));
            for (int i = 0; i < LIVES; i++) {
                live(network, client, server, listening);
                network.seen.clear();
            }
            VirtualLoop loop = (VirtualLoop) network.system.loop();
            long tasks = loop.tasks();
            long bytes = threads.getCurrentThreadAllocatedBytes();
            int segments = 0;
            for (int i = 0; i < LIVES; i++) {
                live(network, client, server, listening);
                segments += network.seen.size();
                network.seen.clear();
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - bytes) / LIVES;
            tasks = (loop.tasks() - tasks) / LIVES;
            // counted when this was written: 74 messages and 36,000 bytes for both ends and the wire of the test
            assertEquals(11, segments / LIVES);
            assertTrue(tasks <= 80, "messages: " + tasks);
            assertTrue(bytes <= 60_000, "bytes: " + bytes);
            assertEquals(1, loop.pendingTimers(), "one for all that is in TIME_WAIT");
        }
    }
}
