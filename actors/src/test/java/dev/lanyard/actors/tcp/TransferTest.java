package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.TcpActor.Listening;
import dev.lanyard.actors.tcp.TcpActor.Opened;
import dev.lanyard.actors.tcp.TcpNetwork.Host;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Megabytes from one node to another over a wire that misbehaves: all arrive, and soon. */
@Timeout(60)
class TransferTest {
    private static final int SIZE = 3 << 20;
    private static final long MILLISECOND = 1_000_000;

    private final TcpNetwork network = new TcpNetwork();
    private final Host client = network.host("10.0.0.1");
    private final Host server = network.host("10.0.0.2");
    private int received;
    private TcpInfo figures;

    @AfterEach
    void close() {
        network.close();
    }

    private long now() {
        return network.system.clock().nanos();
    }

    /** Returns how many milliseconds it took. */
    private long transfer() {
        Listening listening = network.await(server.listen(80, 10));
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened here = network.await(client.connect(server.endpoint(80)));
        Opened there = network.await(accepted);
        byte[] data = new byte[SIZE];
        new Random(5).nextBytes(data);
        long start = now();
        network.send(here, data);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < SIZE) {
            ByteBuffer target = ByteBuffer.allocate(100_000);
            all.write(target.array(), 0, network.await(network.receive(there, target)));
            received = all.size();
        }
        assertArrayEquals(data, all.toByteArray());
        CompletableFuture<TcpInfo> info = new CompletableFuture<>();
        here.connection().tell(new TcpConnectionCommand.GetInfo(info));
        figures = network.await(info);
        return (now() - start) / MILLISECOND;
    }

    @ParameterizedTest(name = "46: {0} per cent of the ACKs are lost")
    @ValueSource(ints = {10, 30, 50})
    void acksLost(int percent) {
        Random random = new Random(percent);
        network.loses = segment ->
                segment.payloadLength == 0 && segment.flags == TcpSegment.ACK && random.nextInt(100) < percent;
        long took = transfer();
        assertTrue(took < 2000, "ms: " + took);
        assertTrue(figures.timeouts() <= 3, figures::toString);
    }

    @Test
    @DisplayName("46: a blackout of a second after a megabyte: over within the back-off that it caused")
    void blackout() {
        long[] begin = new long[1];
        network.loses = segment -> {
            if (received > 1 << 20 && begin[0] == 0) {
                begin[0] = now();
            }
            return begin[0] != 0 && now() - begin[0] < 1000 * MILLISECOND;
        };
        long took = transfer();
        assertTrue(took > 1000 && took < 2500, "ms: " + took);
    }

    @ParameterizedTest(name = "46: one segment of 50 is late by {0} segments")
    @ValueSource(ints = {3, 20})
    void reordered(int by) {
        network.reorderBy = by;
        long took = transfer();
        assertTrue(took < 1000, "ms: " + took);
        // learnt once (RFC 8985 §6.2.4), or tolerated from the start
        assertTrue(figures.retransmits() <= 60, figures::toString);
    }
}
