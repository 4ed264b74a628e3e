package dev.lanyard.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import com.sun.management.ThreadMXBean;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What two whole nodes allocate while bulk data goes from one's socket to the other's, counted by the virtual machine. Objects are
 * messages between actors, and those are per burst (a batch of up to 64 frames, a super-segment, a read or a write): here 64 KiB at
 * a time, and the acknowledgments of it. None is per segment.
 */
@DisplayName("Allocation per segment of bulk data, socket to socket")
@Timeout(120)
class BulkAllocationTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long WARM_UP = 256L << 20;
    private static final long MEASURED = 64L << 20;
    private static final int SEGMENT = 1448;

    /** One small object a segment in each layer that it passes would be more. */
    private static final double MOST = 200;

    private final LoopSystem system = LoopSystem.virtual("allocation", 1);
    private final PacketPool pool = new PacketPool(512);
    private final ByteBuffer source = ByteBuffer.allocate(1 << 16);
    private final ByteBuffer target = ByteBuffer.allocate(1 << 18);

    @AfterEach
    void close() {
        system.close();
    }

    private Node node(int number, ActorRef<LayerMessage> link) {
        InterfaceAddress address = new InterfaceAddress.Static(Ipv4Prefix.parse("10.0.0." + number + "/24"));
        InterfaceSettings eth0 = new InterfaceSettings(
                "eth0", MacAddress.parse("02:00:00:00:00:0" + number), address, 0, LinkFactory.existing(link.narrow()));
        return Node.start(
                system,
                new NodeSettings(
                        "node" + number,
                        List.of(eth0),
                        Optional.empty(),
                        Map.of(),
                        new SplittableRandom(number),
                        pool));
    }

    private <T> T await(CompletionStage<T> stage) throws Exception {
        return system.await(stage, LIMIT);
    }

    private void pass(TcpSocket from, TcpSocket to, long count) throws Exception {
        long received = 0;
        for (long sent = 0; sent < count; sent += source.capacity()) {
            CompletionStage<Void> accepted = from.send(source.clear());
            while (received <= sent) {
                received += await(to.receive(target.clear()));
            }
            await(accepted);
        }
        while (received < count) {
            received += await(to.receive(target.clear()));
        }
        assertEquals(count, received);
    }

    @ParameterizedTest(name = "offload {0}")
    @ValueSource(booleans = {true, false})
    void aSegmentCostsAFewBytes(boolean offload, TestReporter reporter) throws Exception {
        ActorRef<LayerMessage> here = system.spawn(CrossoverActor.create(pool, offload), "here");
        ActorRef<LayerMessage> there = system.spawn(CrossoverActor.create(pool, offload), "there");
        here.tell(new CrossoverActor.Plug(there));
        there.tell(new CrossoverActor.Plug(here));
        Node sender = node(1, here);
        Node receiver = node(2, there);
        TcpListener listener = await(receiver.listen(7, 1));
        TcpSocket from = await(sender.connect(new Endpoint(Ipv4Address.parse("10.0.0.2"), 7)));
        TcpSocket to = await(listener.accept());
        int lent = pool.available();

        pass(from, to, WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        pass(from, to, MEASURED);
        double bytes = (threads.getCurrentThreadAllocatedBytes() - before) / (double) (MEASURED / SEGMENT);

        reporter.publishEntry("bytes allocated a segment", String.format(Locale.ROOT, "%.1f", bytes));
        assertEquals(0, pool.spilled());
        assertEquals(lent, pool.available());
        assertTrue(bytes < MOST, () -> bytes + " bytes a segment");
    }
}
