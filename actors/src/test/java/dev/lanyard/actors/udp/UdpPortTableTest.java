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
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.udp.UdpPortTable.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Test
    @DisplayName(
            "SO_REUSEADDR: a port is shared only by those who all want it; RFC 1122 §4.1.3.3: what is for all is for each")
    void shared() {
        Endpoint any = new Endpoint(Ipv4Address.ANY, 9);
        table.add(new Binding<>("one", any, any, null, true));
        assertFalse(table.isTaken(0, 9, true));
        assertTrue(table.isTaken(0, 9, false));
        table.add(new Binding<>("two", any, any, null, true));
        table.add(new Binding<>("elsewhere", any, new Endpoint(A, 9), null, true));
        List<String> heard = new ArrayList<>();
        assertTrue(table.forEach(0, -1, 9, FAR.value(), 1, binding -> heard.add(binding.socket)));
        assertEquals(List.of("two", "one"), heard);
        assertEquals("two", lookup(B, 9, FAR, 1));
        assertFalse(table.forEach(0, -1, 10, FAR.value(), 1, binding -> heard.add(binding.socket)));
    }

    @Test
    @DisplayName(
            "RFC 3376 §3.1: a socket hears a group on the interfaces where it has joined, and from whom it wants to")
    void groups() {
        int group = 0xef010101;
        Endpoint any = new Endpoint(Ipv4Address.ANY, 9);
        Binding<String> member = new Binding<>("member", any, any, null, true);
        member.groups = Map.of(new UdpGroups.Place(1, new Ipv4Address(group)), SourceFilter.excluding(List.of(FAR)));
        table.add(member);
        table.add(new Binding<>("stranger", any, any, null, true));
        List<String> heard = new ArrayList<>();
        assertTrue(table.forEach(0, group, 9, B.value(), 1, binding -> heard.add(binding.socket)));
        assertTrue(table.forEach(1, group, 9, FAR.value(), 1, binding -> heard.add(binding.socket)));
        assertTrue(table.forEach(1, group + 1, 9, B.value(), 1, binding -> heard.add(binding.socket)));
        assertEquals(List.of(), heard);
        assertTrue(table.forEach(1, group, 9, B.value(), 1, binding -> heard.add(binding.socket)));
        assertEquals(List.of("member"), heard);
    }
}
