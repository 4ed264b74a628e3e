package dev.lanyard.actors.tcp;

import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Parts of TCP by themselves; in its package, since the parts are nobody else's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TcpBenchmark {
    private static final int CONNECTIONS = 10_000;
    private static final int HOLES = 64;

    /** Payload in bytes. */
    @Param({"0", "1448", "65000"})
    public int size;

    private final TcpSegment segment = new TcpSegment();
    private final ConnectionTable<Integer> table = new ConnectionTable<>(42);
    private final long[] addresses = new long[CONNECTIONS];
    private PacketBuffer packet;
    private int next;

    @Setup
    public void setUp() {
        Random random = new Random(1);
        segment.clear();
        segment.flags = TcpSegment.ACK;
        segment.hasTimestamps = true;
        packet = PacketBuffer.copyOf(new byte[size]);
        TcpHeader.write(segment, packet, 1, 2);
        packet.checksumUnknown();
        for (int i = 0; i < CONNECTIONS; i++) {
            addresses[i] = random.nextLong();
            table.put(addresses[i], i, i);
        }
    }

    /** The Internet checksum of a segment. */
    @Benchmark
    public int checksum() {
        return InternetChecksum.sum(packet.bytes(), packet.head(), packet.length());
    }

    /** A header with timestamps. */
    @Benchmark
    public TcpSegment headerParse() {
        TcpHeader.read(packet, segment);
        return segment;
    }

    /** One of 10,000 connections by its endpoints. */
    @Benchmark
    public Integer demultiplex() {
        next = next + 1 == CONNECTIONS ? 0 : next + 1;
        return table.get(addresses[next], next);
    }

    /** 64 segments with holes between them, then those that fill the holes. */
    @Benchmark
    public int reassembly() {
        Reassembly reassembly = new Reassembly();
        for (int i = 0; i < HOLES; i++) {
            reassembly.add(2000 * i + 1000, 2000 * i + 2000);
        }
        int rcvNxt = 0;
        for (int i = 0; i < HOLES; i++) {
            rcvNxt = reassembly.advance(2000 * i + 1000);
        }
        return rcvNxt;
    }

    /** Bytes through the buffer between application and connection. */
    @Benchmark
    public int ring() {
        ByteRing ring = new ByteRing(new BufferBudget(Long.MAX_VALUE));
        return ring.append(ByteBuffer.allocate(size), 1 << 20);
    }
}
