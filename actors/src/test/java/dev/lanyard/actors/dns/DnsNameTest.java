package dev.lanyard.actors.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Domain names (RFC 1035 §2.3 and §5.1)")
class DnsNameTest {
    @ParameterizedTest
    @CsvSource({
        "example.org, example.org.",
        "example.org., example.org.",
        "., .",
        "a\\.b.c, a\\.b.c.",
        "a\\032b, a\\032b.",
        "\\255.x, \\255.x.",
        "_sip._tcp.Example, _sip._tcp.Example."
    })
    void readsAndWrites(String text, String written) {
        assertEquals(written, DnsName.parse(text).toString());
        assertEquals(DnsName.parse(text), DnsName.parse(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".a", "a..b", "a\\999", "\u20ac"})
    void refuses(String text) {
        assertThrows(IllegalArgumentException.class, () -> DnsName.parse(text));
    }

    @Test
    @DisplayName("a label has at most 63 octets, a name 255")
    void lengths() {
        String label = "x".repeat(63);
        assertEquals(
                255,
                DnsName.parse(String.join(".", label, label, label, "y".repeat(61)))
                        .length());
        assertThrows(
                IllegalArgumentException.class,
                () -> DnsName.parse(String.join(".", label, label, label, "y".repeat(62))));
        assertThrows(IllegalArgumentException.class, () -> DnsName.parse("x".repeat(64)));
    }

    @Test
    @DisplayName("case makes no difference (RFC 4343), but can be told (0x20)")
    void letters() {
        DnsName name = DnsName.parse("www.example.org");
        DnsName mixed = name.withRandomCase(new SplittableRandom(7));
        assertEquals(name, mixed);
        assertEquals(name.hashCode(), mixed.hashCode());
        assertNotEquals(name.toString(), mixed.toString());
        assertFalse(name.isSameIncludingCase(mixed));
    }

    @Test
    void hierarchy() {
        DnsName name = DnsName.parse("www.example.org");
        assertTrue(name.isWithin(DnsName.parse("EXAMPLE.org")));
        assertTrue(name.isWithin(name));
        assertTrue(name.isWithin(DnsName.ROOT));
        assertFalse(name.isWithin(DnsName.parse("ample.org")));
        assertEquals(DnsName.parse("example.org"), name.parent());
        assertEquals(
                "7.2.0.192.in-addr.arpa.",
                DnsName.reverse(Ipv4Address.parse("192.0.2.7")).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:0, ::",
        "::1, ::1",
        "fe80::, fe80::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1"
    })
    @DisplayName("IPv6 addresses as RFC 5952 has them")
    void ipv6(String text, String written) {
        assertEquals(written, Ipv6Text.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "1:2", "1:2:3:4:5:6:7:8:9", "1::2::3", "g::", "12345::", "1:2:3:4:5:6:7::8"})
    void notIpv6(String text) {
        assertThrows(IllegalArgumentException.class, () -> Ipv6Text.parse(text));
    }
}
