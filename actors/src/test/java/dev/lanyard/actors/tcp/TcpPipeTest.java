package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two connections and a pipe that loses, delays, reorders and duplicates, in virtual time. */
class TcpPipeTest {
    private static final long STEP_LIMIT = 3_000_000;

    private record Flight(long due, long order, Side target, byte[] bytes) implements Comparable<Flight> {
        @Override
        public int compareTo(Flight other) {
            return due != other.due ? Long.compare(due, other.due) : Long.compare(order, other.order);
        }
    }

    /** What the pipe does, drawn from a seed. */
    private record Weather(double loss, double duplicate, double reorder, long delay, double corrupt) {}

    private final PriorityQueue<Flight> pipe = new PriorityQueue<>();
    private Random random;
    private Weather weather;
    private long now;
    private long order;
    private boolean cut;

    private class Side implements TcpEffects {
        final int total;
        TcpConnection connection;
        Side peer;
        int written;
        int read;
        boolean ended;
        boolean closed;
        TcpFailure failure;

        Side(int total) {
            this.total = total;
        }

        @Override
        public void transmit(TcpSegment segment) {
            PacketBuffer packet = PacketBuffer.allocate(segment.payloadLength);
            if (segment.payloadLength > 0) {
                segment.copyPayload(packet);
            }
            TcpHeader.write(segment, packet, 1, 2);
            send(packet.toByteArray(), peer);
        }

        void application() {
            if (connection == null || connection.state().opening()) {
                return;
            }
            if (written < total && connection.state().sends()) {
                byte[] bytes = new byte[Math.min(total - written, 1 + random.nextInt(20_000))];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = TcpScript.pattern(written + i + 7 * total);
                }
                written += connection.send(ByteBuffer.wrap(bytes), now, this);
                if (written == total) {
                    connection.shutdownOutput(now, this);
                }
            }
            if (random.nextInt(4) != 0) {
                ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(30_000));
                int count = connection.receive(target, now, this);
                for (int i = 0; i < count; i++) {
                    assertEquals(TcpScript.pattern(read + i + 7 * peer.total), target.get(i), "byte " + (read + i));
                }
                read += Math.max(0, count);
                ended |= count < 0 && !closed || connection.isExhausted();
            }
        }

        @Override
        public void connected() {}

        @Override
        public void readable() {}

        @Override
        public void writable() {}

        @Override
        public void remoteClosed() {}

        @Override
        public void closed(TcpFailure reason) {
            closed = true;
            failure = reason;
        }
    }

    private void send(byte[] bytes, Side target) {
        if (cut || random.nextDouble() < weather.loss) {
            return;
        }
        int copies = random.nextDouble() < weather.duplicate ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long late = random.nextDouble() < weather.reorder ? (long) (random.nextDouble() * 3 * weather.delay) : 0;
            byte[] copy = bytes.clone();
            if (random.nextDouble() < weather.corrupt) {
                copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
            }
            pipe.add(new Flight(now + weather.delay + late, order++, target, copy));
        }
    }

    private void deliver(Flight flight, TcpParameters passive) {
        PacketBuffer packet = PacketBuffer.copyOf(flight.bytes);
        packet.checksumVerified();
        TcpSegment segment = new TcpSegment();
        if (TcpHeader.parse(packet, 1, 2, segment) != null) {
            return;
        }
        Side side = flight.target;
        if (side.connection == null) {
            if (segment.has(TcpSegment.SYN) && !segment.has(TcpSegment.ACK)) {
                side.connection = TcpConnection.passive(passive, segment, now);
                side.connection.open(now, side);
            }
            return;
        }
        side.connection.onSegment(segment, now, side);
        side.connection.flush(now, side);
    }

    private static long deadline(Side side) {
        return side.connection == null ? Long.MAX_VALUE : side.connection.deadline();
    }

    private void step(Side side) {
        while (deadline(side) <= now) {
            side.connection.onTimer(now, side);
        }
        while (side.connection != null && side.connection.wantsFlush()) {
            side.connection.flush(now, side);
        }
        side.application();
    }

    private void run(Side client, Side server, TcpParameters passive) {
        for (long steps = 0; steps < STEP_LIMIT; steps++) {
            boolean working =
                    client.written < client.total || server.written < server.total || !client.ended || !server.ended;
            long next = Math.min(deadline(client), deadline(server));
            next = pipe.isEmpty() ? next : Math.min(next, pipe.peek().due);
            if (working && !client.closed && !server.closed) {
                next = Math.min(next, now + 5_000_000);
            }
            if (next == Long.MAX_VALUE) {
                // what arrived last may still wait to be read
                for (int i = 0; i < 200; i++) {
                    client.application();
                    server.application();
                }
                return;
            }
            now = Math.max(now, next);
            while (!pipe.isEmpty() && pipe.peek().due <= now) {
                deliver(pipe.poll(), passive);
            }
            step(client);
            step(server);
        }
        throw new AssertionError("no end in sight: " + client.connection.info() + " " + server.connection.info());
    }

    private static TcpSettings settings(Random random) {
        return TcpSettings.builder()
                .timestamps(random.nextBoolean())
                .selectiveAcks(random.nextInt(3) > 0)
                .windowScaling(random.nextBoolean())
                .noDelay(random.nextBoolean())
                .receiveBuffer(2000 + random.nextInt(200_000))
                .sendBuffer(2000 + random.nextInt(200_000))
                .retries(40)
                .synRetries(20)
                .maxRto(Duration.ofSeconds(5))
                .build();
    }

    static long[] seeds() {
        int count = Integer.getInteger("lanyard.tcp.seeds", 150);
        long first = Long.getLong("lanyard.tcp.seed", 1);
        long[] seeds = new long[count];
        Arrays.setAll(seeds, i -> first + i);
        return seeds;
    }

    @ParameterizedTest(name = "63: seed {0}: all bytes arrive, then no timer is left")
    @MethodSource("seeds")
    void transfer(long seed) {
        random = new Random(seed);
        weather = new Weather(
                random.nextDouble() * 0.15,
                random.nextDouble() * 0.1,
                random.nextDouble() * 0.3,
                (long) (random.nextDouble() * 50_000_000),
                0);
        Side client = new Side(random.nextInt(300_000));
        Side server = new Side(random.nextInt(300_000));
        client.peer = server;
        server.peer = client;
        TcpParameters active = new TcpParameters(settings(random), random.nextInt(), random.nextInt(), 1500, tso());
        TcpParameters passive = new TcpParameters(settings(random), random.nextInt(), random.nextInt(), 600, tso());
        client.connection = TcpConnection.active(active);
        client.connection.open(now, client);
        run(client, server, passive);
        assertEquals(client.total, server.read, "client to server");
        assertEquals(server.total, client.read, "server to client");
        assertNull(client.failure);
        assertNull(server.failure);
        assertTrue(client.closed && server.closed);
        assertEquals(Long.MAX_VALUE, Math.min(deadline(client), deadline(server)));
    }

    private int tso() {
        return random.nextBoolean() ? 0 : 5000 + random.nextInt(60_000);
    }

    @ParameterizedTest(
            name = "62: seed {0}: corrupted segments that pass every checksum cause no exception and leave no timer")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void corruption(long seed) {
        random = new Random(seed);
        weather = new Weather(0.02, 0.02, 0.1, 10_000_000, 0.1);
        Side client = new Lenient(100_000);
        Side server = new Lenient(100_000);
        client.peer = server;
        server.peer = client;
        TcpParameters active = new TcpParameters(settings(random), random.nextInt(), 0, 1500, 0);
        TcpParameters passive = new TcpParameters(settings(random), random.nextInt(), 0, 1500, 0);
        client.connection = TcpConnection.active(active);
        client.connection.open(now, client);
        long end = 600_000_000_000L;
        while (now < end && !(client.closed && (server.closed || server.connection == null))) {
            long next = Math.min(deadline(client), deadline(server));
            next = Math.min(pipe.isEmpty() ? next : Math.min(next, pipe.peek().due), now + 50_000_000);
            now = Math.max(now, next);
            while (!pipe.isEmpty() && pipe.peek().due <= now) {
                deliver(pipe.poll(), passive);
            }
            step(client);
            step(server);
        }
        abort(client);
        abort(server);
        assertEquals(Long.MAX_VALUE, Math.min(deadline(client), deadline(server)));
    }

    private void abort(Side side) {
        if (side.connection != null) {
            side.connection.abort(now, side);
        }
    }

    /** An application that does not mind what it reads. */
    private final class Lenient extends Side {
        Lenient(int total) {
            super(total);
        }

        @Override
        void application() {
            if (connection != null && !connection.state().opening()) {
                if (written < total) {
                    written += connection.send(ByteBuffer.allocate(Math.min(total - written, 5000)), now, this);
                } else if (random.nextInt(50) == 0) {
                    connection.close(now, this);
                }
                connection.receive(ByteBuffer.allocate(random.nextInt(5000)), now, this);
            }
        }
    }
}
