package dev.lanyard.actors.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The text of a remembered lease")
class DhcpRememberedTest {
    private static final Instant END = Instant.parse("2026-01-02T03:04:05.6Z");
    private static final DhcpRemembered LEASE = new DhcpRemembered(
            MacAddress.parse("02:00:00:00:00:02"),
            Ipv4Address.parse("10.77.0.50"),
            Ipv4Address.parse("10.77.0.1"),
            Optional.of(END));

    @Test
    void comesBack() {
        assertEquals(
                "lanyard DHCP lease 1\nmac 02:00:00:00:00:02\naddress 10.77.0.50\nserver 10.77.0.1\n"
                        + "expires 2026-01-02T03:04:05.600Z\n",
                LEASE.toText());
        assertEquals(LEASE, DhcpRemembered.parse(LEASE.toText()));
        DhcpRemembered forEver = new DhcpRemembered(LEASE.mac(), LEASE.address(), LEASE.server(), Optional.empty());
        assertEquals(forEver, DhcpRemembered.parse(forEver.toText()));
        assertTrue(forEver.isValidAt(Instant.MAX));
        assertTrue(LEASE.isValidAt(END.minusNanos(1)));
        assertFalse(LEASE.isValidAt(END));
    }

    @Test
    @DisplayName("cut anywhere, it is refused")
    void cut() {
        String text = LEASE.toText();
        for (int length = 0; length < text.length(); length++) {
            String part = text.substring(0, length);
            assertThrows(IllegalArgumentException.class, () -> DhcpRemembered.parse(part), part);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "127.0.0.1", "0.0.0.0", "x"})
    @DisplayName("an address that no host can have is refused")
    void address(String address) {
        String text = LEASE.toText().replace("10.77.0.50", address);
        assertThrows(IllegalArgumentException.class, () -> DhcpRemembered.parse(text));
    }

    @Test
    @DisplayName("62: mutated, it is a lease or refused")
    void mutated() {
        SplittableRandom random = new SplittableRandom(62);
        byte[] text = LEASE.toText().getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = text.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                DhcpRemembered.parse(new String(changed, StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage() != null);
            }
        }
    }
}
