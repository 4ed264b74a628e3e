package dev.lanyard.simulator.scenario;

import dev.lanyard.link.LinkCapabilities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quantities as scenario files write them: a decimal number and a unit, without or with a space between. All methods throw
 * {@link IllegalArgumentException} with a message that says what was expected.
 */
final class Units {
    private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *([A-Za-zµ%]*)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);
    private static final Map<String, Long> BITS =
            Map.of("bit", 1L, "kbit", 1_000L, "mbit", 1_000_000L, "gbit", 1_000_000_000L);

    private Units() {}

    private record Quantity(BigDecimal number, String unit) {}

    static Duration duration(String text) {
        return Duration.ofNanos(
                scaled(text, NANOS, "a duration: write a number and ns, us, ms, s, m or h, as in 1.5s"));
    }

    /** Bits per second. */
    static long rate(String text) {
        long rate = scaled(text, BITS, "a rate: write a number and bit, kbit, mbit or gbit, as in 10mbit");
        if (rate == 0) {
            throw new IllegalArgumentException(
                    "a rate of 0 carries nothing: leave it out for an unlimited one, or use link down");
        }
        return rate;
    }

    /** A probability, 0 to 1, written as percentage. */
    static double percentage(String text) {
        Quantity quantity = quantity(text);
        if (quantity == null || !quantity.unit.equals("%") || quantity.number.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is not a percentage: write 0% to 100%, as in 0.5%");
        }
        return quantity.number.movePointLeft(2).doubleValue();
    }

    /** A count of packets, with or without a {@code p} behind it. */
    static int packets(String text) {
        Quantity quantity = quantity(text);
        try {
            if (quantity != null
                    && (quantity.unit.isEmpty() || quantity.unit.equals("p"))
                    && quantity.number.signum() > 0) {
                return quantity.number.intValueExact();
            }
        } catch (ArithmeticException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a queue limit: write a number of packets, as in 100p");
    }

    /** Bytes of an IPv4 packet, or 0 for {@code none}. */
    static int packetSize(String text) {
        if (text.equals("none")) {
            return 0;
        }
        Quantity quantity = quantity(text);
        boolean size = quantity != null
                && quantity.unit.isEmpty()
                && quantity.number.compareTo(BigDecimal.valueOf(LinkCapabilities.MINIMUM_MTU)) >= 0
                && quantity.number.compareTo(BigDecimal.valueOf(LinkCapabilities.MAXIMUM_MTU)) <= 0;
        if (!size) {
            throw new IllegalArgumentException("'" + text + "' is not the size of a packet: write none, or "
                    + LinkCapabilities.MINIMUM_MTU + " to " + LinkCapabilities.MAXIMUM_MTU + " bytes, as in 1400");
        }
        return quantity.number.intValue();
    }

    /** Seconds, with as many decimals as it takes: {@code 1.5s}. */
    static String format(Duration duration) {
        BigDecimal seconds =
                BigDecimal.valueOf(duration.toNanos()).movePointLeft(9).stripTrailingZeros();
        return (seconds.scale() < 0 ? seconds.setScale(0) : seconds).toPlainString() + "s";
    }

    private static long scaled(String text, Map<String, Long> units, String expected) {
        Quantity quantity = quantity(text);
        Long factor = quantity == null ? null : units.get(quantity.unit);
        if (factor != null) {
            BigDecimal value =
                    quantity.number.multiply(BigDecimal.valueOf(factor)).setScale(0, RoundingMode.HALF_UP);
            if (value.toBigInteger().bitLength() < Long.SIZE) {
                return value.longValue();
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not " + expected);
    }

    private static Quantity quantity(String text) {
        Matcher matcher = QUANTITY.matcher(text.strip());
        return matcher.matches() ? new Quantity(new BigDecimal(matcher.group(1)), matcher.group(2)) : null;
    }
}
