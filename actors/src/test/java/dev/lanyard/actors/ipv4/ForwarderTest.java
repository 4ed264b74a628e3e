package dev.lanyard.actors.ipv4;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketPool;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Forwarding (RFC 1812 §5)")
class ForwarderTest extends ForwarderFixture {
    @Test
    @DisplayName("§5.3.1: TTL is one less, the checksum right, the bytes that came are untouched")
    void forwarded() {
        for (int ttl = 2; ttl < 256; ttl++) {
            PacketBuffer packet = packet(B, "198.51.100.7", ttl, 0, 100);
            PacketBuffer other = packet.share();
            receive(packet);
            PacketBuffer out = sent.remove(0);
            assertNotSame(packet, out);
            assertEquals(ttl - 1, out.getUnsignedByte(Ipv4Header.TTL_OFFSET));
            assertEquals(0xffff, InternetChecksum.sum(out.bytes(), out.head(), 20));
            assertEquals(ttl, other.getUnsignedByte(Ipv4Header.TTL_OFFSET));
        }
        assertEquals(1, taken.get(0).interfaceIndex());
        assertEquals("198.51.100.7", taken.get(0).nextHop().toString());
        assertEquals(254, counters.forwarded.get());
        assertTrue(reports.isEmpty());
    }

    @Test
    @DisplayName("a buffer of a pool has one holder and is not copied")
    void pooled() {
        PacketPool pool = new PacketPool(1);
        PacketBuffer lent = pool.allocate(1000);
        lent.append(packet(B, "198.51.100.7", 64, 0, 10).toByteArray(), 0, 30);
        receive(lent);
        assertSame(lent, sent.get(0));
    }

    @ParameterizedTest(name = "{0}, TTL {1}, flags {2}, {3} bytes: {4}")
    @DisplayName("§5.2.7, §5.3.1: what cannot be passed on is reported to its sender")
    @CsvSource({
        "198.51.100.7, 1, 0, 10, TTL_EXCEEDED, 11, 0, 0",
        "198.51.100.7, 0, 0, 10, TTL_EXCEEDED, 11, 0, 0",
        "8.8.8.8, 64, 0, 10, NO_ROUTE, 3, 0, 0",
        "198.51.100.7, 64, 16384, 557, TOO_LARGE, 3, 4, 576",
    })
    void reported(
            String destination, int ttl, int flags, int length, Ipv4Drop drop, int type, int code, int information) {
        receive(packet(B, destination, ttl, flags, length));
        assertTrue(sent.isEmpty());
        Report report = reports.get(0);
        assertEquals(List.of(type, code, information), List.of(report.type(), report.code(), report.information()));
        assertEquals(report.packet().head(), report.packet().networkHeader());
        assertEquals(ttl, report.packet().getUnsignedByte(Ipv4Header.TTL_OFFSET));
        assertEquals(1, counters.group.dropped(drop));
    }

    @Test
    @DisplayName("§5.2.6: without DF it is left to fragmentation")
    void large() {
        receive(packet(B, "198.51.100.7", 64, 0, 1000));
        assertEquals(1020, sent.get(0).length());
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("§5.3.4, §5.3.7, RFC 3927 §7: nothing of this is passed on, nor reported")
    @CsvSource({
        "224.0.0.251, NOT_OUR_GROUP",
        "240.0.0.1, NOT_TO_BE_FORWARDED",
        "0.0.0.7, NOT_TO_BE_FORWARDED",
        "127.0.0.1, LOOPBACK_ON_WIRE",
        "169.254.1.1, NOT_TO_BE_FORWARDED",
    })
    void notForwarded(String destination, Ipv4Drop drop) {
        receive(packet(B, destination, 64, 0, 10));
        assertTrue(sent.isEmpty() && reports.isEmpty() && delivered.isEmpty());
        assertEquals(1, counters.group.dropped(drop));
    }

    @Test
    @DisplayName("§5.3.4: broadcasts and what the link brought to all are not passed on; our own broadcasts are for us")
    void broadcasts() {
        receive(packet(B, "255.255.255.255", 64, 0, 10));
        receive(packet(B, "198.51.100.255", 64, 0, 10)); // RFC 2644: not onto the other network
        assertEquals(2, delivered.size());
        receive(packet(B, "198.51.100.7", 64, 0, 10), true, Ipv4Settings.ROUTER);
        receive(packet(B, "198.51.100.7", 64, 0, 10), false, Ipv4Settings.HOST);
        assertEquals(2, counters.group.dropped(Ipv4Drop.NOT_FOR_US));
        assertTrue(sent.isEmpty());
    }

    @Test
    @DisplayName("§5.2.7.2: a neighbour with a better first hop is told, if that is on, and its packet passed on")
    void redirect() {
        receive(packet(B, "203.0.113.9", 64, 0, 10));
        Report report = reports.get(0);
        assertEquals(IcmpType.REDIRECT, report.type());
        assertEquals(IcmpType.REDIRECT_HOST, report.code());
        assertEquals(NEAR.value(), report.information());
        assertEquals(1, sent.size());
        receive(packet(Ipv4Address.parse("198.51.100.7"), "203.0.113.9", 64, 0, 10)); // no neighbour there
        receive(packet(B, "203.0.113.9", 64, 0, 10), false, Ipv4Settings.ROUTER.withRedirects(false, false));
        assertEquals(1, reports.size());
        assertEquals(3, sent.size());
    }

    @Test
    @DisplayName(
            "§4.2.2.1: malformed options are a parameter problem; a source route is refused; others pass as they are")
    void options() {
        int[][] cases = {{0x83070400, 3, 5}, {0x44000000, 12, 0}, {0x440b0000, 12, 0}, {0x94040000, -1, -1}};
        for (int[] each : cases) {
            reports.clear();
            sent.clear();
            PacketBuffer packet = payload(10);
            packet.prepend(8);
            packet.putInt(0, each[0]);
            packet.putInt(4, 0);
            Ipv4Header.prepend(packet, 0, 7, 0, 64, 17, B.value(), 0xc6336407);
            packet.putByte(0, 0x47);
            Fragmenter.seal(packet, 28);
            receive(packet);
            if (each[1] < 0) {
                assertEquals(0x94040000, sent.get(0).getInt(20));
            } else {
                assertEquals(each[1], reports.get(0).type());
                assertEquals(each[2], reports.get(0).code());
                assertEquals(each[1] == 12 ? 21 << 24 : 0, reports.get(0).information());
            }
        }
    }

    @Test
    @DisplayName("a super-segment passes if its segments fit, however the link was announced")
    void superSegments() {
        for (int size : new int[] {516, 536, 1448}) {
            PacketBuffer segment = payload(20_000);
            segment.putByte(12, 0x80); // a TCP header of 32 bytes
            segment.segmentSize(size);
            Ipv4Header.prepend(segment, 0, 7, 0x4000, 64, 6, B.value(), 0xc6336407);
            receive(segment);
        }
        assertEquals(1, sent.size());
        assertEquals(2, reports.size());
        assertEquals(576, reports.get(0).information());
    }

    @Test
    @DisplayName("RFC 1122 §3.3.4.2: the strong host takes an address from its own interface only")
    void strongHost() {
        receive(packet(B, "198.51.100.1", 64, 0, 10), false, Ipv4Settings.HOST);
        receive(packet(B, "198.51.100.1", 64, 0, 10), false, Ipv4Settings.HOST.withStrongHost(true));
        receive(packet(B, A.toString(), 64, 0, 10), false, Ipv4Settings.HOST.withStrongHost(true));
        assertEquals(2, delivered.size());
        assertEquals(1, counters.group.dropped(Ipv4Drop.OTHER_INTERFACE));
    }
}
