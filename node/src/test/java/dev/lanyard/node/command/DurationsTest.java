package dev.lanyard.node.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"200ms, PT0.2S", "1.5s, PT1.5S", "2, PT2S", "0.25, PT0.25S", "3m, PT3M", "1h, PT1H", "7us, PT0.000007S"
    })
    void parsesUnits(String text, Duration expected) {
        assertEquals(expected, Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1.2.3s", "1 fortnight", "99999999999h"})
    void refusesAnythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
    }

    @Test
    void keepsNanoseconds() {
        assertEquals(1, Durations.parse("1ns").toNanos());
    }
}
