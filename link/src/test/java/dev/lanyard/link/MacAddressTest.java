package dev.lanyard.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @Test
    void readsAndWritesColons() {
        MacAddress address = MacAddress.parse("02-1F:a:00:FF:01");
        assertEquals(0x021f_0a00_ff01L, address.value());
        assertEquals("02:1f:0a:00:ff:01", address.toString());
        assertEquals(address, MacAddress.parse(address.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02:00:00:00:00",
                "02:00:00:00:00:01:02",
                "02:00:00:00:00:g1",
                "02:00:00:00:00:",
                "0200.0000.0001",
                "02:00:00:00:00:+1"
            })
    void refusesAnythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text));
    }

    @Test
    void knowsGroupsAndMakesLocalAddresses() {
        assertTrue(MacAddress.BROADCAST.isGroup());
        assertTrue(MacAddress.parse("01:00:5e:00:00:01").isGroup());
        assertFalse(MacAddress.parse("02:00:00:00:00:01").isGroup());
        MacAddress local = MacAddress.locallyAdministered(-1);
        assertEquals("02:ff:ff:ff:ff:ff", local.toString());
        assertFalse(local.isGroup());
        assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
        assertTrue(MacAddress.ZERO.compareTo(MacAddress.BROADCAST) < 0);
    }
}
