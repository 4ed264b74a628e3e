package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random segments, close enough to what is expected to get somewhere, against a connection that lives its life. */
class TcpFuzzTest {
    private final Set<TcpState> visited = EnumSet.noneOf(TcpState.class);

    private static final class Sink implements TransmitOnly {
        private int transmitted;

        @Override
        public void transmit(TcpSegment segment) {
            PacketBuffer packet = PacketBuffer.allocate(segment.payloadLength);
            if (segment.payloadLength > 0) {
                segment.copyPayload(packet);
            }
            TcpHeader.write(segment, packet, 1, 2);
            transmitted++;
        }
    }

    @ParameterizedTest(
            name = "62: seed {0}: random segments at every state: no exception, bounded output, no timer left")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void segments(long seed) {
        for (int life = 0; life < 300; life++) {
            live(new Random(seed * 1000 + life));
        }
        assertTrue(visited.size() >= 9, visited.toString());
    }

    @Test
    @DisplayName("62: a connection that is fuzzed and then aborted holds nothing")
    void abort() {
        live(new Random(99));
    }

    private void live(Random random) {
        Sink sink = new Sink();
        TcpSettings settings = TcpSettings.builder()
                .receiveBuffer(1 + random.nextInt(100_000))
                .sendBuffer(1 + random.nextInt(100_000))
                .timestamps(random.nextBoolean())
                .selectiveAcks(random.nextInt(4) > 0)
                .build();
        int iss = random.nextInt();
        int irs = random.nextInt();
        TcpParameters parameters = new TcpParameters(settings, iss, 0, 1500, random.nextBoolean() ? 0 : 60_000);
        long now = 0;
        TcpConnection connection;
        if (random.nextBoolean()) {
            connection = TcpConnection.active(parameters);
        } else {
            TcpSegment syn = segment(random, irs, iss, 0, 0);
            syn.seq = irs;
            syn.flags = TcpSegment.SYN;
            connection = TcpConnection.passive(parameters, syn, now);
        }
        connection.open(now, sink);
        int sent = 0;
        int received = 0;
        for (int i = 0; i < 200; i++) {
            now += random.nextInt(5) == 0 ? random.nextInt(2_000_000_000) : random.nextInt(1_000_000);
            TcpInfo info = connection.info();
            visited.add(info.state());
            received = (int) info.bytesIn();
            sent = (int) info.bytesAcknowledged() + info.unacknowledged();
            connection.onSegment(segment(random, irs, iss, received, sent), now, sink);
            act(random, connection, iss, now, sink);
            connection.flush(now, sink);
            if (connection.deadline() <= now) {
                connection.onTimer(now, sink);
            }
            assertTrue(info.inFlight() >= 0 || info.outOfOrder() <= Reassembly.LIMIT);
        }
        connection.abort(now, sink);
        assertEquals(Long.MAX_VALUE, connection.deadline());
        assertTrue(sink.transmitted < 200 * 130);
    }

    private static void act(Random random, TcpConnection connection, int iss, long now, Sink sink) {
        switch (random.nextInt(60)) {
            case 0 -> connection.close(now, sink);
            case 1 -> connection.shutdownOutput(now, sink);
            case 2 ->
                connection.onPathMtu(
                        random.nextInt(2000),
                        connection.info().unacknowledged() == 0 ? 0 : random.nextInt(),
                        now,
                        sink);
            case 3 -> connection.onIcmpError(TcpFailure.UNREACHABLE, false, random.nextInt(), sink);
            case 4, 5, 6, 7, 8, 9, 10, 11 -> connection.send(ByteBuffer.allocate(random.nextInt(20_000)), now, sink);
            default -> connection.receive(ByteBuffer.allocate(random.nextInt(2000)), now, sink);
        }
    }

    /** The first sequence number in flight, if anything is. */
    private static int quoted(TcpConnection connection, int iss) {
        return iss + 1 + (int) connection.info().bytesAcknowledged();
    }

    private static TcpSegment segment(Random random, int irs, int iss, int received, int sent) {
        TcpSegment segment = new TcpSegment();
        segment.clear();
        segment.flags = flags(random);
        segment.seq = irs + 1 + received + near(random);
        segment.ack = iss + 1 + sent + (random.nextBoolean() ? 0 : near(random));
        segment.window = random.nextInt(4) == 0 ? 0 : random.nextInt(65_536);
        segment.hasTimestamps = random.nextInt(3) > 0;
        segment.tsVal = random.nextInt(5000);
        segment.tsEcr = random.nextInt(5000);
        segment.mss = random.nextInt(3) == 0 ? TcpSegment.ABSENT : random.nextInt(3000);
        segment.windowScale = random.nextInt(3) == 0 ? TcpSegment.ABSENT : random.nextInt(16);
        segment.sackPermitted = random.nextBoolean();
        int blocks = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        for (int i = 0; i < blocks; i++) {
            int left = segment.ack + near(random);
            segment.addSackBlock(left, left + random.nextInt(3000));
        }
        byte[] payload = new byte[random.nextInt(3) == 0 ? random.nextInt(3000) : 0];
        segment.packet = PacketBuffer.copyOf(payload);
        segment.payloadIndex = segment.packet.head();
        segment.payloadLength = payload.length;
        return segment;
    }

    private static int flags(Random random) {
        return switch (random.nextInt(40)) {
            case 0 -> TcpSegment.SYN;
            case 1 -> TcpSegment.SYN | TcpSegment.ACK;
            case 2 -> TcpSegment.RST;
            case 3 -> TcpSegment.FIN | TcpSegment.ACK;
            case 4 -> random.nextInt(256) & ~TcpSegment.SYN;
            default -> TcpSegment.ACK;
        };
    }

    private static int near(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(5) - 2;
            case 1 -> random.nextInt(5000) - 2500;
            case 2 -> random.nextInt(200_000) - 100_000;
            case 3 -> random.nextInt(100) == 0 ? random.nextInt() : 0;
            default -> 0;
        };
    }
}
