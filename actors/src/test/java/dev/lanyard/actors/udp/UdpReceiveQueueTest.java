package dev.lanyard.actors.udp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UdpReceiveQueueTest {
    private final UdpReceiveQueue queue = new UdpReceiveQueue(1000);

    private static Datagram datagram(int length) {
        return new Datagram(new Endpoint(B, 9), A, new byte[length], 64);
    }

    private CompletableFuture<Datagram> receive() {
        CompletableFuture<Datagram> result = new CompletableFuture<>();
        queue.receive(result);
        return result;
    }

    @Test
    @DisplayName("datagrams and receivers meet in order, whoever came first")
    void order() {
        queue.offer(datagram(1));
        queue.offer(datagram(2));
        assertEquals(1, receive().join().payload().length);
        assertEquals(2, receive().join().payload().length);
        CompletableFuture<Datagram> first = receive();
        CompletableFuture<Datagram> second = receive();
        queue.offer(datagram(3));
        assertEquals(3, first.join().payload().length);
        assertFalse(second.isDone());
    }

    @Test
    @DisplayName("bounded in bytes, small datagrams charged for what they cost; one is accepted whatever its size")
    void bounded() {
        assertTrue(queue.accepts(60_000));
        int accepted = 0;
        while (queue.accepts(1)) {
            queue.offer(datagram(1));
            accepted++;
        }
        assertEquals(1000 / UdpOptions.MINIMUM_CHARGE, accepted);
        receive();
        assertTrue(queue.accepts(1));
    }

    @Test
    @DisplayName("a receiver that was cancelled loses no datagram")
    void cancelled() {
        receive().cancel(false);
        queue.offer(datagram(1));
        CompletableFuture<Datagram> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        queue.receive(cancelled);
        assertEquals(1, receive().join().payload().length);
    }

    @Test
    @DisplayName("an error goes to one who waits, else to the next who asks, once; close fails all")
    void errors() {
        CompletableFuture<Datagram> waiting = receive();
        queue.fail(new IOException("one"));
        assertTrue(waiting.isCompletedExceptionally());
        assertNull(queue.takeError());
        queue.fail(new IOException("two"));
        assertTrue(receive().isCompletedExceptionally());
        CompletableFuture<Datagram> next = receive();
        assertFalse(next.isDone());
        queue.close(new IOException("Socket closed"));
        assertTrue(next.isCompletedExceptionally());
        queue.fail(new IOException("three"));
        assertNotNull(queue.takeError());
    }
}
