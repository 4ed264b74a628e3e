package dev.lanyard.actors.tcp;

import static dev.lanyard.actors.tcp.TcpScript.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Buffers that grow with what a connection carries. */
class AutotuningTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    @DisplayName("RFC 7323 §2: a window that grows with the stream fills 100 Mbit/s × 100 ms")
    void fills() {
        PathSimulation path = new PathSimulation(1, 100, 100_000_000, 1000, 0);
        PathSimulation.Flow flow = path.add(TcpSettings.DEFAULT);
        path.run(4 * SECOND);
        long before = flow.received;
        path.run(9 * SECOND);
        double rate = PathSimulation.megabits(flow.received - before, 5 * SECOND);
        assertTrue(rate > 94, "rate " + rate);
        assertTrue(flow.receiver.connection.info().receiveWindow() > 1_250_000);
    }

    @Test
    @DisplayName("A growing window slows slow start no more than a large one from the start")
    void noBrake() {
        long[] received = new long[2];
        for (int i = 0; i < 2; i++) {
            PathSimulation path = new PathSimulation(1, 100, 100_000_000, 1000, 0);
            TcpSettings settings = i == 0
                    ? TcpSettings.DEFAULT
                    : TcpSettings.builder()
                            .receiveBuffer(1 << 22)
                            .sendBuffer(1 << 22)
                            .build();
            PathSimulation.Flow flow = path.add(settings);
            path.run(SECOND);
            received[i] = flow.received;
        }
        assertTrue(received[0] >= 0.95 * received[1], received[0] + " against " + received[1]);
    }

    @Test
    @DisplayName("An application that reads slowly keeps the window it began with, as does an idle connection")
    void slowReader() {
        TcpScript script = TcpScript.server(
                plain().receiveBuffer(50_000, 1 << 20).build(), "S 0:0(0) win 60000 <mss 1000,sackOK,wscale 7>");
        script.expect("S. 0:0(0)").after(100).inject(". 1:1(0) ack 1 win 60000");
        for (int i = 0; i < 100; i++) {
            script.inject(". %d:%d(1000) ack 1".formatted(1 + 1000 * i, 1001 + 1000 * i));
            script.after(50).read(1000);
        }
        assertTrue(script.info().receiveWindow() <= 50_100, script.info().toString());
    }

    @Test
    @DisplayName("A fast reader's window grows, never beyond the bound")
    void bounded() {
        ReceiveTuning tuning = new ReceiveTuning(65_536, 1 << 20);
        long now = 0;
        int count = 20_000;
        int before = 0;
        for (int i = 0; i < 20; i++) {
            now += 50_000_000;
            tuning.onRead(count, 1448, 50_000_000, now);
            assertTrue(tuning.capacity() >= before);
            before = tuning.capacity();
            count = Math.min(2 * count, 100 << 20);
        }
        assertEquals(1 << 20, tuning.capacity());
    }

    @Test
    @DisplayName("47: round trips of microseconds: the window grows as well")
    void microseconds() {
        PathSimulation path = new PathSimulation(1, 10_000, 20_000, 1000, 0);
        PathSimulation.Flow flow = path.add(TcpSettings.DEFAULT);
        path.run(SECOND / 5);
        assertTrue(PathSimulation.megabits(flow.received, SECOND / 5) > 8000, "received " + flow.received);
    }

    @Test
    @DisplayName("The send buffer is no limit while a loss is repaired: no burst follows that overflows a short queue")
    void repair() {
        PathSimulation path = new PathSimulation(1, 100, 50_000_000, 20, 0);
        PathSimulation.Flow flow = path.add(TcpSettings.DEFAULT);
        path.run(20 * SECOND);
        long before = flow.received;
        path.run(80 * SECOND);
        double rate = PathSimulation.megabits(flow.received - before, 60 * SECOND);
        assertTrue(rate > 78, "rate " + rate);
    }

    @Test
    @DisplayName("The send buffer follows the congestion window up to its bound; a fixed one stays")
    void sendBuffer() {
        TcpScript script = TcpScript.server(
                plain().sendBuffer(20_000, 60_000).build(), "S 0:0(0) win 60000 <mss 1000,sackOK,wscale 7>");
        script.expect("S. 0:0(0)").inject(". 1:1(0) ack 1 win 60000");
        int written = script.offer(1_000_000);
        assertEquals(30_000, written);
        for (int round = 0; round < 5; round++) {
            script.after(100)
                    .inject(". 1:1(0) ack "
                            + (1
                                    + written
                                    - script.info().sendQueue()
                                    + script.info().unacknowledged()));
            written += script.offer(1_000_000);
        }
        assertEquals(60_000, script.info().sendQueue());
    }
}
