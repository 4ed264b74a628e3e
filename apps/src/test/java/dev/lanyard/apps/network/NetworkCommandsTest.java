package dev.lanyard.apps.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.Run;
import dev.lanyard.simulator.World;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NetworkCommandsTest {
    private final World world = World.builder()
            .seed(1)
            .lan("lan", "10.0.1.0/24")
            .lan("hall", "10.0.2.0/24")
            .node("a", "lan", "10.0.1.1")
            .gateway("a", "10.0.1.2")
            .node("r", "lan", "10.0.1.2")
            .attach("r", "hall", "10.0.2.2")
            .router("r")
            .node("b", "hall", "10.0.2.3")
            .gateway("b", "10.0.2.2")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    private List<String> ok(String node, String line) {
        Run run = Run.start(world, node, line);
        assertEquals(0, run.result().status(), run.lines::toString);
        return run.lines;
    }

    private void refused(int status, String line, String why) {
        Run run = Run.start(world, "r", line);
        assertEquals(status, run.result().status(), line);
        assertTrue(run.lines.get(0).contains(why), run.lines::toString);
    }

    @Test
    void addresses() {
        List<String> lines = ok("r", "ip addr");
        assertTrue(lines.get(0).matches("eth0: up mtu 1500 ether [0-9a-f:]{17}"), lines::toString);
        assertEquals("    inet 10.0.1.2/24 brd 10.0.1.255", lines.get(1));
        assertEquals("    inet 10.0.2.2/24 brd 10.0.2.255", lines.get(3));
        ok("r", "ip addr add 10.0.2.77/24 dev eth1");
        ok("a", "ping -c 1 10.0.2.77");
        ok("r", "ip addr del 10.0.2.77/24 dev eth1");
        refused(1, "ip addr del 10.0.2.77/24 dev eth1", "does not have the address 10.0.2.77");
        refused(2, "ip addr add 10.0.2.77/24 dev eth7", "there is no interface eth7; there are: eth0, eth1");
        refused(2, "ip addr add 10.0.2.77/24", "write 'ip addr add ADDRESS/LENGTH dev NAME'");
        refused(2, "ip link", "not one of addr, route, neigh, maddr, igmp, forward and set");
    }

    @Test
    void refusingRoutes() {
        ok("r", "ip route add prohibit 10.9.0.0/16 metric 3");
        ok("r", "route add blackhole 10.8.0.0/16");
        List<String> lines = ok("r", "ip route");
        assertTrue(lines.contains("prohibit 10.9.0.0/16 metric 3"), lines::toString);
        assertTrue(lines.contains("blackhole 10.8.0.0/16"), lines::toString);
        Run ping = Run.start(world, "a", "ping -c 1 10.9.0.1");
        assertEquals(1, ping.result().status());
        assertTrue(ping.lines.contains("From 10.0.1.2 seq=1 Packet filtered"), ping.lines::toString);
        ok("r", "ip route del prohibit 10.9.0.0/16");
        refused(1, "ip route del prohibit 10.9.0.0/16", "there is no such route to 10.9.0.0/16");
        refused(2, "ip route add unreachable 10.9.0.0/16 via 10.0.1.1", "no 'via' and no 'dev'");
    }

    @Test
    void settings() {
        ok("r", "ip set directed-broadcasts on");
        ok("r", "ip set strong-host-sending on");
        ok("r", "ip set icmp-errors 10 5");
        List<String> lines = ok("r", "ip set");
        assertEquals(
                List.of(
                        "accept-redirects on",
                        "directed-broadcasts on",
                        "forwarding on",
                        "send-redirects on",
                        "source-routes off",
                        "strong-host off",
                        "strong-host-sending on",
                        "icmp-errors 10 5 to one host 10 5"),
                lines);
        refused(2, "ip set frobnication on", "not one of accept-redirects");
        refused(2, "ip set forwarding maybe", "write 'ip set forwarding on'");
        refused(2, "ip set icmp-errors 0 1", "1 to 1000000");
    }

    @Test
    void recordedRoute() {
        List<String> lines = ok("a", "ping -R -c 2 -i 100ms 10.0.2.3");
        assertEquals(
                List.of("RR: \t10.0.1.1", "\t10.0.2.2", "\t10.0.2.3", "\t10.0.2.3", "\t10.0.1.2", "\t10.0.1.1"),
                lines.subList(2, 8));
        assertEquals("\t(same route)", lines.get(9));
        List<String> times = ok("a", "ping -T tsonly -c 1 10.0.2.3");
        assertTrue(times.get(2).matches("TS: \\t[0-9]+ absolute"), times::toString);
        assertTrue(times.get(7).matches("\\t[0-9]+"), times::toString);
        List<String> both = ok("a", "ping -T tsandaddr -c 1 10.0.2.3");
        assertTrue(both.get(3).matches("\\t10\\.0\\.2\\.2\\t[0-9]+"), both::toString);
        assertEquals("Unrecorded hops: 2", both.get(6));
        refused(2, "ping -R -T tsonly 10.0.1.1", "do not fit into one header");
        refused(2, "ping -T never 10.0.1.1", "-T takes tsonly or tsandaddr");
    }

    @Test
    void routes() {
        assertEquals(List.of("10.0.1.0/24 dev eth0", "10.0.2.0/24 dev eth1"), ok("r", "route"));
        ok("r", "route add 172.16.0.0/12 via 10.0.2.3 metric 5");
        ok("r", "ip route add default gw 10.0.1.1");
        ok("r", "ip route add 192.168.9.9 dev eth1");
        assertEquals(
                List.of(
                        "192.168.9.9/32 dev eth1",
                        "10.0.1.0/24 dev eth0",
                        "10.0.2.0/24 dev eth1",
                        "172.16.0.0/12 via 10.0.2.3 dev eth1 metric 5",
                        "default via 10.0.1.1 dev eth0"),
                ok("r", "ip route show"));
        ok("r", "route del 172.16.0.0/12 via 10.0.2.3");
        ok("r", "route del 192.168.9.9 dev eth1");
        ok("r", "route del default via 10.0.1.1");
        assertEquals(2, ok("r", "route").size());
        refused(1, "route del default via 10.0.1.1", "there is no route");
        refused(1, "route add default via 8.8.8.8", "on the network of no interface");
        refused(2, "route add default", "'via GATEWAY' or 'dev NAME'");
        refused(2, "route add default via", "'via' wants a value");
    }

    @Test
    void neighbours() {
        ok("a", "ping -c 1 b");
        List<String> lines = ok("r", "arp");
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).matches("10\\.0\\.1\\.1 dev eth0 lladdr [0-9a-f:]{17} reachable"), lines::toString);
        Run ping = Run.start(world, "r", "arp ping 10.0.2.3");
        assertEquals(0, ping.result().status());
        assertTrue(lines.get(1).contains((String) ping.value("mac")));
        ok("r", "arp add 10.0.2.3 02:00:00:00:00:99");
        assertTrue(ok("r", "ip neigh").get(1).endsWith("02:00:00:00:00:99 permanent"));
        assertEquals(1, Run.start(world, "a", "ping -c 1 -W 1s b").result().status());
        ok("r", "arp del 10.0.2.3");
        ok("a", "ping -c 1 b");
        refused(1, "arp ping 10.0.2.99", "no answer from 10.0.2.99");
        refused(1, "arp ping 8.8.8.8", "on the network of no interface");
        refused(2, "arp add 10.0.2.3", "write 'arp'");
    }

    @Test
    void forwarding() {
        assertEquals(List.of("forwarding is on"), ok("r", "ip forward"));
        ok("r", "ip forward off");
        assertEquals(1, Run.start(world, "a", "ping -c 1 -W 1s b").result().status());
        ok("r", "ip forward on");
        ok("a", "ping -c 1 b");
    }

    @Test
    @DisplayName(
            "RFC 3376 §3: ip maddr shows groups by interface with version and sources, joins and leaves; ip igmp changes the version")
    void groups() {
        assertEquals(List.of("eth0: igmp v3", "    inet 224.0.0.1 exclude none"), ok("b", "ip maddr"));
        ok("r", "ip maddr add 239.1.1.1 dev eth1");
        ok("r", "ip maddr add 232.1.1.1 dev eth1 from 10.0.2.3 10.0.2.1");
        ok("r", "ip igmp 2");
        assertEquals(
                List.of(
                        "eth1: igmp v2",
                        "    inet 224.0.0.1 exclude none",
                        "    inet 232.1.1.1 include 10.0.2.1,10.0.2.3",
                        "    inet 239.1.1.1 exclude none"),
                ok("r", "ip maddr show dev eth1"));
        assertEquals(6, ok("r", "ip maddr show").size());
        ok("r", "ip maddr del 239.1.1.1 dev eth1");
        ok("r", "ip maddr del 232.1.1.1 dev eth1");
        assertEquals(List.of("eth1: igmp v2", "    inet 224.0.0.1 exclude none"), ok("r", "ip maddr show dev eth1"));
        refused(2, "ip maddr add 10.0.0.1 dev eth1", "is no multicast group");
        refused(2, "ip maddr add 239.1.1.1 dev eth9", "there is no interface eth9");
        refused(2, "ip maddr add 239.1.1.1", "write 'ip maddr");
        refused(2, "ip maddr add 239.1.1.1 dev eth1 from", "write 'ip maddr");
        refused(2, "ip igmp 4", "versions 1, 2 and 3, not 4");
        refused(2, "ip igmp x", "write 'ip igmp'");
    }

    @Test
    @DisplayName("a route on the link (RFC 3442) makes neighbours of others, and gateways too")
    void onLink() {
        ok("b", "ip addr add 172.16.5.9/32 dev eth0");
        ok("r", "ip route add 172.16.5.0/24 dev eth1");
        assertTrue(ok("r", "route").contains("172.16.5.0/24 dev eth1"));
        ok("r", "ping -c 1 172.16.5.9");
        ok("r", "route add 192.168.9.0/24 via 172.16.5.9");
        assertTrue(ok("r", "route").contains("192.168.9.0/24 via 172.16.5.9 dev eth1"));
        refused(1, "route add 192.168.8.0/24 via 172.16.6.9", "is on the network of no interface");
        ok("r", "route del 192.168.9.0/24 via 172.16.5.9");
        ok("r", "ip route del 172.16.5.0/24 dev eth1");
    }

    @Test
    @DisplayName("60: names are accepted wherever an address is")
    void names() {
        Run ping = Run.start(world, "a", "arp ping r");
        assertEquals(0, ping.result().status(), ping.lines::toString);
        ok("a", "arp add r " + ping.value("mac"));
        ok("a", "arp del r");
        ok("r", "route add b via a");
        assertTrue(ok("r", "route").contains("10.0.2.3/32 via 10.0.1.1 dev eth0"));
        ok("r", "route del b via a");
        refused(1, "route add default via nobody", "nobody: neither an IPv4 address nor a name that this node knows");
        refused(1, "arp ping nobody", "nobody: neither an IPv4 address nor a name that this node knows");
    }
}
