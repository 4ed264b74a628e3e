package dev.lanyard.bench;

import dev.lanyard.link.lan.Impairments;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.simulator.World;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Whole stacks: two nodes on a wire in a world, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StackBenchmark {
    private static final byte[] SEGMENT = new byte[1448];

    private World world;
    private BlockingTcpListener listener;
    private BlockingTcpSocket client;
    private BlockingTcpSocket server;

    @Setup
    public void setUp() throws IOException {
        world = World.builder()
                .seed(1)
                .wire("wire", "10.0.0.0/24", Impairments.NONE.withDelay(Duration.ofNanos(1000)))
                .node("client", "wire", "10.0.0.1/24")
                .node("server", "wire", "10.0.0.2/24")
                .start();
        listener = world.node("server").blocking().listen(7, 16);
        client = world.node("client").blocking().connect("server", 7);
        server = listener.accept();
    }

    @TearDown
    public void tearDown() {
        world.close();
    }

    /** One full segment from application to application, through both stacks. */
    @Benchmark
    public int segment() throws IOException {
        client.output().write(SEGMENT);
        return server.input().readNBytes(SEGMENT.length).length;
    }

    /** A byte there and back. */
    @Benchmark
    public int requestAndReply() throws IOException {
        client.output().write(1);
        int request = server.input().read();
        server.output().write(request);
        return client.input().read();
    }

    /** A connection's life: connect, a byte there and back, close from the client's side. */
    @Benchmark
    public int life() throws IOException {
        try (BlockingTcpSocket here = world.node("client").blocking().connect("server", 7);
                BlockingTcpSocket there = listener.accept()) {
            here.output().write(1);
            there.output().write(there.input().read());
            int reply = here.input().read();
            here.close();
            there.input().read();
            // what is in TIME_WAIT has to end some time
            world.runFor(Duration.ofMillis(10));
            return reply;
        }
    }
}
