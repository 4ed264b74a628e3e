package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.node.Node;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.simulator.junit.Named;
import dev.lanyard.simulator.junit.SimulatedNetwork;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The test that the README shows")
class ReadmeExampleTest {
    @RegisterExtension
    final SimulatedNetwork net = SimulatedNetwork.seed(42)
            .lan("lan", "10.0.1.0/24")
            .node("client", "lan", "10.0.1.1")
            .node("server", "lan", "10.0.1.2")
            .build();

    @Test
    void bytesSurviveAPartition(World world, @Named("client") Node client, @Named("server") Node server)
            throws Exception {
        BlockingTcpListener listener = server.blocking().listen(80, 8);
        BlockingTcpSocket socket = client.blocking().connect("server", 80);
        world.partition("client", "server");
        socket.output().write(1);
        world.runFor(Duration.ofSeconds(5));
        world.heal();
        assertEquals(1, listener.accept().input().read());
        assertTrue(client.counters().get("tcp.retransmitted") > 0);
    }
}
