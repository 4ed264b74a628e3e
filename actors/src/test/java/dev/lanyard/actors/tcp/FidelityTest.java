package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole connections over a simulated path, compared with what the Linux kernel does there. */
class FidelityTest {
    private static final long SECOND = 1_000_000_000;
    private static final long RTT = 50_000_000;
    /** Packets of 100 Mbit/s × 50 ms. */
    private static final int BANDWIDTH_DELAY_PRODUCT = 417;

    private static double goodput(double loss, int buffer, int seeds, int seconds) {
        double sum = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            PathSimulation path = new PathSimulation(seed, 100, RTT, buffer, loss);
            PathSimulation.Flow flow = path.add(TcpSettings.DEFAULT);
            path.run(seconds * SECOND);
            sum += PathSimulation.megabits(flow.received, seconds * SECOND);
        }
        return sum / seeds;
    }

    @ParameterizedTest(name = "48: loss {0}: goodput between {1} and {2} Mbit/s (RTT 50 ms, 100 Mbit/s, MSS 1448)")
    @CsvSource({"0.001, 6.5, 12.5", "0.01, 1.8, 3.2", "0.03, 1.0, 1.9", "0.1, 0.35, 0.9"})
    void goodput(double loss, double low, double high) {
        double mean = goodput(loss, BANDWIDTH_DELAY_PRODUCT, 5, 120);
        assertTrue(mean >= low && mean <= high, "mean goodput " + mean + " Mbit/s");
    }

    @Test
    @DisplayName("RFC 6928, RFC 5681: slow start sends 10, 30, 70, 150, 310 segments in all, a round trip each")
    void slowStart() {
        // every setting as it comes: quick ACKs at the start, delayed ones later, HyStart++ on
        PathSimulation path = new PathSimulation(1, 100, RTT, 1000, 0);
        PathSimulation.Flow flow = path.add(TcpSettings.DEFAULT);
        long handshake = RTT;
        List<Integer> totals = new ArrayList<>();
        path.run(10 * RTT);
        for (int round = 1; round <= 5; round++) {
            // a round's segments leave while the last one's ACKs come in
            long end = handshake + round * RTT - RTT / 10;
            totals.add((int) flow.sentTimes.stream().filter(at -> at < end).count());
        }
        assertEquals(List.of(10, 30, 70, 150, 310), totals);
    }

    @Test
    @DisplayName("43: SYN into a black hole at 0, 1, 3, 7, 15, 31 s, then the end")
    void blackHole() {
        TcpScript script = TcpScript.client(TcpSettings.DEFAULT);
        for (int second : new int[] {0, 1, 3, 7, 15, 31}) {
            script.expectAt(1000L * second, "S 0:0(0)");
        }
        script.at(62_999).events().at(63_000).expectNothing().events("closed TIMED_OUT");
    }

    @Test
    @DisplayName("43: with everything switched on an RTO doubles and is capped, too; one probe goes before it")
    void backOff() {
        TcpScript script = TcpScript.established(
                TcpSettings.builder().retries(5).maxRto(Duration.ofSeconds(3)).build());
        script.write(10).expect("P. 1:11(10)");
        for (int at : new int[] {200, 400, 800, 1600, 3200, 6200}) {
            script.expectAt(at, "P. 1:11(10)");
        }
        script.at(9200).expectNothing().events("closed TIMED_OUT");
    }

    @Test
    @DisplayName("43: RFC 6298: RTT 100 ms for ever: RTO 300, 250, 212.5, 184.4 ms before the floor")
    void timeout() {
        RttEstimator rtt = new RttEstimator(SECOND, SECOND / 5, 120 * SECOND);
        for (long micros : new long[] {300_000, 250_000, 212_500, 184_375}) {
            rtt.sample(100_000_000);
            assertEquals(micros, rtt.computed() / 1000);
        }
    }

    @Test
    @DisplayName("48: ten CUBIC flows through a drop-tail bottleneck: sum at least 95 %, Jain's index at least 0.7")
    void fairness() {
        PathSimulation path = new PathSimulation(1, 100, RTT, BANDWIDTH_DELAY_PRODUCT, 0);
        for (int i = 0; i < 10; i++) {
            path.add(TcpSettings.DEFAULT);
            path.run(path.now + 100_000_000);
        }
        path.run(10 * SECOND);
        long[] before = path.flows.stream().mapToLong(flow -> flow.received).toArray();
        path.run(70 * SECOND);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 10; i++) {
            double rate = PathSimulation.megabits(path.flows.get(i).received - before[i], 60 * SECOND);
            sum += rate;
            squares += rate * rate;
        }
        double payload = 100.0 * 1448 / 1514;
        double jain = sum * sum / (10 * squares);
        assertTrue(sum >= 0.95 * payload, "sum " + sum + " of " + payload + " Mbit/s");
        assertTrue(jain >= 0.7, "Jain's index " + jain);
    }

    @ParameterizedTest(name = "46: reordering of one packet in ten by up to {0} ms costs at most {1} of the rate")
    @CsvSource({"3, 0.05", "20, 0.5"})
    void reordering(int millis, double cost) {
        PathSimulation path = new PathSimulation(1, 20, RTT, BANDWIDTH_DELAY_PRODUCT, 0);
        path.jitter = millis * 1_000_000L;
        PathSimulation.Flow flow = path.add(TcpSettings.DEFAULT);
        path.run(30 * SECOND);
        double rate = PathSimulation.megabits(flow.received, 30 * SECOND);
        assertTrue(rate > (1 - cost) * 19, "rate " + rate + " " + flow.sender.connection.info());
    }

    @Test
    @DisplayName("46: a blackout of a second in the middle of a transfer is over when it is over")
    void blackout() {
        PathSimulation path = new PathSimulation(1, 100, RTT, BANDWIDTH_DELAY_PRODUCT, 0);
        PathSimulation.Flow flow = path.add(TcpSettings.DEFAULT);
        path.run(3 * SECOND);
        path.dark = true;
        path.run(4 * SECOND);
        path.dark = false;
        path.run(5 * SECOND);
        long before = flow.received;
        path.run(8 * SECOND);
        assertTrue(PathSimulation.megabits(flow.received - before, 3 * SECOND) > 70);
        assertTrue(flow.sender.connection.info().timeouts() >= 1);
    }

    @Test
    @DisplayName("48: goodput by loss and buffer is no worse than it was")
    void golden() throws IOException {
        double[] losses = {0, 0.001, 0.01, 0.03, 0.1};
        int[] buffers = {20, 100, 417};
        List<String> table = new ArrayList<>();
        for (double loss : losses) {
            StringBuilder row = new StringBuilder(Double.toString(loss));
            for (int buffer : buffers) {
                row.append(String.format(Locale.ROOT, " %.2f", goodput(loss, buffer, 2, 60)));
            }
            table.add(row.toString());
        }
        compare(golden("goodput.txt"), table);
    }

    private static List<String> golden(String name) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(FidelityTest.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    /** A simulation repeats exactly, so any difference is of our making: worse by 3 % fails, better is to be committed. */
    private static void compare(List<String> golden, List<String> table) {
        String now = "\n" + String.join("\n", table);
        assertEquals(golden.size(), table.size(), now);
        for (int i = 0; i < table.size(); i++) {
            double[] was = numbers(golden.get(i));
            double[] is = numbers(table.get(i));
            assertEquals(was.length, is.length, now);
            for (int j = 0; j < was.length; j++) {
                assertTrue(is[j] >= 0.97 * was[j], "worse in row " + was[0] + ":" + now);
                assertFalse(is[j] > 1.1 * was[j], "better in row " + was[0] + ", write it down:" + now);
            }
        }
    }

    private static double[] numbers(String row) {
        return Arrays.stream(row.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
}
