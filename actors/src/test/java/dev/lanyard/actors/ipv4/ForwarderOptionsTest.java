package dev.lanyard.actors.ipv4;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.SourceRoute;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("IPv4 options on the way through a router and at their destination (RFC 791, RFC 1812 §4.2.2.1)")
class ForwarderOptionsTest extends ForwarderFixture {
    private static final Ipv4Address OTHER = Ipv4Address.parse("198.51.100.7");
    private static final Ipv4Address OWN_OTHER = Ipv4Address.parse("198.51.100.1");
    private static final Ipv4Settings SOURCE_ROUTES = Ipv4Settings.ROUTER.withSourceRoutes(true);

    private static PacketBuffer packet(Ipv4Address destination, byte[] options, int length) {
        PacketBuffer packet = payload(length);
        Ipv4Header.prepend(packet, 0, 7, 0, 64, 17, B.value(), destination.value(), options);
        return packet;
    }

    @Test
    @DisplayName(
            "RFC 1812 §4.2.2.2: a router records the address that the packet leaves by, and the time; the sum is right")
    void recorded() {
        receive(packet(OTHER, IpOptions.recordRoute(), 10));
        receive(packet(OTHER, IpOptions.timestamps(IpOptions.TIMES_AND_ADDRESSES), 10));
        receive(packet(OTHER, IpOptions.routerAlert(), 10));
        assertEquals(List.of(OWN_OTHER), IpOptions.recordedRoute(Ipv4Header.options(sent.get(0))));
        assertEquals(
                List.of(new IpOptions.Timestamp(OWN_OTHER, 1000)),
                IpOptions.recordedTimes(Ipv4Header.options(sent.get(1))));
        assertArrayEquals(IpOptions.routerAlert(), Ipv4Header.options(sent.get(2)));
        for (PacketBuffer each : sent) {
            assertEquals(0xffff, InternetChecksum.sum(each.bytes(), each.head(), Ipv4Header.length(each)));
            assertEquals(63, each.getUnsignedByte(Ipv4Header.TTL_OFFSET));
        }
    }

    @Test
    @DisplayName("52: malformed options are a parameter problem that points at the octet, for us and for others alike")
    void malformed() {
        for (Ipv4Address destination : List.of(A, OTHER)) {
            reports.clear();
            receive(packet(destination, hex("0144000000000000"), 10));
            assertEquals(IcmpType.PARAMETER_PROBLEM, reports.get(0).type());
            assertEquals(22 << 24, reports.get(0).information());
        }
        assertTrue(sent.isEmpty() && delivered.isEmpty());
        assertEquals(2, counters.group.dropped(Ipv4Drop.BAD_OPTION));
    }

    @Test
    @DisplayName(
            "what arrives for us keeps its options as they came, for errors must quote it unchanged (RFC 1122 §3.2.2)")
    void unchanged() {
        receive(packet(A, IpOptions.recordRoute(), 10));
        PacketBuffer packet = delivered.get(0).get(0);
        assertArrayEquals(IpOptions.recordRoute(), Ipv4Header.deliveredOptions(packet));
    }

    @Test
    @DisplayName("RFC 7126 §4.3.5: source routes are refused unless set: dropped at their end, reported on the way")
    void refused() {
        byte[] ended = SourceRoute.of(false, List.of(A));
        SourceRoute.advance(ended, 1, OTHER.value());
        receive(packet(A, ended, 10));
        receive(packet(A, SourceRoute.of(false, List.of(OTHER)), 10));
        assertTrue(reports.isEmpty() && sent.isEmpty() && delivered.isEmpty());
        receive(packet(OTHER, SourceRoute.of(false, List.of(OTHER)), 10));
        assertEquals(IcmpType.SOURCE_ROUTE_FAILED, reports.get(0).code());
        assertEquals(3, counters.group.dropped(Ipv4Drop.SOURCE_ROUTED));
        receive(packet(A, ended, 10), false, SOURCE_ROUTES);
        assertEquals(1, delivered.size());
    }

    @Test
    @DisplayName("RFC 791: where they are taken, the next stop becomes the destination and our address takes its place")
    void routed() {
        for (boolean strict : new boolean[] {false, true}) {
            sent.clear();
            taken.clear();
            receive(packet(A, SourceRoute.of(strict, List.of(OTHER, B)), 10), false, SOURCE_ROUTES);
            PacketBuffer out = sent.get(0);
            assertEquals(OTHER.value(), out.getInt(Ipv4Header.DESTINATION_OFFSET));
            byte[] options = Ipv4Header.options(out);
            assertEquals(B.value(), SourceRoute.next(options, 1));
            assertEquals(OWN_OTHER.value(), IpOptions.reply(options, B.value()).firstHop());
            assertEquals(0xffff, InternetChecksum.sum(out.bytes(), out.head(), Ipv4Header.length(out)));
            assertEquals(63, out.getUnsignedByte(Ipv4Header.TTL_OFFSET));
            assertEquals(OTHER, taken.get(0).nextHop());
        }
    }

    @Test
    @DisplayName(
            "RFC 1812 §5.3.13.4: no route to the next stop, a strict one that is not a neighbour, or a host: failed")
    void failed() {
        List<Ipv4Address> far = List.of(Ipv4Address.parse("203.0.113.9"));
        receive(packet(A, SourceRoute.of(true, far), 10), false, SOURCE_ROUTES);
        receive(packet(A, SourceRoute.of(false, List.of(Ipv4Address.parse("8.8.8.8"))), 10), false, SOURCE_ROUTES);
        receive(packet(A, SourceRoute.of(false, far), 10), false, Ipv4Settings.HOST.withSourceRoutes(true));
        receive(packet(A, SourceRoute.of(false, List.of(Ipv4Address.BROADCAST)), 10), false, SOURCE_ROUTES);
        receive(packet(OTHER, SourceRoute.of(true, far), 10), false, SOURCE_ROUTES);
        assertEquals(5, reports.size());
        for (Report report : reports) {
            assertEquals(IcmpType.DESTINATION_UNREACHABLE, report.type());
            assertEquals(IcmpType.SOURCE_ROUTE_FAILED, report.code());
        }
        assertTrue(sent.isEmpty() && delivered.isEmpty());
        receive(packet(Ipv4Address.parse("192.0.2.255"), SourceRoute.of(false, far), 10), false, SOURCE_ROUTES);
        assertEquals(6, counters.group.dropped(Ipv4Drop.SOURCE_ROUTED), "a broadcast goes nowhere, and nobody is told");
        assertEquals(5, reports.size());
        receive(packet(A, SourceRoute.of(false, far), 10), false, SOURCE_ROUTES);
        assertEquals(1, sent.size());
    }

    @Test
    @DisplayName("RFC 791 §3.1: the first fragment has all options, the others those with the copied flag")
    void copied() {
        byte[] options = hex("070704 00000000 01 94040000 01010101 44040500");
        List<byte[]> pieces = new ArrayList<>();
        Fragmenter.split(packet(OTHER, options, 1000), 576, PacketAllocator.HEAP, fragment -> {
            pieces.add(Ipv4Header.options(fragment));
            assertEquals(0xffff, InternetChecksum.sum(fragment.bytes(), fragment.head(), Ipv4Header.length(fragment)));
        });
        assertEquals(2, pieces.size());
        assertArrayEquals(options, pieces.get(0));
        assertArrayEquals(hex("94040000"), pieces.get(1));
    }

    @Test
    @DisplayName(
            "RFC 2644: a directed broadcast goes onto another network only if set; we ourselves take it in any case")
    void directedBroadcast() {
        Ipv4Address all = Ipv4Address.parse("198.51.100.255");
        receive(packet(all, new byte[0], 10));
        assertEquals(1, counters.group.dropped(Ipv4Drop.DIRECTED_BROADCAST));
        assertTrue(sent.isEmpty());
        receive(packet(all, new byte[0], 10), false, Ipv4Settings.ROUTER.withDirectedBroadcasts(true));
        assertEquals(2, delivered.size());
        assertEquals(Ipv4Address.BROADCAST, taken.get(0).nextHop());
        assertEquals(1, taken.get(0).interfaceIndex());
        assertEquals(63, sent.get(0).getUnsignedByte(Ipv4Header.TTL_OFFSET));
        Ipv4Address ours = Ipv4Address.parse("192.0.2.255"); // it came from there
        receive(packet(ours, new byte[0], 10), false, Ipv4Settings.ROUTER.withDirectedBroadcasts(true));
        assertEquals(1, sent.size());
        assertEquals(1, counters.group.dropped(Ipv4Drop.DIRECTED_BROADCAST));
    }

    @Test
    @DisplayName("RFC 1812 §5.2.7.1: what a route refuses is host unreachable, prohibited, or dropped without a word")
    void refusingRoutes() {
        receive(packet(Ipv4Address.parse("100.64.0.1"), new byte[0], 10));
        receive(packet(Ipv4Address.parse("100.65.0.1"), new byte[0], 10));
        receive(packet(Ipv4Address.parse("100.66.0.1"), new byte[0], 10));
        assertEquals(
                List.of(IcmpType.HOST_UNREACHABLE, IcmpType.ADMINISTRATIVELY_PROHIBITED),
                reports.stream().map(Report::code).toList());
        assertEquals(3, counters.group.dropped(Ipv4Drop.ROUTE_REFUSES));
        assertTrue(sent.isEmpty());
    }
}
