package dev.lanyard.apps.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PingStatisticsTest {
    private static final long MS = 1_000_000;

    private final PingStatistics statistics = new PingStatistics(1_000 * MS);

    @Test
    void summaryAsInTheManual() {
        for (long time : new long[] {210_000, 90_000, 90_000}) {
            int sequence = statistics.sent(0);
            assertEquals(time, statistics.answered(sequence, time).time());
        }
        assertEquals(
                "3 packets transmitted, 3 received, 0% loss, time min/avg/max 0.09/0.13/0.21 ms", statistics.summary());
        assertEquals(0, statistics.result().status());
        assertEquals(3L, statistics.result().values().get("received"));
        assertEquals(0.0, statistics.result().values().get("loss"));
        assertEquals(Duration.ofNanos(90_000), statistics.result().values().get("min"));
    }

    @Test
    void nothingReceived() {
        assertEquals(1, statistics.sent(0));
        assertEquals(2, statistics.sent(5));
        assertEquals(1_000 * MS, statistics.nextDue());
        statistics.failed(2);
        assertEquals(List.of(), statistics.overdue(999 * MS));
        assertEquals(List.of(1), statistics.overdue(1_000 * MS));
        assertTrue(statistics.settled());
        assertEquals("2 packets transmitted, 0 received, +1 errors, 100% loss", statistics.summary());
        assertEquals(1, statistics.result().status());
        assertNull(statistics.result().values().get("min"));
    }

    @Test
    void lateAnswersCountAndDuplicatesAreToldApart() {
        statistics.sent(0);
        statistics.sent(0);
        statistics.sent(0);
        assertEquals(List.of(1, 2, 3), statistics.overdue(2_000 * MS));
        assertFalse(statistics.answered(1, 2_500 * MS).duplicate());
        assertTrue(statistics.answered(1, 2_600 * MS).duplicate());
        assertNull(statistics.answered(9, 0));
        assertEquals(
                "3 packets transmitted, 1 received, +1 duplicates, 66.7% loss, time min/avg/max"
                        + " 2500.00/2500.00/2500.00 ms",
                statistics.summary());
    }

    @Test
    void sequenceNumbersWrap() {
        for (int i = 1; i <= 65_536; i++) {
            assertEquals(i % 65_536, statistics.sent(i));
        }
        assertEquals(1, statistics.sent(70_000));
        assertEquals(5, statistics.answered(1, 70_005).time());
        assertEquals(2 + 1_000 * MS, statistics.nextDue());
    }
}
