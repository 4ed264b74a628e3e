package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole connections over a simulated path, compared with what the Linux kernel does there. */
class FidelityTest {
    private static final long SECOND = 1_000_000_000;
    private static final long RTT = 50_000_000;
    private static final int BANDWIDTH_DELAY_PRODUCT = 417;

    @ParameterizedTest(name = "48: loss {0}: goodput between {1} and {2} Mbit/s (RTT 50 ms, 100 Mbit/s, MSS 1448)")
    @CsvSource({"0.001, 6.5, 12.5", "0.01, 1.8, 3.2", "0.03, 1.0, 1.9", "0.1, 0.35, 0.9"})
    void goodput(double loss, double low, double high) {
        double sum = 0;
        for (int seed = 1; seed <= 5; seed++) {
            PathSimulation path = new PathSimulation(seed, 100, RTT, BANDWIDTH_DELAY_PRODUCT, loss);
            PathSimulation.Flow flow = path.add(TcpSettings.DEFAULT);
            path.run(120 * SECOND);
            sum += PathSimulation.megabits(flow.received, 120 * SECOND);
        }
        double mean = sum / 5;
        assertTrue(mean >= low && mean <= high, "mean goodput " + mean + " Mbit/s");
    }
}
