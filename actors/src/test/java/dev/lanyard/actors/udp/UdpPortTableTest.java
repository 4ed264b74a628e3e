package dev.lanyard.actors.udp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.FAR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.UdpPortTable.Binding;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UdpPortTableTest {
    private final UdpPortTable<String> table = new UdpPortTable<>();

    private Binding<String> add(String name, Ipv4Address address, int port, Endpoint remote) {
        Endpoint local = new Endpoint(address, port);
        Binding<String> binding = new Binding<>(name, local, local, remote, false);
        table.add(binding);
        return binding;
    }

    private String lookup(Ipv4Address to, int port, Ipv4Address from, int fromPort) {
        Binding<String> found = table.lookup(to.value(), port, from.value(), fromPort);
        return found == null ? null : found.socket;
    }

    @Test
    @DisplayName("RFC 1122 §4.1.3.5: a connected socket beats one bound to the address, that beats one bound to any")
    void precedence() {
        add("any", Ipv4Address.ANY, 7, null);
        add("bound", A, 7, null);
        Binding<String> connected = add("connected", A, 7, new Endpoint(FAR, 99));
        assertEquals("connected", lookup(A, 7, FAR, 99));
        assertEquals("bound", lookup(A, 7, FAR, 98));
        assertEquals("any", lookup(Ipv4Address.BROADCAST, 7, FAR, 99));
        assertNull(lookup(A, 8, FAR, 99));
        assertNull(lookup(A, 7 + 16, FAR, 99));
        table.remove(connected);
        assertEquals("bound", lookup(A, 7, FAR, 99));
    }

    @Test
    @DisplayName("a port is taken on an address, or on all")
    void taken() {
        add("bound", A, 7, null);
        assertTrue(table.isTaken(A.value(), 7, false));
        assertTrue(table.isTaken(0, 7, false));
        assertFalse(table.isTaken(B.value(), 7, false));
        assertFalse(table.isTaken(A.value(), 8, false));
    }

    @Test
    @DisplayName("28: ephemeral ports are random, wrap, skip those in use, and end")
    void ephemeral() {
        SplittableRandom random = new SplittableRandom(5);
        int last = 0;
        for (int i = 0; i < UdpPortTable.EPHEMERALS; i++) {
            int port = table.ephemeral(0, random);
            assertTrue(port >= UdpPortTable.FIRST_EPHEMERAL && port <= 0xffff && !table.isTaken(0, port, false));
            assertFalse(i == 1 && port == last + 1);
            add("socket", Ipv4Address.ANY, port, null);
            last = port;
        }
        assertEquals(UdpPortTable.EPHEMERALS, table.size());
        assertEquals(0, table.ephemeral(0, random));
    }

    @Test
    @DisplayName("removing and growing keep the others")
    void many() {
        for (int i = 1; i <= 100; i++) {
            add("socket" + i, A, i, null);
        }
        for (int i = 1; i <= 100; i += 2) {
            table.remove(table.lookup(A.value(), i, 0, 0));
        }
        assertEquals(50, table.size());
        for (int i = 1; i <= 100; i++) {
            assertEquals(i % 2 == 0 ? "socket" + i : null, lookup(A, i, B, 1));
        }
    }
}
