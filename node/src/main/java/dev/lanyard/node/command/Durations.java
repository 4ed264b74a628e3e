package dev.lanyard.node.command;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** Spans of time as people write them in options and scenarios: {@code 200ms}, {@code 1.5s}, {@code 2m}; a bare number is seconds. */
public final class Durations {
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "min",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    private Durations() {}

    /**
     * @return the span, not negative
     * @throws IllegalArgumentException if the text is anything else, or more than 292 years
     */
    public static Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && (Character.isDigit(text.charAt(digits)) || text.charAt(digits) == '.')) {
            digits++;
        }
        Long unit = NANOS.get(text.substring(digits).strip());
        try {
            if (unit != null) {
                return Duration.ofNanos(new BigDecimal(text.substring(0, digits))
                        .multiply(BigDecimal.valueOf(unit))
                        .toBigInteger()
                        .longValueExact());
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("'" + text + "' is not a duration: write it as in 200ms, 1.5s or 2m");
    }
}
