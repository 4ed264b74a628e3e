package dev.lanyard.os;

import static org.junit.jupiter.api.Assertions.*;

import dev.lanyard.os.testing.KernelNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("tap device")
@Timeout(60)
class TapDeviceTest {
    private static final long DEADLINE_NANOS = 5_000_000_000L;
    private static final int FRAME = TapDevice.HEADER_LENGTH;

    /** 02:00:00:00:00:02, 10.77.0.2 asks who has 10.77.0.1 (RFC 826). */
    private static final byte[] ARP_REQUEST = HexFormat.of()
            .parseHex("ffffffffffff" + "020000000002" + "0806"
                    + "0001" + "0800" + "06" + "04" + "0001"
                    + "020000000002" + "0a4d0002" + "000000000000" + "0a4d0001");

    private final ByteBuffer memory = NativeMemory.allocate(TapDevice.MAX_FRAME_LENGTH);
    private final long address = NativeMemory.address(memory);
    private KernelNamespace namespace;

    @BeforeEach
    void create() {
        namespace = KernelNamespace.create();
    }

    @AfterEach
    void delete() {
        if (namespace != null) {
            namespace.close();
        }
    }

    private TapDevice.Settings existing(String name) {
        return TapDevice.Settings.existing(name).inNamespace(namespace.name());
    }

    private TapDevice.Settings creating(String name) {
        return TapDevice.Settings.creating(name).inNamespace(namespace.name());
    }

    @Test
    @DisplayName("the kernel answers an ARP request written to an existing tap")
    void existing() throws IOException {
        namespace.tap("tap0", "10.77.0.1/24");
        try (TapDevice tap = TapDevice.open(existing("tap0"))) {
            assertFalse(tap.created());
            assertTrue(tap.isUp());
            assertEquals("tap0", tap.name());
            assertEquals(1500, tap.mtu());
            assertArpReply(tap);
        }
        assertTrue(TapDevice.exists("tap0", namespace.name()), "a persistent tap stays");
    }

    @Test
    @DisplayName("a tap made without vnet_hdr, and one whose last user had longer headers, take our settings")
    void adoptsFlags() throws IOException {
        namespace.ip("tuntap add dev tap0 mode tap");
        namespace.ip("address add 10.77.0.1/24 dev tap0");
        namespace.ip("link set tap0 up");
        try (TapDevice tap = TapDevice.open(existing("tap0").withOffload(false))) {
            assertEquals(0, InterfaceRequest.sendInt(tap.fd(), IfTun.TUNSETVNETHDRSZ, 12));
        }
        try (TapDevice tap = TapDevice.open(existing("tap0").withOffload(false))) {
            assertArpReply(tap);
        }
    }

    @Test
    @DisplayName("a missing tap is an error and is not created")
    void missing() throws IOException {
        OsException e = assertThrows(OsException.class, () -> TapDevice.open(existing("tap9")));
        String ip = "ip -n " + namespace.name();
        assertEquals(
                "cannot open tap9 in network namespace " + namespace.name() + ": it does not exist. Create it with: "
                        + ip + " tuntap add dev tap9 mode tap vnet_hdr && " + ip + " link set tap9 up",
                e.getMessage());
        assertEquals(Errno.ENODEV, e.errno());
        assertFalse(TapDevice.exists("tap9", namespace.name()));
    }

    @Test
    @DisplayName("a tap that another has open is busy, and free once closed")
    void busy() throws IOException {
        namespace.tap("tap0", "10.77.0.1/24");
        TapDevice first = TapDevice.open(existing("tap0"));
        OsException e = assertThrows(OsException.class, () -> TapDevice.open(existing("tap0")));
        assertEquals(
                "cannot open tap0 in network namespace " + namespace.name()
                        + ": another program has it. Find out which with: ip -n " + namespace.name()
                        + " -d tuntap show (or: fuser -v /dev/net/tun)",
                e.getMessage());
        assertEquals(Errno.EBUSY, e.errno());
        first.close();
        first.close();
        assertEquals(-Errno.EBADF, first.read(address, memory.capacity()));
        TapDevice.open(existing("tap0")).close();
    }

    @Test
    @DisplayName("once open or up, the kernel's first frame is not lost, time after time")
    void firstFrame() throws IOException {
        for (int i = 0; i < 10; i++) {
            namespace.tap("tap0", "10.77.0.1/24");
            try (TapDevice tap = TapDevice.open(existing("tap0"))) {
                assertArpReply(tap);
            }
            namespace.delete("tap0");
        }
    }

    @Test
    @DisplayName("an interface that is no tap is refused")
    void noTap() {
        OsException e = assertThrows(OsException.class, () -> TapDevice.open(existing("lo")));
        assertTrue(e.getMessage().contains("it is not a tap device with one queue"), e.getMessage());
    }

    @Test
    @DisplayName("deleted while open: poll reports an error, read and write EBADFD, and a new one opens")
    void deleted() throws IOException {
        namespace.tap("tap0", "10.77.0.1/24");
        try (TapDevice tap = TapDevice.open(existing("tap0"));
                Poller poller = new Poller()) {
            poller.add(tap.fd(), Poller.POLLIN);
            namespace.delete("tap0");
            assertEquals(1, poller.poll(DEADLINE_NANOS));
            assertEquals(Poller.POLLERR, poller.revents(0) & Poller.POLLERR);
            assertEquals(-Errno.EBADFD, tap.read(address, memory.capacity()));
            assertEquals(-Errno.EBADFD, tap.write(address, FRAME + 60));
            OsException e = assertThrows(OsException.class, tap::mtu);
            assertTrue(e.getMessage().endsWith("No such device. It has been deleted"), e.getMessage());

            namespace.tap("tap0", "10.77.0.1/24");
            try (TapDevice again = TapDevice.open(existing("tap0"))) {
                assertArpReply(again);
            }
        }
    }

    @Test
    @DisplayName("created, configured, brought up, closed: gone")
    void created() throws IOException {
        try (TapDevice tap = TapDevice.open(creating("tap5"))) {
            assertTrue(tap.created());
            assertFalse(tap.isUp());
            assertEquals(-Errno.EIO, tap.write(address, FRAME + 60), "a frame on an interface that is down");
            tap.mtu(TapDevice.MAX_MTU);
            assertEquals(TapDevice.MAX_MTU, tap.mtu());
            assertThrows(OsException.class, () -> tap.mtu(TapDevice.MAX_MTU + 1));
            tap.hostAddress(0x0a4d0001, 24);
            tap.up();
            assertTrue(tap.isUp());
            assertTrue(namespace.ip("-4 address show dev tap5").contains("inet 10.77.0.1/24 brd 10.77.0.255"));
            assertArpReply(tap);
        }
        assertFalse(TapDevice.exists("tap5", namespace.name()));
    }

    @Test
    @DisplayName("with create, a tap that exists is opened and stays")
    void createExisting() throws IOException {
        namespace.tap("tap0", "10.77.0.1/24");
        try (TapDevice tap = TapDevice.open(creating("tap0"))) {
            assertFalse(tap.created());
        }
        assertTrue(TapDevice.exists("tap0", namespace.name()));
    }

    /** Asks by ARP for 10.77.0.1 and waits for the reply among whatever else the kernel says. */
    private void assertArpReply(TapDevice tap) {
        memory.clear();
        memory.put(new byte[FRAME]).put(ARP_REQUEST);
        assertEquals(memory.position(), tap.write(address, memory.position()));
        try (Poller poller = new Poller()) {
            poller.add(tap.fd(), Poller.POLLIN);
            long deadline = System.nanoTime() + DEADLINE_NANOS;
            while (true) {
                int length = tap.read(address, memory.capacity());
                if (length == -Errno.EAGAIN) {
                    long left = deadline - System.nanoTime();
                    assertTrue(left > 0, "no ARP reply");
                    poller.poll(left);
                    continue;
                }
                assertTrue(length > FRAME, () -> "read gives " + Errno.name(-length));
                if (length >= FRAME + ARP_REQUEST.length && memory.getShort(FRAME + 12) == 0x0806) {
                    assertEquals(2, memory.getShort(FRAME + 20), "ARP reply");
                    assertEquals(0x0a4d0001, memory.getInt(FRAME + 28), "sender's address");
                    assertEquals(0x0a4d0002, memory.getInt(FRAME + 38), "target's address");
                    return;
                }
            }
        }
    }
}
