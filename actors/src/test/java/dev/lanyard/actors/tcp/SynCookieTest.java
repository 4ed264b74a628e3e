package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.TcpActor.Listening;
import dev.lanyard.actors.tcp.TcpActor.Opened;
import dev.lanyard.actors.tcp.TcpLimits.SynCookies;
import dev.lanyard.actors.tcp.TcpNetwork.Host;
import dev.lanyard.link.loop.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SYN floods (RFC 4987). */
@Timeout(60)
class SynCookieTest {
    private static final int SYN = TcpSegment.SYN;
    private static final int ACK = TcpSegment.ACK;
    private static final int FLOOD = 100_000;
    /** Below the ports of real clients. */
    private static final int SPOOFED_PORTS = 40_000;

    private final TcpNetwork network = new TcpNetwork();
    private final Host client = network.host("10.0.0.1");

    @AfterEach
    void close() {
        network.close();
    }

    /** SYNs from hosts that never answer. */
    private void flood(Host server, int count) {
        network.loses = segment -> segment.destinationPort < SPOOFED_PORTS && segment.sourcePort == 80;
        Host[] spoofed = {network.host("10.0.0.7"), network.host("10.0.0.8"), network.host("10.0.0.9")};
        for (int i = 0; i < count; i++) {
            Host source = spoofed[i % spoofed.length];
            server.inject(
                    source.address.value(),
                    1 + i / spoofed.length % (SPOOFED_PORTS - 1),
                    server.address.value(),
                    80,
                    SYN,
                    i,
                    0);
            network.seen.clear();
        }
    }

    private TcpInfo info(Opened socket) {
        CompletableFuture<TcpInfo> info = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.GetInfo(info));
        return network.await(info);
    }

    @Test
    @DisplayName("42: 100,000 spoofed SYNs: memory is bounded, and a real client connects, with SACK and window scale")
    void flood() {
        Host server = network.host("10.0.0.2");
        Listening listening = network.await(server.listen(80, 10));
        VirtualLoop loop = (VirtualLoop) network.system.loop();
        flood(server, FLOOD);
        assertEquals(138, server.counters.halfOpen.get());
        assertEquals(138, server.counters.connections.get());
        // one timer each, one for each segment on the wire of 1 ms: those of the last instant
        assertEquals(FLOOD - 138, server.counters.cookiesSent.get());
        network.run(Duration.ofMillis(10));
        assertEquals(138, loop.pendingTimers());

        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened here = network.await(client.connect(server.endpoint(80)));
        Opened there = network.await(accepted);
        assertEquals(1, server.counters.cookiesAccepted.get());
        assertTrue(info(there).sendWindow() > 65_535, "the cookie forgot the window scale");
        assertEquals(1448, info(there).mss());
        byte[] data = new byte[100_000];
        network.send(there, data);
        int received = 0;
        while (received < data.length) {
            received += network.await(network.receive(here, ByteBuffer.allocate(data.length)));
        }
        network.run(Duration.ofMinutes(3));
        assertEquals(0, server.counters.halfOpen.get());
        assertEquals(1, server.counters.connections.get());
    }

    @Test
    @DisplayName("42: without cookies a flood shuts real clients out; what it leaves goes away")
    void never() {
        Host server = network.host("10.0.0.2", TcpLimits.DEFAULT.withSynCookies(SynCookies.NEVER));
        network.await(server.listen(80, 10));
        flood(server, 1000);
        assertEquals(862, server.counters.group.dropped(TcpDrop.BACKLOG_FULL));
        CompletableFuture<Opened> shutOut = client.connect(server.endpoint(80));
        network.run(Duration.ofMillis(500));
        assertFalse(shutOut.isDone());
        network.run(Duration.ofMinutes(2));
        assertEquals(0, server.counters.connections.get());
        network.await(client.connect(server.endpoint(80)));
    }

    @Test
    @DisplayName("RFC 4987 §3.6: cookies for every SYN; the first segment to arrive may carry data; the backlog holds")
    void always() {
        Host server = network.host("10.0.0.2", TcpLimits.DEFAULT.withSynCookies(SynCookies.ALWAYS));
        Listening listening = network.await(server.listen(80, 2));
        boolean[] lost = new boolean[1];
        network.loses = segment -> {
            boolean third = segment.destinationPort == 80 && segment.flags == ACK && !lost[0];
            lost[0] |= third;
            return third;
        };
        Opened here = network.await(client.connect(server.endpoint(80)));
        assertEquals(0, server.counters.connections.get());
        network.send(here, new byte[500]);
        Opened there = network.await(network.accept(listening));
        assertEquals(500, network.await(network.receive(there, ByteBuffer.allocate(1000))));
        for (int i = 0; i < 4; i++) {
            client.connect(server.endpoint(80));
        }
        network.run(Duration.ofMillis(100));
        assertEquals(3, server.counters.connections.get());
        assertEquals(3, server.counters.cookiesAccepted.get());
    }

    @Test
    @DisplayName("A peer without timestamps gets neither scale nor SACK with its cookie, and connects")
    void plain() {
        Host server = network.host("10.0.0.2", TcpLimits.DEFAULT.withSynCookies(SynCookies.ALWAYS));
        Listening listening = network.await(server.listen(80, 2));
        TcpSettings old = TcpSettings.builder().timestamps(false).build();
        Opened here = network.await(client.connect(server.endpoint(80), old));
        TcpSegment answer = network.seen.stream()
                .filter(segment -> segment.flags == (SYN | ACK))
                .findFirst()
                .orElseThrow();
        assertFalse(answer.sackPermitted || answer.hasTimestamps || answer.windowScale != TcpSegment.ABSENT);
        network.send(here, new byte[5]);
        assertEquals(
                5, network.await(network.receive(network.await(network.accept(listening)), ByteBuffer.allocate(9))));
    }

    @Test
    @DisplayName("An ACK with a wrong or an old cookie, or with none outstanding, is answered by RST")
    void forged() {
        Host server = network.host("10.0.0.2", TcpLimits.DEFAULT.withSynCookies(SynCookies.ALWAYS));
        network.await(server.listen(80, 10));
        int self = server.address.value();
        int other = client.address.value();
        server.inject(other, 5, self, 80, ACK, 1001, 1);
        server.inject(other, 5, self, 80, SYN, 1000, 0);
        int cookie = network.seen.get(network.seen.size() - 1).seq;
        server.inject(other, 5, self, 80, ACK, 1001, cookie + 100);
        server.inject(other, 5, self, 80, ACK, 1002, cookie + 1);
        server.inject(other, 6, self, 80, ACK, 1001, cookie + 1);
        network.run(Duration.ofSeconds(121));
        server.inject(other, 5, self, 80, ACK, 1001, cookie + 1);
        assertEquals(5, server.counters.resetsSent.get());
        assertEquals(0, server.counters.connections.get());
    }

    @Test
    @DisplayName("A cookie remembers an MSS for one to two minutes, for its endpoints and sequence numbers only")
    void cookie() {
        CookieJar jar = new CookieJar(new Random(1));
        Random random = new Random(2);
        int[][] sizes = {{200, 536}, {536, 536}, {1299, 536}, {1300, 1300}, {1459, 1440}, {1460, 1460}, {9000, 1460}};
        for (int[] size : sizes) {
            for (int i = 0; i < 200; i++) {
                long addresses = random.nextLong();
                int ports = random.nextInt();
                int irs = random.nextInt();
                long now = random.nextLong(1L << 60);
                int cookie = jar.sequence(addresses, ports, irs, size[0], now);
                assertEquals(size[1], jar.mss(addresses, ports, irs, cookie, now));
                assertEquals(size[1], jar.mss(addresses, ports, irs, cookie, now + CookieJar.PERIOD));
                assertEquals(0, jar.mss(addresses, ports, irs, cookie, now + 2 * CookieJar.PERIOD));
                assertEquals(0, jar.mss(addresses, ports + 1, irs, cookie, now));
                assertEquals(0, jar.mss(addresses, ports, irs + 100, cookie, now));
            }
        }
    }

    @Test
    @DisplayName("Guesses are good with a chance of 8 in 2^32: none of a million")
    void guesses() {
        CookieJar jar = new CookieJar(new Random(1));
        Random random = new Random(3);
        for (int i = 0; i < 1_000_000; i++) {
            assertEquals(0, jar.mss(1, 2, 3, random.nextInt(), 0));
        }
    }
}
