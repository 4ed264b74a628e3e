package dev.lanyard.actors.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.LinkCapabilities;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTableTest {
    private static final LinkCapabilities LINK = new LinkCapabilities(1500, false, 0);
    private static final RoutingTable TABLE = new RoutingTable(
            List.of(on(0, "192.0.2.10/24"), on(0, "192.0.2.130/25"), on(1, "10.1.0.1/16"), on(2, "203.0.113.1/31")),
            List.of(
                    via("0.0.0.0/0", "192.0.2.1", 0),
                    via("10.0.0.0/8", "10.1.0.254", 1),
                    via("10.1.0.0/16", "0.0.0.0", 1),
                    via("192.0.2.0/24", "0.0.0.0", 0),
                    via("192.0.2.128/25", "0.0.0.0", 0)),
            List.of(Ipv4Address.parse("198.18.0.1")));

    private static RoutingTable.Interface on(int index, String prefix) {
        return new RoutingTable.Interface(index, "eth" + index, Ipv4Prefix.parse(prefix), LINK);
    }

    private static RoutingTable.Entry via(String network, String gateway, int index) {
        return new RoutingTable.Entry(Ipv4Prefix.parse(network), Ipv4Address.parse(gateway), index, 0);
    }

    @ParameterizedTest(name = "{0} by {1} from {2} over {3}")
    @DisplayName(
            "RFC 1812 §5.2.4.3, RFC 1122 §3.3.4.3: the longest prefix decides, the source is of the next hop's network")
    @CsvSource({
        "192.0.2.20, 0, 192.0.2.10, 192.0.2.20",
        "192.0.2.200, 0, 192.0.2.10, 192.0.2.200",
        "8.8.8.8, 0, 192.0.2.10, 192.0.2.1",
        "10.1.2.3, 1, 10.1.0.1, 10.1.2.3",
        "10.2.2.3, 1, 10.1.0.1, 10.1.0.254",
        "255.255.255.255, 0, 192.0.2.10, 255.255.255.255",
        "192.0.2.255, 0, 192.0.2.10, 255.255.255.255",
        "10.1.255.255, 1, 10.1.0.1, 255.255.255.255",
        "224.0.0.251, 0, 192.0.2.10, 224.0.0.251",
        "10.1.0.1, -1, 10.1.0.1, 10.1.0.1",
        "127.0.0.1, -1, 127.0.0.1, 127.0.0.1",
        "198.18.0.1, -1, 198.18.0.1, 198.18.0.1",
    })
    void lookup(String destination, int index, String source, String nextHop) {
        Route route = TABLE.lookup(Ipv4Address.parse(destination).value());
        assertEquals(index, route.interfaceIndex());
        assertEquals(source, route.source().toString());
        assertEquals(nextHop, route.nextHop().toString());
    }

    @Test
    @DisplayName("routes that refuse: the longest prefix decides among all, and the table says why there is no route")
    void refusals() {
        RoutingTable table = new RoutingTable(
                List.of(on(0, "192.0.2.10/24")),
                List.of(
                        via("0.0.0.0/0", "192.0.2.1", 0),
                        RoutingTable.Entry.refusing(Ipv4Prefix.parse("10.0.0.0/8"), RouteType.PROHIBIT, 0),
                        RoutingTable.Entry.refusing(Ipv4Prefix.parse("10.1.0.0/16"), RouteType.BLACKHOLE, 0),
                        RoutingTable.Entry.refusing(Ipv4Prefix.parse("10.2.0.0/16"), RouteType.UNREACHABLE, 0),
                        via("10.3.0.0/16", "192.0.2.2", 0)));
        List<RouteType> types = List.of(RouteType.PROHIBIT, RouteType.BLACKHOLE, RouteType.UNREACHABLE);
        for (int i = 0; i < 3; i++) {
            assertNull(table.lookup(0x0a00_0001 + (i << 16)));
            assertEquals(types.get(i), table.refusal(0x0a00_0001 + (i << 16)));
        }
        assertEquals("192.0.2.2", table.lookup(0x0a03_0001).nextHop().toString());
        assertEquals(RouteType.UNICAST, table.refusal(0x0a03_0001));
        assertEquals(13, RouteType.PROHIBIT.icmpCode());
        assertEquals(1, RouteType.UNREACHABLE.icmpCode());
    }

    @Test
    @DisplayName("RFC 1122 §3.3.4.2: by one interface only, a route is that interface's or none")
    void strongHost() {
        assertEquals(0, TABLE.lookup(0x0808_0808, 0).interfaceIndex());
        assertNull(TABLE.lookup(0x0808_0808, 1));
        assertEquals(1, TABLE.lookup(0x0a02_0001, 1).interfaceIndex());
        assertEquals("10.1.0.1", TABLE.lookup(-1, 1).source().toString());
        assertEquals(1, TABLE.interfaceOf(0x0a01_0001));
        assertEquals(RoutingTable.NO_INTERFACE, TABLE.interfaceOf(0x0808_0808));
    }

    @Test
    @DisplayName("nothing leads to 0.0.0.0, to reserved addresses, or anywhere without routes")
    void none() {
        assertNull(TABLE.lookup(0));
        assertNull(TABLE.lookup(0xf0000001));
        assertNull(RoutingTable.EMPTY.lookup(0x0a000001));
        assertNull(RoutingTable.EMPTY.lookup(-1));
        assertEquals(
                65_535, RoutingTable.EMPTY.lookup(0x7f000001).capabilities().mtu());
    }

    @Test
    @DisplayName("RFC 3021: a link of two has no broadcast address")
    void twoHosts() {
        assertFalse(TABLE.isBroadcast(Ipv4Address.parse("203.0.113.1").value()));
        assertTrue(TABLE.isBroadcast(-1));
    }

    @Test
    @DisplayName("addresses of an interface that is down are still ours; 127/8 is local and no interface's own")
    void own() {
        assertTrue(TABLE.isOwn(Ipv4Address.parse("198.18.0.1").value()));
        assertFalse(TABLE.isOwn(0x7f000001));
        assertTrue(TABLE.isLocal(0x7f000001));
        assertFalse(TABLE.isLocal(0x08080808));
    }

    @Test
    @DisplayName(
            "RFC 1112 §6.1: a group leads by the interface of its longest prefix, without a gateway, or by a chosen one")
    void multicast() {
        List<RoutingTable.Interface> both = List.of(on(0, "192.0.2.10/24"), on(1, "10.1.0.1/16"));
        int group = 0xefff0001;
        assertEquals(0, new RoutingTable(both, List.of()).lookup(group).interfaceIndex());
        RoutingTable routed =
                new RoutingTable(both, List.of(via("0.0.0.0/0", "192.0.2.1", 0), via("224.0.0.0/4", "0.0.0.0", 1)));
        Route route = routed.lookup(group);
        assertEquals(1, route.interfaceIndex());
        assertEquals("10.1.0.1", route.source().toString());
        assertEquals("239.255.0.1", route.nextHop().toString());
        assertEquals("192.0.2.10", routed.lookup(group, 0).source().toString());
        assertNull(routed.lookup(group, 7));
        assertNull(RoutingTable.EMPTY.lookup(group));
    }
}
