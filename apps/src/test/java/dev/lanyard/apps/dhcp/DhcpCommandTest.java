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

    @Test
    @DisplayName("RFC 2132 §5.1: the MTU of a lease is the interface's, and the link's again when the lease is gone")
    void mtu() {
        start("--mtu=1400");
        run("dhcp wait").result();
        Run interfaces = run("ip addr");
        interfaces.result();
        assertTrue(interfaces.lines.get(0).startsWith("eth0: up mtu 1400 "), interfaces.lines::toString);
        assertEquals(1L, run("ping -c 1 -s 1372 10.0.1.1").value("received"));
        assertEquals(0, counter("ip.fragments-sent"));
        assertEquals(1L, run("ping -c 1 -s 1373 10.0.1.1").value("received"));
        assertEquals(2, counter("ip.fragments-sent"));
        run("dhcp release eth0").result();
        Run after = run("ip addr");
        after.result();
        assertTrue(after.lines.get(0).startsWith("eth0: up mtu 1500 "), after.lines::toString);
        world.close();
        start("--mtu=9000"); // more than the link carries
        run("dhcp wait").result();
        Run large = run("ip addr");
        large.result();
        assertTrue(large.lines.get(0).startsWith("eth0: up mtu 1500 "), large.lines::toString);
    }

    @Test
    @DisplayName(
            "everything of a lease is shown, with the time left to T1, T2 and the end; NTP servers are there for programs")
    void details() throws Exception {
        start("--lease=80s --ntp=10.0.1.9 --domain=lan.test");
        run("dhcp wait").result();
        world.runFor(Duration.ofSeconds(10));
        Run show = run("dhcp show eth0");
        assertEquals(Duration.ofSeconds(30), show.value("t1"));
        assertEquals(Duration.ofSeconds(60), show.value("t2"));
        assertEquals("10.0.1.9", show.value("ntp"));
        assertEquals("lan.test.", show.value("search"));
        for (String line : new String[] {
            "  lease         80 s, 70 s left",
            "  renewal       in 30 s (T1)",
            "  rebinding     in 60 s (T2)",
            "  time servers  10.0.1.9",
            "  routes        0.0.0.0/0 via 10.0.1.1"
        }) {
            assertTrue(show.lines.contains(line), show.lines::toString);
        }
        assertEquals(
                "[10.0.1.9]",
                world.await(world.node("client").leases().orElseThrow().timeServers(), Duration.ofSeconds(1))
                        .toString());
        Run wrong = run("dhcp renew eth7");
        assertEquals(2, wrong.result().status());
        assertTrue(wrong.lines.get(0).contains("there is no interface eth7; there are: eth0"), wrong.lines::toString);
    }

    @Test
    @DisplayName(
            "RFC 2131 §3.4: INFORM by a node with a fixed address, which then asks the name servers that it was told of")
    void inform() {
        world = World.builder()
                .seed(34)
                .lan("lan", "10.0.1.0/24")
                .node("client", "lan", "10.0.1.7")
                .node("server", "lan", "10.0.1.1")
                .services("server", "dhcp-server --domain=lan.test --ntp=10.0.1.9", "dns-server www.lan.test=10.9.9.9")
                .start();
        Run asked = run("dhcp --inform eth0");
        assertEquals(0, asked.result().status(), asked.lines::toString);
        assertEquals("10.0.1.1", asked.value("dns"));
        assertEquals("10.0.1.9", asked.value("ntp"));
        assertEquals("eth0: a server says", asked.lines.get(0));
        assertTrue(asked.lines.contains("  routers       10.0.1.1"), asked.lines::toString);
        assertEquals("10.9.9.9", run("dns www").value("address"));
        run("service").result();
        Run.start(world, "server", "service dhcp-server --mode=silent").result();
        Run nobody = run("dhcp --inform eth0");
        assertEquals(1, nobody.result().status());
        assertEquals("eth0: no DHCP server answered", nobody.lines.get(0));
        assertEquals(2, run("dhcp --inform eth9").result().status());
    }

    @Test
    @DisplayName("59: an offered address that another host has is declined, and after ten seconds another one taken")
    void decline() {
        world = World.builder()
                .seed(59)
                .lan("lan", "10.0.1.0/24")
                .node("client", "lan", "dhcp")
                .node("squatter", "lan", "10.0.1.100")
                .node("server", "lan", "10.0.1.1")
                .services("server", "dhcp-server 10.0.1.100-10.0.1.150")
                .start();
        world.runFor(Duration.ofSeconds(9));
        assertEquals(1, run("dhcp").result().status());
        assertEquals(1, counter("dhcp.declined"));
        assertEquals(1, counter("arp.conflicts"));
        assertEquals("10.0.1.101", run("dhcp wait").value("address"));
        Duration took = world.now();
        assertTrue(took.toSeconds() >= 10 && took.toSeconds() < 15, took::toString);
        assertEquals(3L, Run.start(world, "squatter", "ping -i 10ms 10.0.1.101").value("received"));
    }

    @Test
    @DisplayName("a server's manners change while it runs, by the service command and from a program")
    void changing() {
        start("--lease=60s");
        run("dhcp wait").result();
        Run services = Run.start(world, "router", "service");
        services.result();
        assertEquals(
                "dhcp-server 10.0.1.100-10.0.1.150 --lease=60s",
                services.lines.get(0).strip());
        world.node("router").services().change("dhcp-server --mode=nak");
        world.runFor(Duration.ofSeconds(40));
        assertEquals(1, run("dhcp").result().status());
        assertTrue(counter("dhcp.naks") > 0);
        assertEquals(
                0,
                Run.start(world, "router", "service dhcp-server --mode=none --slow=2s")
                        .result()
                        .status());
        assertEquals(0, run("dhcp wait").result().status());
        world.node("router").services().change("dhcp-server --mode=duplicate");
        run("dhcp release").result();
        run("dhcp renew").result();
        world.runFor(Duration.ofSeconds(30));
        assertEquals(1, counter("dhcp.declined"));
        for (String[] wrong : new String[][] {
            {"service dhcp-server --mode=no", "dhcp-server: no mode 'no'; there are: none, nak,"},
            {"service dhcp-server --pool=x", "dhcp-server: Unknown option: '--pool=x'; usage: dhcp-server"},
            {"service web --mode=no", "no service 'web' runs here; there are: dhcp-server"},
            {"service --mode=no", "which service? write 'service NAME --mode=no'"}
        }) {
            Run run = Run.start(world, "router", wrong[0]);
            assertEquals(2, run.result().status(), wrong[0]);
            assertTrue(run.lines.get(0).contains(wrong[1]), run.lines::toString);
        }
        Run none = run("service echo --mode=no");
        assertEquals(2, none.result().status());
        assertTrue(none.lines.get(0).contains("there are: none"), none.lines::toString);
    }
}
