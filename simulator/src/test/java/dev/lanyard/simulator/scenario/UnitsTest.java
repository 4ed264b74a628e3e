package dev.lanyard.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"5ns,5", "20us,20000", "1.5ms,1500000", "2 s,2000000000", "0s,0", "1m,60000000000", "1h,3600000000000"})
    void durations(String text, long nanos) {
        assertEquals(Duration.ofNanos(nanos), Units.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1 fortnight", "1e3s", "99999999999h"})
    void noDurations(String text) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Units.duration(text))
                .getMessage()
                .contains("'" + text + "' is not a duration"));
    }

    @ParameterizedTest
    @CsvSource({"9600bit,9600", "56kbit,56000", "10mbit,10000000", "2.5gbit,2500000000"})
    void rates(String text, long bits) {
        assertEquals(bits, Units.rate(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10mb", "10MBit", "0bit", "-1mbit"})
    void noRates(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.rate(text));
    }

    @Test
    void percentages() {
        assertEquals(0.005, Units.percentage("0.5%"));
        assertEquals(1, Units.percentage("100%"));
        assertThrows(IllegalArgumentException.class, () -> Units.percentage("0.5"));
        assertThrows(IllegalArgumentException.class, () -> Units.percentage("101%"));
    }

    @Test
    void packets() {
        assertEquals(100, Units.packets("100p"));
        assertEquals(7, Units.packets("7"));
        for (String text : new String[] {"0", "1.5p", "64kb", "99999999999"}) {
            assertThrows(IllegalArgumentException.class, () -> Units.packets(text), text);
        }
    }

    @Test
    void packetSizes() {
        assertEquals(0, Units.packetSize("none"));
        assertEquals(68, Units.packetSize("68"));
        assertEquals(65_535, Units.packetSize("65535"));
        for (String text : new String[] {"67", "0", "65536", "1400p", "", "all"}) {
            assertThrows(IllegalArgumentException.class, () -> Units.packetSize(text), text);
        }
    }

    @ParameterizedTest
    @CsvSource({"1500,1.5s", "0,0s", "20000,20s", "1,0.001s"})
    void secondsAsAPersonReadsThem(long millis, String text) {
        assertEquals(text, Units.format(Duration.ofMillis(millis)));
    }
}
