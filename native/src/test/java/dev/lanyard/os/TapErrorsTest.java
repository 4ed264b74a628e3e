package dev.lanyard.os;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
@DisplayName("errors name the device, the reason and the command that mends it")
class TapErrorsTest {
    private final TapErrors here = new TapErrors("tap0", null);

    @Test
    void missing() {
        assertEquals(
                "cannot open tap0: it does not exist. Create it with:"
                        + " ip tuntap add dev tap0 mode tap vnet_hdr && ip link set tap0 up",
                here.missing().getMessage());
        assertEquals(
                "cannot open tap0 in network namespace lab: it does not exist. Create it with:"
                        + " ip -n lab tuntap add dev tap0 mode tap vnet_hdr && ip -n lab link set tap0 up",
                new TapErrors("tap0", "lab").missing().getMessage());
    }

    @Test
    void notPermitted() {
        assertEquals(
                "cannot open tap0: Operation not permitted. Run as root, give the JVM CAP_NET_ADMIN, or make the device"
                        + " yours: ip tuntap add dev tap0 mode tap vnet_hdr user $USER && ip link set tap0 up",
                here.refused(Errno.EPERM, false).getMessage());
        assertEquals(
                "cannot open tap0: /dev/net/tun: Permission denied. Run as root, or let everyone ask the driver with:"
                        + " chmod 666 /dev/net/tun",
                here.noTunDriver(Errno.EACCES).getMessage());
    }

    @Test
    void noDriver() {
        assertEquals(
                "cannot open tap0: /dev/net/tun: No such file or directory. Load the driver with: modprobe tun"
                        + " (in a container: mkdir -p /dev/net && mknod /dev/net/tun c 10 200)",
                here.noTunDriver(Errno.ENOENT).getMessage());
    }

    @Test
    void unknownReason() {
        assertEquals("errno 71", Errno.name(71));
        assertFalse(Errno.text(71).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "tap%d", "sixteen-letters!", "tap:1", "tür"})
    void impossibleNames(String name) {
        assertThrows(IllegalArgumentException.class, () -> TapDevice.Settings.existing(name));
    }

    @Test
    void namespaceThatDoesNotExist() {
        IOException e = assertThrows(IOException.class, () -> NetworkNamespace.call("lanyard-nowhere", () -> 1));
        assertEquals(
                "cannot open network namespace lanyard-nowhere: No such file or directory."
                        + " Create it with: ip netns add lanyard-nowhere",
                e.getMessage());
    }

    @Test
    void addressOfHeapMemory() {
        assertThrows(IllegalArgumentException.class, () -> NativeMemory.address(ByteBuffer.allocate(1)));
    }
}
