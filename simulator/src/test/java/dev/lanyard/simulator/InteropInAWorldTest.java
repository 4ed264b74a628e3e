package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.node.socket.BlockingUdpSocket;
import dev.lanyard.node.socket.TcpSocket;
import dev.lanyard.simulator.junit.Named;
import dev.lanyard.simulator.junit.SimulatedNetwork;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the tests against the kernel do over a tap, between two of our own nodes. */
@DisplayName("Two nodes in a world do with each other what one does with the kernel")
class InteropInAWorldTest {
    private static final long BULK = 64L << 20;
    private static final int CHUNK = 64 * 1024;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Ipv4Address SERVER = Ipv4Address.parse("10.0.1.2");
    private static final Endpoint BACK = new Endpoint(SERVER, 7);

    @RegisterExtension
    final SimulatedNetwork net = SimulatedNetwork.seed(42)
            .lan("lan", "10.0.1.0/24")
            .node("client", "lan", "10.0.1.1")
            .node("server", "lan", "10.0.1.2")
            .services("server", "back")
            .build();

    /** Writes random bytes as fast as the connection takes them. */
    private static final class Writer {
        private final TcpSocket socket;
        private final SplittableRandom random = new SplittableRandom(1);
        private final MessageDigest digest;
        private final byte[] chunk = new byte[CHUNK];
        private long left = BULK;

        Writer(TcpSocket socket) throws Exception {
            this.socket = socket;
            this.digest = MessageDigest.getInstance("SHA-256");
        }

        void next() {
            if (left == 0) {
                socket.shutdownOutput();
                return;
            }
            random.nextBytes(chunk);
            digest.update(chunk);
            left -= CHUNK;
            socket.send(ByteBuffer.wrap(chunk)).thenRun(this::next);
        }
    }

    @Test
    @DisplayName("64 MB through an echo come back as they were sent")
    void bulk(World world, @Named("client") Node client) throws Exception {
        TcpSocket socket = world.await(client.connect(BACK), LIMIT);
        Writer writer = new Writer(socket);
        world.call(writer::next);
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        long total = 0;
        int count;
        while ((count = world.await(socket.receive(buffer.clear()), LIMIT)) >= 0) {
            received.update(buffer.array(), 0, count);
            total += count;
        }
        assertEquals(BULK, total);
        assertArrayEquals(writer.digest.digest(), received.digest());
    }

    @Test
    @DisplayName("1,000 datagrams of 0 to 1472 bytes, there and back")
    void datagrams(@Named("client") Node client, @Named("server") Node server) throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (BlockingUdpSocket a = client.blocking().udp(0);
                BlockingUdpSocket b = server.blocking().udp(4000)) {
            for (int i = 0; i < 1000; i++) {
                byte[] payload = new byte[i * 1472 / 999];
                random.nextBytes(payload);
                a.send(new Endpoint(SERVER, 4000), payload);
                Datagram there = b.receive(LIMIT);
                assertArrayEquals(payload, there.payload());
                b.send(there.source(), there.payload());
                assertArrayEquals(payload, a.receive(LIMIT).payload());
            }
        }
    }

    @Test
    @DisplayName("a UDP port that nobody has is reported")
    void portUnreachable(@Named("client") Node client) throws Exception {
        try (BlockingUdpSocket socket = client.blocking().udp(0)) {
            socket.connect(new Endpoint(SERVER, 4000));
            socket.send(new Endpoint(SERVER, 4000), new byte[1]);
            assertThrows(PortUnreachableException.class, () -> socket.receive(LIMIT));
        }
    }

    @Test
    @DisplayName("a listener that is closed refuses, one that is opened again serves")
    void listenerRestarted(@Named("client") Node client, @Named("server") Node server) throws Exception {
        Endpoint port = new Endpoint(SERVER, 80);
        for (int round = 0; round < 3; round++) {
            try (BlockingTcpListener listener = server.blocking().listen(80, 8);
                    BlockingTcpSocket caller = client.blocking().connect(port);
                    BlockingTcpSocket called = listener.accept()) {
                caller.output().write(round + 1);
                assertEquals(round + 1, called.input().read());
            }
            assertThrows(ConnectException.class, () -> client.blocking().connect(port));
        }
    }

    @Test
    @DisplayName("a connection outlives its link: down, up again, and the bytes go on")
    void linkDown(World world, @Named("client") Node client) throws Exception {
        try (BlockingTcpSocket socket = client.blocking().connect(BACK)) {
            socket.output().write(1);
            assertEquals(1, socket.input().read());
            world.linkDown("lan");
            socket.output().write(2);
            world.runFor(Duration.ofSeconds(5));
            world.linkUp("lan");
            assertEquals(2, socket.input().read());
            assertTrue(client.counters().get("tcp.retransmitted") > 0);
        }
    }
}
