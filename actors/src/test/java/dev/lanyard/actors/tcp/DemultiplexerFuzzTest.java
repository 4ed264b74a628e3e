package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.TcpNetwork.Host;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("62. Random and mutated segments at the demultiplexer")
class DemultiplexerFuzzTest {
    private static final int PORT = 80;
    private static final int SEGMENTS = 20_000;
    private static final int STRANGERS = 50;

    private static int stranger(Random random) {
        return 0x0a00_0064 + random.nextInt(STRANGERS);
    }

    /** A segment of the connection, of the listener or of nobody, some of whose bytes are then changed. */
    private static byte[] segment(Random random, int source, Host server, TcpActor.Opened peer, TcpSegment last) {
        TcpSegment segment = new TcpSegment();
        segment.clear();
        boolean ofPeer = source == peer.local().address().value();
        segment.sourcePort = ofPeer ? peer.local().port() : 1024 + random.nextInt(8);
        segment.destinationPort = random.nextInt(20) == 0 ? random.nextInt(65_536) : PORT;
        segment.flags = random.nextInt(256);
        segment.seq = last.seq + random.nextInt(70_000) - 2_000;
        segment.ack = random.nextInt(3) == 0 ? random.nextInt() : last.ack + random.nextInt(2_000);
        segment.window = random.nextInt(65_536);
        if (random.nextBoolean()) {
            segment.hasTimestamps = true;
            segment.tsVal = random.nextInt();
            segment.tsEcr = random.nextInt();
        }
        PacketBuffer packet = PacketBuffer.allocate(64);
        packet.append(random.nextInt(64));
        TcpHeader.write(segment, packet, source, server.address.value());
        byte[] bytes = packet.toByteArray();
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(10) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @ParameterizedTest(name = "seed {0}: no fault, everything counted, and then real clients are served")
    @ValueSource(longs = {1, 2, 3})
    void survives(long seed) {
        Random random = new Random(seed);
        try (TcpNetwork net = new TcpNetwork()) {
            Host server = net.host("10.0.0.1");
            Host client = net.host("10.0.0.2");
            TcpActor.Listening listening = net.await(server.listen(PORT, 16));
            TcpActor.Opened opened = net.await(client.connect(server.endpoint(PORT)));
            net.await(net.accept(listening));
            for (int i = 0; i < SEGMENTS; i++) {
                int source = random.nextInt(4) == 0 ? client.address.value() : stranger(random);
                TcpSegment last = net.seen.get(net.seen.size() - 1);
                server.inject(source, segment(random, source, server, opened, last));
                if (random.nextInt(100) == 0) {
                    net.run(Duration.ofMillis(random.nextInt(3_000)));
                }
            }
            assertEquals(0, server.counters.faults.get(), "faults of our own");
            long dropped = server.counters.group.snapshot().entrySet().stream()
                    .filter(counter -> counter.getKey().startsWith("dropped."))
                    .mapToLong(java.util.Map.Entry::getValue)
                    .sum();
            assertTrue(dropped > SEGMENTS / 10, "only " + dropped + " segments were dropped by name");
            net.abort(opened);
            net.run(Duration.ofHours(1));
            TcpActor.Opened again = net.await(client.connect(server.endpoint(PORT)));
            net.await(net.send(again, new byte[] {1, 2, 3}));
        }
    }
}
