package dev.lanyard.apps.daytime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DaytimeServiceTest {
    @Test
    @DisplayName("RFC 867: Weekday, Month Day, Year Time-Zone")
    void formatsAsTheRfcSuggests() {
        byte[] line = DaytimeService.line(Instant.parse("1982-02-22T17:37:03Z"));
        assertEquals("Monday, February 22, 1982 17:37:03-UTC\r\n", new String(line, StandardCharsets.US_ASCII));
    }
}
