package dev.lanyard.actors.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Names as in /etc/hosts, options as in resolv.conf")
class HostsTextTest {
    @Test
    void lines() {
        String text =
                "# ours\n127.0.0.1\tlocalhost\n\n::1 localhost ip6-localhost\r\nfe80::1%lo0 localhost\n 10.0.0.5  web  www.web # both\n"
                        + "10.0.0.6 web\n";
        assertEquals(
                "{localhost=127.0.0.1, web=10.0.0.5, www.web=10.0.0.5}",
                HostsText.parse(text).toString());
        assertTrue(HostsText.parse("").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.5, there is no name for 10.0.0.5", "10.0.0 web, 10.0.0", "10.0.0.5 a..b, a..b", "Name: x, Name"
    })
    @DisplayName("a line that is anything else is named")
    void wrong(String line, String part) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> HostsText.parse("10.0.0.1 ok\n" + line));
        assertTrue(e.getMessage().startsWith("line 2: ") && e.getMessage().contains(part), e::getMessage);
    }

    @Test
    void options() {
        DnsSettings settings = DnsSettings.NONE
                .withOption("0x20")
                .withOption("ndots:3")
                .withOption("timeout:5")
                .withOption("attempts:2")
                .withOption("no-edns0");
        assertTrue(settings.mixCase());
        assertEquals(3, settings.ndots());
        assertEquals(Duration.ofSeconds(5), settings.timeout());
        assertEquals(2, settings.rounds());
        assertEquals(0, settings.payloadSize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ndots", "ndots:16", "timeout:0", "attempts:11", "0x20:1", "rotate", "ndots:-1"})
    void wrongOptions(String option) {
        assertThrows(IllegalArgumentException.class, () -> DnsSettings.NONE.withOption(option));
    }
}
