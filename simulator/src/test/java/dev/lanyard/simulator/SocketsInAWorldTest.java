package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.simulator.junit.SimulatedNetwork;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Blocking sockets run the world while they wait")
class SocketsInAWorldTest {
    private static final Ipv4Address SERVER = Ipv4Address.parse("10.0.1.2");
    private static final Endpoint BACK = new Endpoint(SERVER, 7);

    @RegisterExtension
    static final SimulatedNetwork NET = SimulatedNetwork.seed(42)
            .wire("wan", "10.0.1.0/24", Impairments.NONE.withDelay(Duration.ofMillis(20)))
            .node("client", "wan", "10.0.1.1")
            .node("server", "wan", "10.0.1.2")
            .services("server", "back")
            .build();

    private static byte[] exchange(BlockingTcpSocket socket, int size) throws IOException {
        byte[] sent = new byte[size];
        sent[size - 1] = 7;
        socket.output().write(sent);
        byte[] received = socket.input().readNBytes(size);
        assertArrayEquals(sent, received);
        return received;
    }

    @Test
    void talk(World world, Node client) throws IOException {
        try (BlockingTcpSocket socket = client.blocking().connect(BACK)) {
            // SYN and SYN-ACK are a round trip of 40 ms; ARP before them takes part of another
            assertTrue(world.now().toMillis() >= 40 && world.now().toMillis() <= 81, () -> "took " + world.now());
            exchange(socket, 3000);
            socket.shutdownOutput();
            assertEquals(-1, socket.input().read());
        }
        assertTrue(world.runUntil(() -> world.counters("server").get("tcp.connections") == 0, Duration.ofMinutes(5)));
    }

    @Test
    void areRefused(World world, Node client) {
        assertThrows(ConnectException.class, () -> client.blocking().connect(new Endpoint(SERVER, 9)));
    }

    @Test
    void timeOutInVirtualTime(World world, Node client) {
        world.changeLink("wan", link -> link.withLoss(1));
        assertThrows(IOException.class, () -> client.blocking().connect(BACK, Duration.ofSeconds(30)));
        assertTrue(world.now().compareTo(Duration.ofSeconds(31)) < 0, () -> "took " + world.now());
    }

    @Test
    void outliveAPartition(World world, Node client) throws IOException {
        try (BlockingTcpSocket socket = client.blocking().connect(BACK)) {
            exchange(socket, 10);
            world.partition("client", "server");
            socket.output().write(1);
            socket.timeout(Duration.ofSeconds(5));
            assertThrows(SocketTimeoutException.class, () -> socket.input().read());
            world.heal();
            socket.timeout(Duration.ofMinutes(1));
            assertEquals(1, socket.input().read());
        }
    }

    @Test
    void areResetByAPeerThatHasForgottenThem(World world, Node client) throws IOException {
        try (BlockingTcpSocket socket = client.blocking().connect(BACK)) {
            exchange(socket, 10);
            world.restart("server");
            socket.output().write(1);
            assertThrows(SocketException.class, () -> socket.input().read());
        }
        exchange(client.blocking().connect(BACK), 10);
    }
}
