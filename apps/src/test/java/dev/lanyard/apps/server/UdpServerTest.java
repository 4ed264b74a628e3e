package dev.lanyard.apps.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.BlockingUdpSocket;
import dev.lanyard.simulator.junit.Named;
import dev.lanyard.simulator.junit.SimulatedNetwork;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UdpServerTest {
    private static final int PORT = 7007;
    private static final Endpoint SERVER = new Endpoint(Ipv4Address.parse("10.0.1.2"), PORT);

    @RegisterExtension
    final SimulatedNetwork net = SimulatedNetwork.seed(1)
            .lan("lan", "10.0.1.0/24")
            .node("client", "lan", "10.0.1.1")
            .node("server", "lan", "10.0.1.2")
            .services("server", "echo " + PORT)
            .build();

    @Test
    void answersEachFromWhereItWasAsked(@Named("client") Node client) throws Exception {
        try (BlockingUdpSocket socket = client.blocking().udp(40_000)) {
            for (int size : new int[] {0, 1, 1472}) {
                byte[] question = new byte[size];
                java.util.Arrays.fill(question, (byte) size);
                socket.send(SERVER, question);
                Datagram answer = socket.receive(Duration.ofSeconds(5));
                assertArrayEquals(question, answer.payload());
                assertEquals(SERVER, answer.source());
            }
        }
    }

    @Test
    void doesNotAnswerServicesThatWouldAnswerForEver(@Named("client") Node client) throws Exception {
        for (int port : new int[] {7, 13, 19, PORT}) {
            try (BlockingUdpSocket socket = client.blocking().udp(port)) {
                socket.send(SERVER, new byte[1]);
                assertThrows(SocketTimeoutException.class, () -> socket.receive(Duration.ofSeconds(5)));
            }
        }
        assertEquals(0, client.counters().get("udp.received"));
    }
}
