package dev.lanyard.apps.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.Run;
import dev.lanyard.node.service.Services;
import dev.lanyard.simulator.World;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Nodes with DHCP against the dhcp-server service, checklist 59")
class DhcpCommandTest {
    private World world;

    private void start(String server) {
        world = World.builder()
                .seed(59)
                .lan("lan", "10.0.1.0/24")
                .lan("other", "10.0.2.0/24")
                .node("client", "lan", "dhcp")
                .node("client2", "lan", "dhcp")
                .node("router", "other", "10.0.2.1")
                .attach("router", "lan", "10.0.1.1")
                .services("router", "dhcp-server 10.0.1.100-10.0.1.150 " + server, "dns-server www.lan.test=10.9.9.9")
                .start();
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    private Run run(String line) {
        return Run.start(world, "client", line);
    }

    private long counter(String name) {
        return world.counters("client").get(name);
    }

    @Test
    @DisplayName("both clients get addresses, routes, and names that resolve through the server's search list")
    void leases() {
        start("--lease=1h --domain=lan.test --mtu=1400");
        Run wait = run("dhcp wait");
        assertEquals(0, wait.result().status());
        assertEquals("bound", wait.value("state"));
        assertEquals(24L, wait.value("prefix"));
        assertEquals("10.0.1.1", wait.value("server"));
        assertEquals("10.0.1.1", wait.value("router"));
        assertEquals("lan.test", wait.value("domain"));
        assertEquals(Duration.ofHours(1), wait.value("lease"));
        assertEquals("eth0: " + wait.value("address") + "/24 from 10.0.1.1, bound", wait.lines.get(0));
        assertTrue(wait.lines.contains("  mtu           1400"), wait.lines::toString);
        Run other = Run.start(world, "client2", "dhcp wait");
        assertTrue(!other.value("address").equals(wait.value("address")));
        assertEquals(3L, run("ping -i 10ms 10.0.1.1").value("received"));
        assertEquals(3L, run("ping -i 10ms " + other.value("address")).value("received"));
        assertEquals("10.9.9.9", run("dns www").value("address"));
    }

    @Test
    @DisplayName("a lease of 20 s is renewed for an hour, connections and address stay")
    void renewal() {
        start("--lease=20s");
        Object address = run("dhcp wait").value("address");
        world.runFor(Duration.ofHours(1));
        assertEquals(address, run("dhcp").value("address"));
        assertTrue(counter("dhcp.renewed") >= 359, () -> "" + counter("dhcp.renewed"));
        assertEquals(1, counter("dhcp.bound"));
    }

    @Test
    @DisplayName("the server is gone: the address is given up at the end of the lease, and comes back with it")
    void serverGone() {
        start("--lease=60s");
        run("dhcp wait").result();
        world.crash("router");
        world.runFor(Duration.ofSeconds(59));
        assertEquals(0, run("dhcp").result().status());
        world.runFor(Duration.ofSeconds(2));
        Run none = run("dhcp");
        assertEquals(1, none.result().status());
        assertEquals("selecting", none.value("state"));
        assertEquals("eth0: no lease, selecting", none.lines.get(0));
        assertEquals(1, run("ping -c 1 10.0.1.1").result().status());
        assertEquals(1, counter("dhcp.expired"));
        world.restart("router");
        assertEquals(0, run("dhcp wait").result().status());
        assertEquals(3L, run("ping -i 10ms 10.0.1.1").value("received"));
    }

    @Test
    @DisplayName("release gives the address back, renew asks again")
    void release() {
        start("");
        run("dhcp wait").result();
        Run released = run("dhcp release");
        assertEquals(0, released.result().status());
        assertEquals("stopped", released.value("state"));
        assertNull(released.value("address"));
        assertEquals(1, run("ping -c 1 10.0.1.1").result().status());
        run("dhcp renew").result();
        assertEquals(0, run("dhcp wait").result().status());
    }

    @Test
    @DisplayName("the link goes and comes back: the lease is confirmed (INIT-REBOOT)")
    void linkFlap() {
        start("");
        Object address = run("dhcp wait").value("address");
        world.linkDown("lan");
        world.runFor(Duration.ofSeconds(1));
        world.linkUp("lan");
        world.runFor(Duration.ofSeconds(1));
        assertEquals(address, run("dhcp").value("address"));
        assertEquals(1, counter("dhcp.renewed"));
    }

    @Test
    @DisplayName("a slow server is waited for")
    void slow() {
        start("--slow=6s");
        assertEquals(0, run("dhcp wait").result().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nak", "wrong-xid", "wrong-chaddr", "lies", "silent"})
    @DisplayName("misbehaving servers give no lease, and are not asked in a storm")
    void modes(String mode) {
        start("--mode=" + mode);
        world.runFor(Duration.ofMinutes(10));
        assertEquals(1, run("dhcp").result().status());
        assertTrue(counter("dhcp.sent") < 50, () -> "" + counter("dhcp.sent"));
        Map<String, String> reasons = Map.of(
                "nak", "dhcp.naks",
                "wrong-xid", "dhcp.dropped.wrong-xid",
                "wrong-chaddr", "dhcp.dropped.wrong-chaddr",
                "lies", "dhcp.dropped.bad-lease",
                "silent", "dhcp.sent");
        assertTrue(counter(reasons.get(mode)) > 0, () -> "" + world.counters("client"));
    }

    @Test
    @DisplayName("two runs with one seed do the same; the node that stops gives its address back")
    void sameness() {
        start("");
        Object first = run("dhcp wait").value("address");
        long sent = counter("dhcp.sent");
        world.close();
        start("");
        assertEquals(first, run("dhcp wait").value("address"));
        assertEquals(sent, counter("dhcp.sent"));
        var stopped = world.node("client").stop(Duration.ofSeconds(1)).toCompletableFuture();
        assertTrue(world.runUntil(stopped::isDone, Duration.ofSeconds(5)));
    }

    @Test
    void fixedAddressesAndArguments() {
        start("");
        Run fixed = Run.start(world, "router", "dhcp");
        assertEquals(1, fixed.result().status());
        assertEquals("dhcp: all addresses of this node are fixed", fixed.lines.get(0));
        assertEquals(2, run("dhcp nonsense").result().status());
        Services services = Services.load();
        for (String line : new String[] {"dhcp-server x", "dhcp-server --mode=no", "dhcp-server --router=1"}) {
            assertThrows(IllegalArgumentException.class, () -> services.create(line), line);
        }
    }
}
