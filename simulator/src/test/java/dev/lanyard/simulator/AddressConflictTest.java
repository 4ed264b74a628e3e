package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.InterfaceAddress.Detection;
import dev.lanyard.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two stations with one address (RFC 5227, checklist 58)")
class AddressConflictTest {
    private static final Duration SECOND = Duration.ofSeconds(10);
    private static final Ipv4Prefix ADDRESS = Ipv4Prefix.parse("10.0.1.2/24");

    private World world;

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private static HostSettings host(String name, String address, boolean probed) {
        InterfaceAddress own = new InterfaceAddress.Static(
                Ipv4Prefix.parse(address), probed ? Detection.BEFORE_START : Detection.NONE);
        Attachment attachment = new Attachment("eth0", "lan", own, Optional.empty());
        return new HostSettings(name, List.of(attachment), Optional.empty(), Map.of(), List.of());
    }

    private void start(boolean probed) {
        WorldSettings plain = World.builder()
                .seed(3)
                .lan("lan", "10.0.1.0/24")
                .node("a", "lan", "10.0.1.1")
                .settings();
        var hosts = new TreeMap<>(plain.hosts());
        hosts.put("b", host("b", "10.0.1.2/24", probed));
        world = World.start(new WorldSettings(3, plain.mode(), plain.nets(), hosts));
    }

    private boolean has(Node node) throws Exception {
        Ipv4State state = world.await(node.network().state(), SECOND);
        return state.interfaces().get(0).addresses().contains(ADDRESS);
    }

    @Test
    @DisplayName(
            "58: a node that looks for others first takes 4 to 7 seconds to start, and does not if one has its address")
    void start() throws Exception {
        start(true);
        Duration took = world.now();
        assertTrue(took.toMillis() >= 4000 && took.toMillis() <= 7000, took::toString);
        assertTrue(has(world.node("b")));
        world.crash("b");
        world.await(world.node("a").network().addAddress("eth0", ADDRESS), SECOND);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> world.restart("b"));
        assertTrue(refused.getMessage().contains("10.0.1.2 is in use by 0"), refused::getMessage);
    }

    @Test
    @DisplayName("58: who looked first defends the address once, then yields; who did not, keeps it")
    void conflict() throws Exception {
        for (boolean probed : new boolean[] {true, false}) {
            start(probed);
            Node a = world.node("a");
            Node b = world.node("b");
            // It announces it, b defends it, and it insists.
            world.await(a.network().addAddress("eth0", ADDRESS), SECOND);
            world.runFor(Duration.ofMillis(100));
            assertEquals(1, world.counters("b").get("arp.defended"));
            assertEquals(1, world.counters("a").get("arp.defended"));
            assertTrue(has(a));
            assertEquals(!probed, has(b));
            assertEquals(probed ? 1 : 0, world.counters("b").get("arp.yielded"));
            world.close();
        }
        world = null;
    }

    @Test
    @DisplayName(
            "58: a node that looks while it runs takes its address and its routes when it is free, else stays without")
    void whileRunning() throws Exception {
        world = World.builder()
                .seed(5)
                .lan("lan", "10.0.1.0/24")
                .node("a", "lan", "10.0.1.1")
                .node("b", "lan", "10.0.1.2")
                .gateway("b", "10.0.1.1")
                .conflictDetection("b")
                .start();
        assertEquals(Duration.ZERO, world.now());
        Node b = world.node("b");
        assertFalse(has(b));
        world.runFor(Duration.ofMillis(3_900));
        assertFalse(has(b));
        world.runFor(Duration.ofMillis(3_200));
        assertTrue(has(b));
        assertEquals(2, world.await(b.network().state(), SECOND).routes().size());
        world.crash("b");
        world.await(world.node("a").network().addAddress("eth0", ADDRESS), SECOND);
        world.restart("b");
        world.runFor(Duration.ofSeconds(8));
        assertFalse(has(world.node("b")));
        assertEquals(1, world.counters("b").get("arp.conflicts"));
    }
}
