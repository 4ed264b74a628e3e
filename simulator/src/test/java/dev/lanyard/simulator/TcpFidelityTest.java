package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.node.Node;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole nodes over a whole link: what arrives in virtual time is what the Linux kernel gets through such a link. */
@DisplayName("48. Goodput of two nodes: RTT 50 ms, 100 Mbit/s, random loss")
class TcpFidelityTest {
    private static final Duration TIME = Duration.ofSeconds(120);
    private static final long SEEDS = 5;
    private static final int PORT = 9;

    @ParameterizedTest(name = "loss {0}: {1} to {2} Mbit/s")
    @CsvSource({"0.001, 6.5, 12.5", "0.01, 1.8, 3.2", "0.03, 1.0, 1.9", "0.10, 0.35, 0.9"})
    void goodput(double loss, double least, double most) throws Exception {
        double sum = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            sum += megabitsPerSecond(seed, loss);
        }
        double mean = sum / SEEDS;
        assertTrue(mean >= least && mean <= most, "mean goodput " + mean + " Mbit/s at loss " + loss);
    }

    private static double megabitsPerSecond(long seed, double loss) throws Exception {
        Impairments link = Impairments.NONE
                .withDelay(Duration.ofMillis(25))
                .withRate(100_000_000)
                .withQueueLimit(417)
                .withLoss(loss);
        try (World world = World.builder()
                .seed(seed)
                .wire("wan", "10.0.2.0/30", link)
                .node("sender", "wan", "10.0.2.1")
                .node("receiver", "wan", "10.0.2.2")
                .start()) {
            Node receiver = world.node("receiver");
            TcpListener listener = world.await(receiver.listen(PORT, 1), TIME);
            Counting counting = new Counting();
            listener.accept().thenAccept(counting::receive);
            Endpoint remote = new Endpoint(Ipv4Address.parse("10.0.2.2"), PORT);
            TcpSocket socket = world.await(world.node("sender").connect(remote), TIME);
            world.call(() -> send(socket, ByteBuffer.allocate(64 * 1024)));
            long before = counting.bytes;
            world.runFor(TIME);
            return (counting.bytes - before) * 8 / 1e6 / TIME.toSeconds();
        }
    }

    private static void send(TcpSocket socket, ByteBuffer data) {
        socket.send(data.rewind()).thenRun(() -> send(socket, data));
    }

    private static final class Counting {
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        private long bytes;

        void receive(TcpSocket socket) {
            socket.receive(buffer.clear()).thenAccept(count -> {
                bytes += count;
                receive(socket);
            });
        }
    }
}
