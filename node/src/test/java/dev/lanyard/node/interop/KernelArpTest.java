package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.InterfaceAddress.Detection;
import dev.lanyard.os.testing.Interop;
import dev.lanyard.os.testing.KernelNamespace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("ARP and address conflicts with the kernel and arping, checklist 57 and 58")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KernelArpTest {
    private static final Ipv4Prefix OWN = Ipv4Prefix.parse(TapNode.NODE + "/24");

    private KernelNamespace kernel;
    private TapNode tap;

    @BeforeEach
    void create() {
        kernel = KernelNamespace.create();
        Interop.requireCommand("arping");
        kernel.tap("tap0", TapNode.KERNEL + "/24");
    }

    @AfterEach
    void close() {
        if (tap != null) {
            tap.close();
        }
        kernel.close();
    }

    private void node(Detection detection) throws Exception {
        tap = TapNode.start(kernel, true, new InterfaceAddress.Static(OWN, detection), DnsSettings.NONE);
    }

    private boolean hasAddress() throws Exception {
        return tap.await(tap.node.network().state())
                .interfaces()
                .get(0)
                .addresses()
                .contains(OWN);
    }

    private int arping(String... words) {
        String[] command = new String[words.length + 3];
        command[0] = "arping";
        command[1] = "-I";
        command[2] = "tap0";
        System.arraycopy(words, 0, command, 3, words.length);
        return kernel.run(command).status();
    }

    @Test
    @DisplayName("57: the kernel's entry is confirmed by unicast, arping is answered, our arp ping finds the kernel")
    void arping() throws Exception {
        node(Detection.NONE);
        assertEquals(0, arping("-c", "2", "-w", "5", TapNode.NODE));
        kernel.run("ping", "-c", "1", "-W", "5", TapNode.NODE);
        assertTrue(kernel.ip("neigh show " + TapNode.NODE).contains("02:00:00:00:00:02"));
        String mac = tap.await(
                        tap.node.network().arpPing("eth0", TapNode.kernelPort(0).address()))
                .toString();
        assertTrue(kernel.ip("link show tap0").contains(mac), mac);
    }

    @Test
    @DisplayName("58: arping -D finds that we have an address, and that nobody has another")
    void duplicate() throws Exception {
        node(Detection.NONE);
        assertEquals(1, arping("-D", "-c", "2", "-w", "5", TapNode.NODE));
        assertEquals(0, arping("-D", "-c", "1", "-w", "2", "10.77.0.99"));
        assertEquals(0, tap.node.counters().get("arp.defended"), "a probe claims nothing");
        assertTrue(hasAddress());
    }

    @Test
    @DisplayName("58: the kernel has our address: we find it before we take it, and do not start")
    void takenBefore() throws Exception {
        kernel.ip("address add " + TapNode.NODE + "/32 dev lo");
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> node(Detection.BEFORE_START));
        assertTrue(refused.getMessage().contains("the address 10.77.0.2 is in use by "), refused::getMessage);
    }

    @Test
    @DisplayName("58: announced twice when taken; who claims it hears once whose it is, and has it if it insists")
    void yielded() throws Exception {
        try (Daemon wire = Daemon.start(
                kernel,
                "listening on",
                "tcpdump",
                "-l",
                "-n",
                "-e",
                "-i",
                "tap0",
                "arp and ether src 02:00:00:00:00:02")) {
            node(Detection.BEFORE_START);
            assertTrue(hasAddress());
            wire.awaitLines("Request who-has 10.77.0.2 tell 0.0.0.0", 3);
            wire.awaitLines("(Announcement|Request who-has) 10.77.0.2( tell 10.77.0.2)?,", 2);
            kernel.ip("address add " + TapNode.NODE + "/32 dev lo");
            assertEquals(0, arping("-A", "-c", "1", "-s", TapNode.NODE, TapNode.NODE));
            until("arp.defended");
            assertTrue(hasAddress());
            arping("-A", "-c", "1", "-s", TapNode.NODE, TapNode.NODE);
            until("arp.yielded");
            assertFalse(hasAddress());
        }
    }

    private void until(String counter) throws Exception {
        for (int i = 0; i < 200 && tap.node.counters().get(counter) == 0; i++) {
            tap.await(tap.node.delay(Duration.ofMillis(20)));
        }
        assertEquals(1, tap.node.counters().get(counter));
    }
}
