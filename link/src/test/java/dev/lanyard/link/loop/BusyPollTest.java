package dev.lanyard.link.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BusyPollTest {
    private static final long WINDOW = 100_000;

    private final BusyPoll poll = new BusyPoll(WINDOW);

    /** How many waits are slept through at once before the next window. */
    private int skipped() {
        int count = 0;
        while (poll.begin() == 0) {
            count++;
        }
        return count;
    }

    @Test
    void looksOnAsLongAsItIsWorthIt() {
        for (int i = 0; i < 10; i++) {
            assertEquals(WINDOW, poll.begin());
            poll.end(true);
        }
    }

    @Test
    void sleepsLongerAfterEachWindowInVainUpToABound() {
        int expected = 0;
        for (int i = 0; i < 12; i++) {
            assertEquals(expected, skipped());
            poll.end(false);
            expected = Math.min(2 * expected + 1, BusyPoll.MOST_SKIPPED);
        }
        assertEquals(BusyPoll.MOST_SKIPPED, skipped());
    }

    @Test
    void oneWindowThatWasWorthItEndsTheWaiting() {
        for (int i = 0; i < 5; i++) {
            skipped();
            poll.end(false);
        }
        assertEquals(31, skipped());
        poll.end(true);
        assertEquals(0, skipped());
    }

    @Test
    void aWindowThatATimerCutShortTeachesNothing() {
        poll.begin();
        poll.end(false);
        assertEquals(1, skipped());
        assertEquals(WINDOW, poll.begin());
    }

    @Test
    void offIsOff() {
        assertEquals(0, new BusyPoll(0).begin());
    }

    @Test
    void aLoopRefusesAWindowThatWouldKeepItAwake() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> LoopSystem.live("x", LoopSystem.MOST_BUSY_POLL.plusNanos(1000)));
        assertTrue(refused.getMessage().contains("from 0 to 10000"), refused::getMessage);
        assertThrows(IllegalArgumentException.class, () -> LoopSystem.live("x", Duration.ofNanos(-1)));
    }
}
