package dev.lanyard.actors.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.udp.UdpGroups.Place;
import dev.lanyard.actors.udp.UdpSocketCommand.Membership.Operation;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The groups of a socket (RFC 3376 §3.1)")
class UdpGroupsTest {
    private static final Ipv4Address GROUP = Ipv4Address.parse("239.1.1.1");
    private static final Place HERE = new Place(0, GROUP);
    private static final Ipv4Address S = Ipv4Address.parse("192.0.2.1");
    private static final Ipv4Address T = Ipv4Address.parse("192.0.2.2");

    private final UdpGroups groups = new UdpGroups();

    private SourceFilter change(Operation operation, Ipv4Address source) throws SocketException {
        groups.change(operation, HERE, source);
        return groups.filter(HERE);
    }

    private void refused(Operation operation, Ipv4Address source, String why) {
        SourceFilter before = groups.filter(HERE);
        SocketException e = assertThrows(SocketException.class, () -> groups.change(operation, HERE, source));
        assertTrue(e.getMessage().contains(why), e::getMessage);
        assertEquals(before, groups.filter(HERE));
    }

    @Test
    @DisplayName("§3.1: a join for all, sources blocked and unblocked, a leave; what makes no sense changes nothing")
    void all() throws Exception {
        refused(Operation.LEAVE, null, "not in 239.1.1.1");
        refused(Operation.BLOCK, S, "is not in 239.1.1.1");
        assertEquals(SourceFilter.EVERYBODY, change(Operation.JOIN, null));
        assertEquals(SourceFilter.EVERYBODY, change(Operation.JOIN, null));
        assertEquals(SourceFilter.excluding(List.of(S)), change(Operation.BLOCK, S));
        assertEquals(SourceFilter.excluding(List.of(S)), change(Operation.JOIN, null), "blocks outlive another join");
        refused(Operation.UNBLOCK, T, "not blocked");
        refused(Operation.BLOCK, null, "one by one");
        refused(Operation.JOIN, S, "for all sources");
        refused(Operation.LEAVE, S, "not in 239.1.1.1 for 192.0.2.1");
        assertEquals(SourceFilter.EVERYBODY, change(Operation.UNBLOCK, S));
        assertEquals(SourceFilter.NOBODY, change(Operation.LEAVE, null));
        assertTrue(groups.filters().isEmpty());
    }

    @Test
    @DisplayName("§3.1: joins for single sources, left one by one")
    void sources() throws Exception {
        assertEquals(SourceFilter.including(List.of(S)), change(Operation.JOIN, S));
        assertEquals(SourceFilter.including(List.of(S, T)), change(Operation.JOIN, T));
        refused(Operation.JOIN, null, "for certain sources");
        refused(Operation.BLOCK, S, "for all of them");
        assertEquals(SourceFilter.including(List.of(T)), change(Operation.LEAVE, S));
        refused(Operation.LEAVE, S, "not in 239.1.1.1 for 192.0.2.1");
        assertEquals(SourceFilter.NOBODY, change(Operation.LEAVE, T));
        assertTrue(groups.filters().isEmpty());
        refused(Operation.JOIN, Ipv4Address.BROADCAST, "cannot be a source");
    }

    @Test
    @DisplayName("§3.1: 20 groups and 10 sources of each, as Linux has it; an interface counts by itself")
    void limits() throws Exception {
        for (int i = 1; i < UdpGroups.MEMBERSHIPS; i++) {
            groups.change(Operation.JOIN, new Place(i, GROUP), null);
        }
        for (int i = 1; i <= UdpGroups.SOURCES; i++) {
            change(Operation.JOIN, new Ipv4Address(S.value() + i));
        }
        refused(Operation.JOIN, S, "may name 10 sources");
        SocketException e =
                assertThrows(SocketException.class, () -> groups.change(Operation.JOIN, new Place(20, GROUP), null));
        assertTrue(e.getMessage().contains("may be in 20 groups"), e::getMessage);
        groups.change(Operation.LEAVE, new Place(1, GROUP), null);
        groups.change(Operation.JOIN, new Place(20, GROUP), null);
        e = assertThrows(SocketException.class, () -> groups.change(Operation.JOIN, new Place(0, S), null));
        assertTrue(e.getMessage().contains("is no multicast group"), e::getMessage);
    }
}
