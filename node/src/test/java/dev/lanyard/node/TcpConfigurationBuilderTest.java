package dev.lanyard.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.tcp.CongestionControl;
import dev.lanyard.actors.tcp.EcnMode;
import dev.lanyard.actors.tcp.IpMarks;
import dev.lanyard.actors.tcp.MtuProbing;
import dev.lanyard.actors.tcp.TcpLimits;
import dev.lanyard.actors.tcp.TcpSettings;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Settings of TCP by names and values")
class TcpConfigurationBuilderTest {
    /** A value for each name that is not the default. */
    private static final Map<String, String> OTHERS = new TreeMap<>(Map.ofEntries(
            Map.entry("congestion", "dctcp"),
            Map.entry("ecn", "on"),
            Map.entry("mtu-probing", "always"),
            Map.entry("mtu-probe-interval", "1m"),
            Map.entry("base-mss", "40"),
            Map.entry("min-mss", "30"),
            Map.entry("sack", "off"),
            Map.entry("timestamps", "off"),
            Map.entry("window-scaling", "off"),
            Map.entry("no-delay", "on"),
            Map.entry("tail-loss-probes", "off"),
            Map.entry("delayed-ack", "10ms"),
            Map.entry("quick-acks", "3"),
            Map.entry("send-buffer", "10000"),
            Map.entry("receive-buffer", "64k..8m"),
            Map.entry("initial-rto", "300s"),
            Map.entry("min-rto", "1ms"),
            Map.entry("max-rto", "400s"),
            Map.entry("syn-retries", "1"),
            Map.entry("retries", "2"),
            Map.entry("user-timeout", "9s"),
            Map.entry("msl", "5s"),
            Map.entry("fin-wait-timeout", "6s"),
            Map.entry("keep-alive-idle", "7s"),
            Map.entry("keep-alive-interval", "8s"),
            Map.entry("keep-alive-probes", "4"),
            Map.entry("linger", "0s"),
            Map.entry("tos", "184"),
            Map.entry("ttl", "9"),
            Map.entry("connections", "10"),
            Map.entry("time-waits", "11"),
            Map.entry("half-open", "12"),
            Map.entry("syn-cookies", "always"),
            Map.entry("resets", "13"),
            Map.entry("challenges", "14"),
            Map.entry("buffers", "16m")));

    @Test
    @DisplayName("each name changes its own setting")
    void all() {
        assertEquals(OTHERS.keySet(), TcpConfigurationBuilder.names());
        TcpConfigurationBuilder builder = new TcpConfigurationBuilder();
        OTHERS.forEach(builder::set);
        TcpConfiguration made = builder.build();
        assertEquals(
                new TcpSettings(
                        10_000,
                        10_000,
                        65_536,
                        8 << 20,
                        true,
                        false,
                        false,
                        false,
                        Duration.ofMillis(10),
                        3,
                        Duration.ofSeconds(300),
                        Duration.ofMillis(1),
                        Duration.ofSeconds(400),
                        1,
                        2,
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8),
                        4,
                        Duration.ZERO,
                        false,
                        EcnMode.ON,
                        false,
                        true,
                        new IpMarks(184, 9),
                        MtuProbing.ALWAYS,
                        40,
                        30,
                        Duration.ofMinutes(1),
                        CongestionControl.Factory.DCTCP),
                made.settings());
        assertEquals(new TcpLimits(10, 11, 12, TcpLimits.SynCookies.ALWAYS, 13, 14, 16L << 20), made.limits());
        for (Map.Entry<String, String> each : OTHERS.entrySet()) {
            if (!each.getKey().equals("base-mss")
                    && !each.getKey().equals("initial-rto")
                    && !each.getKey().startsWith("keep-alive")) {
                TcpConfiguration one = new TcpConfigurationBuilder()
                        .set(each.getKey(), each.getValue())
                        .build();
                assertNotEquals(TcpConfiguration.DEFAULT, one, each.getKey());
            }
        }
    }

    @Test
    @DisplayName("nothing chosen is what a node uses anyway")
    void none() {
        assertEquals(TcpConfiguration.DEFAULT, new TcpConfigurationBuilder().build());
        assertNull(new TcpConfigurationBuilder()
                .set("linger", "none")
                .build()
                .settings()
                .linger());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "congestion | vegas | 'vegas' is no congestion control; there are: cubic, reno, dctcp",
                "sack | maybe | 'maybe' is neither on nor off",
                "mtu-probing | never | 'never' is not understood; there are: off, after-black-hole, always",
                "syn-cookies | on | 'on' is not understood; there are: never, when-full, always",
                "retries | -1 | '-1' is not a number from 0 to 999999999",
                "retries | many | 'many' is not a number from 0 to 999999999",
                "min-rto | soon | 'soon' is not a duration: write it as in 200ms, 1.5s or 2m",
                "send-buffer | 4g | '4g' is not a size in bytes: write it as in 65536, 64k or 4m",
                "send-buffer | 4m..1m | a send buffer of 4194304 to 1048576 bytes: choose 1 to 1073741824",
                "receive-buffer | 9999999999m | a receive buffer of 2147483647 to 2147483647 bytes: choose 1 to",
                "delayed-ack | 500ms | an ACK must not be delayed by 500 ms: choose less than 500 ms",
                "base-mss | 40 | a base MSS of 40 and a smallest one of 48: choose 28 to 65495, the smallest first",
                "initial-rto | 3h | the largest retransmission timeout, 120000 ms, is below the initial or the smallest",
                "connections | 0 | limits of TCP: from 1 to",
                "resets | 0 | at least 1 RST",
                "mss | 9 | 'mss' is no setting of TCP; there are: base-mss, buffers, challenges, congestion"
            })
    @DisplayName("a wrong name or value is one line that says what there is")
    void wrong(String name, String value, String message) {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> new TcpConfigurationBuilder().set(name, value).build());
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
        assertEquals(1, failure.getMessage().lines().count());
    }
}
