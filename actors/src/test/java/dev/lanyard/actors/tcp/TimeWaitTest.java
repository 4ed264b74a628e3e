package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.TcpActor.Listening;
import dev.lanyard.actors.tcp.TcpActor.Opened;
import dev.lanyard.actors.tcp.TcpNetwork.Host;
import dev.lanyard.link.loop.VirtualLoop;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TIME_WAIT of a node: what is left of its connections, without their actors. */
@Timeout(60)
class TimeWaitTest {
    private final TcpNetwork network = new TcpNetwork();
    private final Host client = network.host("10.0.0.1", TcpLimits.DEFAULT.withTimeWaits(10));
    private final Host server = network.host("10.0.0.2");
    private final Listening listening = network.await(server.listen(80, 10));

    @AfterEach
    void close() {
        network.close();
    }

    private CompletableFuture<Opened> connect(int port, TcpSettings settings) {
        CompletableFuture<Opened> result = new CompletableFuture<>();
        client.tcp.tell(new TcpActor.Connect(client.endpoint(port), server.endpoint(80), settings, result));
        return result;
    }

    /** Opens, closes from the client's side first, and leaves it in TIME_WAIT. */
    private Opened live(int port, TcpSettings settings) {
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened here = network.await(connect(port, settings));
        Opened there = network.await(accepted);
        network.await(network.close(here));
        assertEquals(-1, network.await(network.receive(there, ByteBuffer.allocate(1))));
        network.await(network.close(there));
        network.run(Duration.ofMillis(10));
        return here;
    }

    @Test
    @DisplayName("29, 33: the actor ends when TIME_WAIT begins; the endpoints stay taken for 2 MSL under one timer")
    void small() {
        Opened[] sockets = new Opened[5];
        for (int i = 0; i < 5; i++) {
            sockets[i] = live(5000 + i, TcpSettings.DEFAULT);
        }
        for (Opened socket : sockets) {
            assertTrue(socket.closed().isDone());
        }
        assertEquals(5, client.counters.timeWaits.get());
        assertEquals(5, client.counters.connections.get());
        assertEquals(1, ((VirtualLoop) network.system.loop()).pendingTimers());
        network.run(Duration.ofMillis(59_900));
        assertTrue(client.counters.timeWaits.get() > 0);
        network.run(Duration.ofMillis(200));
        assertEquals(0, client.counters.timeWaits.get() + client.counters.connections.get());
        assertTrue(network.isQuiet());
    }

    @Test
    @DisplayName("There is a most of them: the oldest makes room")
    void bounded() {
        for (int i = 0; i < 25; i++) {
            live(5000 + i, TcpSettings.DEFAULT);
        }
        assertEquals(10, client.counters.timeWaits.get());
        assertEquals(15, client.counters.timeWaitsRecycled.get());
        assertInstanceOf(BindException.class, network.failure(connect(5024, TcpSettings.DEFAULT)));
        network.await(connect(5014, TcpSettings.DEFAULT));
    }

    @Test
    @DisplayName("33: a FIN that comes again is acknowledged and begins 2 MSL again; a RST does nothing (RFC 1337)")
    void answers() {
        Opened here = live(5000, TcpSettings.builder().timestamps(false).build());
        network.run(Duration.ofSeconds(30));
        TcpSegment fin = network.seen.stream()
                .filter(segment -> segment.has(TcpSegment.FIN) && segment.sourcePort == 80)
                .findFirst()
                .orElseThrow();
        network.seen.clear();
        int self = here.local().address().value();
        int peer = here.remote().address().value();
        client.inject(peer, 80, self, 5000, TcpSegment.RST, fin.seq + 1, 0);
        assertTrue(network.seen.isEmpty());
        client.inject(peer, 80, self, 5000, TcpSegment.FIN | TcpSegment.ACK, fin.seq, fin.ack);
        assertEquals(1, network.seen.size());
        assertEquals(TcpSegment.ACK, network.seen.get(0).flags);
        assertEquals(fin.seq + 1, network.seen.get(0).ack);
        network.run(Duration.ofSeconds(59));
        assertEquals(1, client.counters.timeWaits.get());
        network.run(Duration.ofSeconds(2));
        assertEquals(0, client.counters.timeWaits.get());
    }

    @Test
    @DisplayName(
            "34: with timestamps we open the next connection ourselves after 1 s (RFC 6191), above the last sequence")
    void activeReuse() {
        live(5000, TcpSettings.DEFAULT);
        int last = network.seen.stream()
                .filter(segment -> segment.has(TcpSegment.FIN) && segment.destinationPort == 80)
                .findFirst()
                .orElseThrow()
                .end();
        assertInstanceOf(BindException.class, network.failure(connect(5000, TcpSettings.DEFAULT)));
        network.run(Duration.ofSeconds(1));
        TcpSettings without = TcpSettings.builder().timestamps(false).build();
        assertInstanceOf(BindException.class, network.failure(connect(5000, without)));
        network.seen.clear();
        CompletableFuture<Opened> accepted = network.accept(listening);
        Opened again = network.await(connect(5000, TcpSettings.DEFAULT));
        assertTrue(SeqNumber.atLeast(network.seen.get(0).seq, last + 65_536));
        network.send(again, new byte[] {1});
        assertEquals(1, network.await(network.receive(network.await(accepted), ByteBuffer.allocate(3))));
        assertEquals(0, client.counters.timeWaits.get());
        assertEquals(1, client.counters.connections.get());
    }

    @Test
    @DisplayName("28, 34: more connections a minute than there are ephemeral ports, all from one address to one port")
    void manyLives() {
        for (int i = 0; i < 200; i++) {
            live(5000 + i % 4, TcpSettings.DEFAULT);
            network.run(Duration.ofMillis(300));
        }
        assertEquals(200, client.counters.activeOpens.get());
        assertEquals(0, client.counters.failedOpens.get());
    }

    @Test
    @DisplayName("The list in order of ending, with times that differ, against a sorted model")
    void list() {
        ConnectionTable<TcpProtocol.Entry> table = new ConnectionTable<>(7);
        TimeWaits waits = new TimeWaits(table, 50, ended -> {});
        Random random = new Random(4);
        List<TimeWait> model = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 5000; i++) {
            now += random.nextInt(2_000) * 1_000_000L;
            long time = now;
            model.removeIf(each -> each.deadline <= time);
            waits.expire(now);
            if (!model.isEmpty() && random.nextInt(3) == 0) {
                TimeWait any = model.get(random.nextInt(model.size()));
                waits.restart(any, now);
            } else {
                TcpSettings settings = TcpSettings.builder()
                        .msl(Duration.ofSeconds(1 + random.nextInt(30)))
                        .build();
                TcpParameters parameters = new TcpParameters(settings, 1, 0, 1500, 0);
                TransmissionControlBlock tcb = new TransmissionControlBlock(parameters, TcpState.TIME_WAIT);
                TimeWait one = new TimeWait(i, i, tcb, now);
                if (waits.add(one)) {
                    TimeWait first = model.stream()
                            .min(Comparator.comparingLong(each -> each.deadline))
                            .orElseThrow();
                    model.removeIf(
                            each -> each.deadline == first.deadline && table.get(each.addresses, each.ports) == null);
                }
                model.add(one);
            }
            assertEquals(model.size(), waits.size());
            assertEquals(model.size(), table.size());
            assertEquals(
                    model.stream().mapToLong(each -> each.deadline).min().orElse(Long.MAX_VALUE), waits.deadline());
        }
    }
}
