package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bulk transfer between two connections over a link with a rate, a delay, a queue and random loss, in virtual time. */
class TcpGoodputTest {
    private static final long RATE = 100_000_000;
    private static final long ONE_WAY = 25_000_000;
    private static final int QUEUE_LIMIT = 1000;

    /** One direction of the link. Packets are kept and used again. */
    private static final class Direction {
        private final ArrayDeque<PacketBuffer> free = new ArrayDeque<>();
        private final ArrayDeque<PacketBuffer> packets = new ArrayDeque<>();
        private final ArrayDeque<long[]> dues = new ArrayDeque<>();
        private final ArrayDeque<long[]> freeDues = new ArrayDeque<>();
        private final Random random;
        private final double loss;
        private long busyUntil;

        Direction(long seed, double loss) {
            random = new Random(seed);
            this.loss = loss;
        }

        void send(TcpSegment segment, long now) {
            PacketBuffer packet = free.isEmpty() ? PacketBuffer.allocate(1500) : free.poll();
            packet.trimTo(0);
            packet.append(PacketBuffer.HEADROOM - packet.head());
            packet.trimFront(packet.length());
            if (segment.payloadLength > 0) {
                segment.copyPayload(packet);
            }
            TcpHeader.write(segment, packet, 1, 2);
            long perPacket = (packet.length() + 38L) * 8 * 1_000_000_000L / RATE;
            long backlog = Math.max(0, busyUntil - now);
            if (random.nextDouble() < loss || backlog > QUEUE_LIMIT * 123_000L) {
                free.add(packet);
                return;
            }
            busyUntil = Math.max(busyUntil, now) + perPacket;
            long[] due = freeDues.isEmpty() ? new long[1] : freeDues.poll();
            due[0] = busyUntil + ONE_WAY;
            packets.add(packet);
            dues.add(due);
        }

        long next() {
            return dues.isEmpty() ? Long.MAX_VALUE : dues.peek()[0];
        }

        PacketBuffer arrive() {
            freeDues.add(dues.poll());
            return packets.poll();
        }
    }

    private static final class End implements TransmitOnly {
        final Direction out;
        TcpConnection connection;
        long now;

        End(Direction out) {
            this.out = out;
        }

        @Override
        public void transmit(TcpSegment segment) {
            out.send(segment, now);
        }
    }

    private final TcpSegment segment = new TcpSegment();
    private final ByteBuffer payload = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer sink = ByteBuffer.allocate(256 * 1024);
    private Direction there;
    private Direction back;
    private End client;
    private End server;
    private long now;
    private long received;

    private void open(long seed, double loss) {
        there = new Direction(seed, loss);
        back = new Direction(seed + 1, loss);
        client = new End(there);
        server = new End(back);
        TcpSettings settings =
                TcpSettings.builder().sendBuffer(4 << 20).receiveBuffer(4 << 20).build();
        client.connection = TcpConnection.active(new TcpParameters(settings, 1, 0, 1500, 0));
        client.connection.open(0, client);
        now = 0;
        received = 0;
    }

    private void run(long until) {
        while (true) {
            long next = Math.min(there.next(), back.next());
            next = Math.min(next, client.connection.deadline());
            next = server.connection == null ? next : Math.min(next, server.connection.deadline());
            if (client.connection.wantsFlush()) {
                next = now;
            }
            if (next > until) {
                return;
            }
            now = Math.max(now, next);
            client.now = now;
            server.now = now;
            if (there.next() <= now) {
                toServer(there.arrive());
            }
            if (back.next() <= now) {
                deliver(client, back.arrive(), back);
            }
            tick(client);
            if (server.connection != null) {
                tick(server);
                sink.clear();
                received += Math.max(0, server.connection.receive(sink, now, server));
            }
            payload.clear();
            client.connection.send(payload, now, client);
        }
    }

    private void tick(End end) {
        if (end.connection.deadline() <= now) {
            end.connection.onTimer(now, end);
        } else if (end.connection.wantsFlush()) {
            end.connection.flush(now, end);
        }
    }

    private void toServer(PacketBuffer packet) {
        if (server.connection == null) {
            TcpHeader.parse(packet, 1, 2, segment);
            server.connection =
                    TcpConnection.passive(new TcpParameters(client.connection.settings(), 5, 0, 1500, 0), segment, now);
            server.connection.open(now, server);
            there.free.add(packet);
        } else {
            deliver(server, packet, there);
        }
    }

    private void deliver(End end, PacketBuffer packet, Direction from) {
        TcpHeader.parse(packet, 1, 2, segment);
        end.connection.onSegment(segment, now, end);
        end.connection.flush(now, end);
        from.free.add(packet);
    }

    @ParameterizedTest(name = "46: {0} loss, RTT 50 ms, 100 Mbit/s: {1} to {2} Mbit/s")
    @CsvSource({"0, 85, 96", "0.001, 5, 13", "0.01, 1.6, 3.4", "0.03, 0.7, 1.9", "0.1, 0.15, 0.9"})
    void goodput(double loss, double least, double most) {
        double sum = 0;
        long timeouts = 0;
        for (int seed = 1; seed <= 5; seed++) {
            open(seed * 100, loss);
            run(60_000_000_000L);
            sum += received * 8 / 60e6;
            timeouts += client.connection.info().timeouts();
        }
        double mean = sum / 5;
        assertTrue(mean >= least && mean <= most, mean + " Mbit/s with " + timeouts + " timeouts");
    }

    @Test
    @DisplayName("An idle connection costs less than 2 KB besides its actor")
    void idle() {
        long thread = Thread.currentThread().getId();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        TcpConnection[] connections = new TcpConnection[1000];
        open(1, 0);
        TcpParameters parameters = new TcpParameters(client.connection.settings(), 1, 0, 1500, 0);
        segment.clear();
        segment.flags = TcpSegment.SYN;
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < connections.length; i++) {
            connections[i] = TcpConnection.passive(parameters, segment, 0);
        }
        long each = (threads.getThreadAllocatedBytes(thread) - before) / connections.length;
        assertTrue(each < 2048, each + " bytes");
    }

    @Test
    @DisplayName("No allocation per segment on the bulk path")
    void allocations() {
        open(1, 0);
        run(5_000_000_000L);
        long thread = Thread.currentThread().getId();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(thread);
        long bytes = received;
        run(10_000_000_000L);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        long segments = (received - bytes) / 1448;
        assertTrue(segments > 30_000, segments + " segments");
        assertTrue(allocated < segments, allocated + " bytes for " + segments + " segments");
    }
}
