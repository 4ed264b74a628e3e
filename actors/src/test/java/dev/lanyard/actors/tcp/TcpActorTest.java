package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.tcp.TcpActor.Listening;
import dev.lanyard.actors.tcp.TcpActor.Opened;
import dev.lanyard.actors.tcp.TcpNetwork.Host;
import java.io.ByteArrayOutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpActorTest {
    private static final int SYN = TcpSegment.SYN;
    private static final int ACK = TcpSegment.ACK;
    private static final int RST = TcpSegment.RST;

    private final TcpNetwork network = new TcpNetwork();
    private final Host a = network.host("10.0.0.1");
    private final Host b = network.host("10.0.0.2");

    private record Pair(Opened client, Opened server, Listening listening) {}

    @AfterEach
    void close() {
        network.close();
    }

    private Pair pair() {
        Listening listening = network.await(b.listen(80, 10));
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened client = network.await(a.connect(b.endpoint(80)));
        return new Pair(client, network.await(accepted), listening);
    }

    private byte[] readAll(Opened socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            ByteBuffer target = ByteBuffer.allocate(10_000);
            int count = network.await(network.receive(socket, target));
            if (count < 0) {
                return all.toByteArray();
            }
            all.write(target.array(), 0, count);
        }
    }

    @Test
    @DisplayName("Bytes both ways, half-close, close: all arrive, then no connection and no timer is left")
    void exchange() {
        Pair pair = pair();
        byte[] request = new byte[3_000_000];
        new Random(1).nextBytes(request);
        CompletableFuture<Void> sent = network.send(pair.client, request);
        CompletableFuture<Void> shut = network.shutdownOutput(pair.client);
        assertFalse(sent.isDone(), "more than the send buffer holds");
        assertArrayEquals(request, readAll(pair.server));
        assertTrue(sent.isDone() && shut.isDone());
        network.await(network.send(pair.server, new byte[] {1, 2, 3}));
        network.await(network.close(pair.server));
        assertArrayEquals(new byte[] {1, 2, 3}, readAll(pair.client));
        network.await(network.close(pair.client));
        assertEquals(1, a.counters.connections.get());
        network.run(Duration.ofSeconds(61));
        assertEquals(0, a.counters.connections.get() + b.counters.connections.get());
        assertTrue(network.isQuiet(), "timers are left");
        assertTrue(pair.client.closed().isDone() && pair.server.closed().isDone());
    }

    @Test
    @DisplayName("Many connections at once keep their bytes apart")
    void many() {
        Listening listening = network.await(b.listen(80, 200));
        List<CompletableFuture<Opened>> opening = new ArrayList<>();
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 150; i++) {
            opening.add(a.connect(b.endpoint(80)));
        }
        for (CompletableFuture<Opened> each : opening) {
            Opened client = network.await(each);
            assertTrue(
                    client.local().port() >= 49_152 && ports.add(client.local().port()), "28: ports differ");
            network.send(client, new byte[] {
                (byte) (client.local().port() >> 8), (byte) client.local().port()
            });
        }
        for (int i = 0; i < 150; i++) {
            Opened server = network.await(network.accept(listening));
            ByteBuffer target = ByteBuffer.allocate(10);
            network.await(network.receive(server, target));
            assertEquals(server.remote().port(), target.getShort(0) & 0xffff);
        }
        assertEquals(150, b.counters.passiveOpens.get());
    }

    @Test
    @DisplayName("19: a host connects to itself")
    void itself() {
        Listening listening = network.await(a.listen(80, 1));
        Opened client = network.await(a.connect(a.endpoint(80)));
        Opened server = network.await(network.accept(listening));
        network.send(client, new byte[] {7});
        assertEquals(1, network.await(network.receive(server, ByteBuffer.allocate(5))));
    }

    @Test
    @DisplayName("18: SYN to a closed port: RST, seq 0, ack behind it; ACK to one: RST with its ack as seq")
    void closedPort() {
        b.inject(a.address.value(), 5, b.address.value(), 9, SYN, 1000, 0);
        TcpSegment reset = last();
        assertEquals(RST | ACK, reset.flags);
        assertEquals(0, reset.seq);
        assertEquals(1001, reset.ack);
        b.inject(a.address.value(), 5, b.address.value(), 9, ACK, 1000, 777);
        assertEquals(RST, last().flags);
        assertEquals(777, last().seq);
        assertEquals(2, b.counters.group.dropped(TcpDrop.NO_LISTENER));
    }

    @Test
    @DisplayName("19: no RST to a RST, to broadcast or multicast, nor to a source that is nobody; 26: nor a connection")
    void silence() {
        network.await(b.listen(80, 10));
        int self = b.address.value();
        int other = a.address.value();
        network.seen.clear();
        b.inject(other, 5, self, 9, RST, 1, 0);
        b.inject(other, 5, self, 80, RST | ACK, 1, 0);
        b.inject(other, 5, Ipv4Address.parse("10.0.0.255").value(), 80, SYN, 1, 0);
        b.inject(other, 5, Ipv4Address.parse("224.0.0.1").value(), 80, SYN, 1, 0);
        b.inject(0, 5, self, 80, SYN, 1, 0);
        b.inject(-1, 5, self, 80, SYN, 1, 0);
        b.inject(Ipv4Address.parse("10.0.0.255").value(), 5, self, 80, SYN, 1, 0);
        b.inject(Ipv4Address.parse("224.0.0.9").value(), 5, self, 80, SYN, 1, 0);
        b.inject(self, 80, self, 80, SYN, 1, 0);
        assertTrue(network.seen.isEmpty());
        assertEquals(5, b.counters.group.dropped(TcpDrop.BAD_SOURCE));
        assertEquals(2, b.counters.group.dropped(TcpDrop.BAD_DESTINATION));
        assertEquals(0, b.counters.connections.get());
    }

    private TcpSegment last() {
        return network.seen.get(network.seen.size() - 1);
    }

    @Test
    @DisplayName("36: refused, timed out, nobody there, no route: connect fails with what java.net would say")
    void connectFailures() {
        Throwable refused = network.failure(a.connect(b.endpoint(81)));
        assertInstanceOf(ConnectException.class, refused);
        assertEquals("Connection refused", refused.getMessage());
        assertInstanceOf(
                NoRouteToHostException.class,
                network.failure(a.connect(new Endpoint(Ipv4Address.parse("10.0.0.77"), 80))));
        assertInstanceOf(
                NoRouteToHostException.class,
                network.failure(a.connect(new Endpoint(Ipv4Address.parse("192.0.2.1"), 80))));
        network.loses = segment -> true;
        Throwable late = network.failure(a.connect(b.endpoint(80)));
        assertInstanceOf(ConnectException.class, late);
        assertEquals("Connection timed out", late.getMessage());
        assertEquals(0, a.counters.connections.get());
        assertEquals(4, a.counters.failedOpens.get());
    }

    @Test
    @DisplayName("36: a connect that is cancelled gives up and leaves nothing")
    void cancelled() {
        network.loses = segment -> true;
        CompletableFuture<Opened> result = a.connect(b.endpoint(80));
        network.run(Duration.ofMillis(500));
        result.cancel(false);
        network.run(Duration.ofMillis(1));
        assertEquals(0, a.counters.connections.get());
        assertTrue(network.isQuiet());
    }

    @Test
    @DisplayName("36: receive and send fail on RST, on close and on node stop")
    void waiting() {
        Pair pair = pair();
        CompletableFuture<Integer> reset = network.receive(pair.client, ByteBuffer.allocate(10));
        network.await(network.abort(pair.server));
        assertEquals("Connection reset", network.failure(reset).getMessage());
        assertEquals(
                "Connection reset",
                network.failure(network.send(pair.client, new byte[1])).getMessage());
        network.await(network.close(pair.client));
        network.await(pair.client.closed());

        Opened client = network.await(a.connect(b.endpoint(80)));
        CompletableFuture<Integer> closed = network.receive(client, ByteBuffer.allocate(10));
        assertInstanceOf(ReadPendingException.class, network.failure(network.receive(client, ByteBuffer.allocate(10))));
        network.await(network.close(client));
        assertEquals("Socket closed", network.failure(closed).getMessage());

        Opened last = network.await(a.connect(b.endpoint(80)));
        CompletableFuture<Integer> stopped = network.receive(last, ByteBuffer.allocate(10));
        CompletableFuture<Opened> accept = network.accept(pair.listening);
        network.await(accept);
        CompletableFuture<Opened> accept2 = network.accept(pair.listening);
        network.await(accept2);
        CompletableFuture<Opened> accept3 = network.accept(pair.listening);
        network.run(Duration.ZERO);
        network.seen.clear();
        network.close();
        assertTrue(network.seen.isEmpty(), "a node that stops says nothing");
        assertTrue(stopped.isCompletedExceptionally() && accept3.isCompletedExceptionally());
        assertTrue(last.closed().isDone());
    }

    @Test
    @DisplayName("Data that came before the FIN is read after the connection is gone")
    void readLate() {
        Pair pair = pair();
        network.await(network.send(pair.server, new byte[1000]));
        network.close(pair.server);
        network.run(Duration.ofMillis(100));
        network.await(network.shutdownOutput(pair.client));
        network.run(Duration.ofSeconds(1));
        assertEquals(1000, readAll(pair.client).length);
        assertEquals(-1, network.await(network.receive(pair.client, ByteBuffer.allocate(1))));
        assertEquals(0, a.counters.connections.get(), "not even TIME_WAIT: the server closed first");
        network.await(network.close(pair.client));
        network.await(pair.client.closed());
    }

    @Test
    @DisplayName("36: addresses in use, not ours, and ports that become free")
    void binding() {
        Listening first = network.await(b.listen(80, 1));
        assertInstanceOf(BindException.class, network.failure(b.listen(80, 1)));
        CompletableFuture<Listening> foreign = new CompletableFuture<>();
        b.tcp.tell(new TcpActor.Listen(a.endpoint(80), 1, TcpSettings.DEFAULT, foreign));
        assertInstanceOf(BindException.class, network.failure(foreign));
        CompletableFuture<Opened> accept = network.accept(first);
        CompletableFuture<Void> done = new CompletableFuture<>();
        first.listener().tell(new TcpListenerActor.Close(done));
        network.await(done);
        assertInstanceOf(SocketException.class, network.failure(accept));
        assertNotEquals(0, network.await(b.listen(0, 1)).local().port());
        network.await(b.listen(80, 1));
        assertEquals(2, b.counters.listeners.get());
    }

    @Test
    @DisplayName("25: backlog full: dropped, no RST; accepted later, the peer's next SYN gets in")
    void backlog() {
        Listening listening = network.await(b.listen(80, 2));
        CompletableFuture<Opened> first = a.connect(b.endpoint(80));
        CompletableFuture<Opened> second = a.connect(b.endpoint(80));
        network.await(first);
        network.await(second);
        CompletableFuture<Opened> third = a.connect(b.endpoint(80));
        network.run(Duration.ofMillis(900));
        assertFalse(third.isDone());
        assertTrue(b.counters.group.dropped(TcpDrop.BACKLOG_FULL) > 0);
        assertEquals(0, b.counters.resetsSent.get());
        network.await(network.accept(listening));
        network.await(third);
    }

    @Test
    @DisplayName("25, 42: a SYN flood is bounded in memory without cookies; half-open connections go away, also by RST")
    void flood() {
        Host c = network.host("10.0.0.3", TcpLimits.DEFAULT.withSynCookies(TcpLimits.SynCookies.NEVER));
        network.await(c.listen(80, 10));
        for (int i = 0; i < 1000; i++) {
            c.inject(a.address.value(), 1000 + i, c.address.value(), 80, SYN, i, 0);
        }
        assertEquals(138, c.counters.halfOpen.get());
        assertEquals(862, c.counters.group.dropped(TcpDrop.BACKLOG_FULL));
        network.run(Duration.ofSeconds(5));
        assertEquals(0, c.counters.halfOpen.get(), "the host that was impersonated has reset them");
        network.await(a.connect(c.endpoint(80)));
    }

    @Test
    @DisplayName("A listener that closes resets who was not accepted, established or not")
    void listenerCloses() {
        Listening listening = network.await(b.listen(80, 5));
        Opened client = network.await(a.connect(b.endpoint(80)));
        network.run(Duration.ofMillis(10));
        b.inject(a.address.value(), 1000, b.address.value(), 80, SYN, 5, 0);
        CompletableFuture<Integer> read = network.receive(client, ByteBuffer.allocate(1));
        CompletableFuture<Void> done = new CompletableFuture<>();
        listening.listener().tell(new TcpListenerActor.Close(done));
        network.await(done);
        assertEquals("Connection reset", network.failure(read).getMessage());
        network.run(Duration.ofMillis(10));
        assertEquals(0, b.counters.connections.get() + b.counters.halfOpen.get());
    }

    @Test
    @DisplayName("34: a SYN for a connection in TIME_WAIT opens the next one (RFC 6191)")
    void timeWaitReuse() {
        Listening listening = network.await(b.listen(80, 5));
        CompletableFuture<Opened> accepted = network.accept(listening);
        CompletableFuture<Opened> result = new CompletableFuture<>();
        a.tcp.tell(new TcpActor.Connect(a.endpoint(5555), b.endpoint(80), TcpSettings.DEFAULT, result));
        Opened client = network.await(result);
        Opened server = network.await(accepted);
        network.await(network.close(server));
        network.run(Duration.ofMillis(10));
        network.await(network.close(client));
        network.run(Duration.ofMillis(10));
        assertEquals(1, b.counters.connections.get(), "the server is in TIME_WAIT");
        CompletableFuture<Opened> again = new CompletableFuture<>();
        accepted = network.accept(listening);
        a.tcp.tell(new TcpActor.Connect(a.endpoint(5555), b.endpoint(80), TcpSettings.DEFAULT, again));
        network.send(network.await(again), new byte[] {1});
        assertEquals(1, network.await(network.receive(network.await(accepted), ByteBuffer.allocate(3))));
    }

    @Test
    @DisplayName("35: linger 0 resets; linger > 0 returns when all is acknowledged, or on time")
    void linger() {
        Pair pair = pair();
        set(pair.client, new TcpOption.Linger(Duration.ofSeconds(3)));
        network.send(pair.client, new byte[500]);
        long start = network.system.clock().nanos();
        network.await(network.close(pair.client));
        assertEquals(2, (network.system.clock().nanos() - start) / 1_000_000);

        CompletableFuture<Opened> accepted = network.accept(pair.listening);
        Opened client = network.await(a.connect(b.endpoint(80)));
        Opened server = network.await(accepted);
        set(client, new TcpOption.Linger(Duration.ofSeconds(3)));
        network.loses = segment -> true;
        start = network.system.clock().nanos();
        network.await(network.close(client));
        assertEquals(3000, (network.system.clock().nanos() - start) / 1_000_000);

        network.loses = segment -> false;
        set(server, new TcpOption.Linger(Duration.ZERO));
        network.seen.clear();
        network.await(network.close(server));
        network.run(Duration.ZERO);
        assertTrue(network.seen.get(0).has(RST));
    }

    private void set(Opened socket, TcpOption option) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.SetOption(option, done));
        network.await(done);
    }

    @Test
    @DisplayName("A connection that fails inside resets itself and nothing else")
    void fault() {
        Listening listening = network.await(b.listen(80, 5));
        TcpSettings faulty = TcpSettings.builder()
                .congestionControl(mss -> {
                    throw new IllegalStateException("thrown by a test");
                })
                .build();
        Opened good = network.await(a.connect(b.endpoint(80)));
        Throwable failure = network.failure(a.connect(b.endpoint(80), faulty));
        assertInstanceOf(SocketException.class, failure);
        network.run(Duration.ofSeconds(1));
        assertEquals(1, a.counters.faults.get());
        assertEquals(1, a.counters.connections.get());
        Opened server = network.await(network.accept(listening));
        network.send(good, new byte[9]);
        assertEquals(9, network.await(network.receive(server, ByteBuffer.allocate(20))));
    }

    @Test
    @DisplayName("41, 56: fragmentation needed counts if it quotes what is in flight; sizes below 68 do not")
    void pathMtu() {
        Pair pair = pair();
        network.loses = segment -> segment.payloadLength > 0;
        network.send(pair.client, new byte[5000]);
        network.run(Duration.ofMillis(5));
        TcpSegment data = network.seen.stream()
                .filter(s -> s.payloadLength > 0)
                .findFirst()
                .orElseThrow();
        fragmentationNeeded(data, 67, data.seq);
        fragmentationNeeded(data, 1000, data.seq - 1);
        fragmentationNeeded(data, 1000, data.seq + 5000);
        assertEquals(1448, info(pair.client).mss());
        network.seen.clear();
        fragmentationNeeded(data, 1000, data.seq);
        assertEquals(948, info(pair.client).mss());
        assertTrue(network.seen.stream().allMatch(s -> s.payloadLength <= 948) && !network.seen.isEmpty());
        network.loses = segment -> false;
        network.await(network.close(pair.client));
        assertEquals(5000, readAll(pair.server).length);
    }

    private void fragmentationNeeded(TcpSegment about, int mtu, int seq) {
        Ipv4Address router = Ipv4Address.parse("10.0.0.254");
        long quoted = (long) about.sourcePort << 48 | (long) about.destinationPort << 32 | seq & 0xffff_ffffL;
        a.tcp.tell(new TransportEvent.ErrorReceived(new IcmpError(
                IcmpType.DESTINATION_UNREACHABLE,
                IcmpType.FRAGMENTATION_NEEDED,
                mtu,
                router,
                a.address,
                b.address,
                IpProtocol.TCP,
                quoted)));
        network.run(Duration.ZERO);
    }

    private TcpInfo info(Opened socket) {
        CompletableFuture<TcpInfo> info = new CompletableFuture<>();
        socket.connection().tell(new TcpConnectionCommand.GetInfo(info));
        return network.await(info);
    }

    @Test
    @DisplayName("A connection tells its figures")
    void info() {
        Pair pair = pair();
        network.await(network.send(pair.client, new byte[5000]));
        network.run(Duration.ofMillis(100));
        TcpInfo figures = info(pair.client);
        assertEquals(TcpState.ESTABLISHED, figures.state());
        assertEquals(5000, figures.bytesAcknowledged());
        assertEquals(2_000_000, figures.srtt(), 100_000);
        assertEquals(1448, figures.mss());
    }

    @Test
    @DisplayName("28: initial sequence numbers differ by endpoints, grow with time (RFC 6528); SipHash is SipHash")
    void initialNumbers() {
        InitialNumbers numbers = new InitialNumbers(new Random(5));
        assertEquals(250_000, numbers.sequence(1, 2, 1_000_000_000) - numbers.sequence(1, 2, 0));
        assertNotEquals(numbers.sequence(1, 2, 0), numbers.sequence(1, 3, 0));
        assertNotEquals(numbers.sequence(1, 2, 0), new InitialNumbers(new Random(6)).sequence(1, 2, 0));
        // the reference vector of 16 bytes 00..0f under the key 00..0f
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertEquals(0x3f2acc7f57c29bdbL, hash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L));
    }

    @Test
    @DisplayName("28: ephemeral ports start anywhere, wrap, and skip what is taken")
    void ephemeral() {
        Set<Integer> taken = new HashSet<>();
        Random random = new Random(3);
        for (int i = 0; i < ListeningPorts.EPHEMERALS; i++) {
            int port = ListeningPorts.ephemeral(random, candidate -> !taken.contains(candidate));
            assertTrue(port >= 49_152 && port <= 65_535 && taken.add(port));
        }
        assertEquals(0, ListeningPorts.ephemeral(random, candidate -> !taken.contains(candidate)));
    }

    @Test
    @DisplayName("The table of connections against a map, with keys that collide")
    void table() {
        Random random = new Random(9);
        ConnectionTable<Integer> table = new ConnectionTable<>(random.nextLong());
        Map<Long, Integer> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            int key = random.nextInt(500);
            long addresses = key / 50;
            int ports = key % 50;
            Integer value = model.get((long) key);
            assertEquals(value, table.get(addresses, ports));
            if (value == null) {
                model.put((long) key, key + 1000);
                table.put(addresses, ports, model.get((long) key));
            } else if (random.nextInt(3) > 0) {
                table.remove(addresses, ports, value);
                model.remove((long) key);
            }
            assertEquals(model.size(), table.size());
        }
    }
}
