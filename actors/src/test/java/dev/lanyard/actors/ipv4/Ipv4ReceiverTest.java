package dev.lanyard.actors.ipv4;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.DIRECTED_BROADCAST;
import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.packet;
import static dev.lanyard.actors.Packets.payload;
import static dev.lanyard.actors.Packets.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4ReceiverTest {
    private static PacketBuffer good() {
        return ipv4(B, A, 17, payload(20));
    }

    private static Ipv4Drop accept(PacketBuffer packet) {
        Ipv4Drop drop = Ipv4Receiver.accept(packet, 0, false, routes(ETHERNET), new Ipv4Groups());
        if (drop == null) {
            Ipv4Receiver.strip(packet);
        }
        return drop;
    }

    /** Writes the checksum that the header, changed by a test, should have. */
    private static PacketBuffer resum(PacketBuffer packet) {
        packet.putShort(Ipv4Header.CHECKSUM_OFFSET, 0);
        int sum = InternetChecksum.sum(packet.bytes(), packet.head(), Ipv4Header.length(packet));
        packet.putShort(Ipv4Header.CHECKSUM_OFFSET, InternetChecksum.complement(sum));
        return packet;
    }

    @Test
    @DisplayName("RFC 791 §3.1: the header's bytes, as in a capture of another stack")
    void golden() {
        PacketBuffer packet = payload(0x73 - 20);
        Ipv4Header.prepend(packet, 0, 0, Ipv4Header.DONT_FRAGMENT, 64, 17, 0xc0a80001, 0xc0a800c7);
        assertEquals("45000073000040004011b861c0a80001c0a800c7", hex(packet).substring(0, 40));
    }

    @Test
    @DisplayName("52: what Ethernet padded the packet with is cut off")
    void padding() {
        PacketBuffer packet = packet(hex(ipv4(B, A, 17, payload(2))) + "00".repeat(24));
        assertNull(accept(packet));
        assertEquals("0001", hex(packet));
        assertEquals(17, Ipv4Header.protocol(packet));
        assertEquals(B.value(), Ipv4Header.source(packet));
        assertEquals(A.value(), Ipv4Header.destination(packet));
        assertEquals(64, Ipv4Header.ttl(packet));
    }

    @Test
    @DisplayName("52: options are skipped, those of length zero too")
    void options() {
        PacketBuffer packet =
                packet("47000020000000004011" + "0000" + "c000020b" + "c000020a" + "4400440007000000" + "cafebabe");
        assertNull(accept(resum(packet)));
        assertEquals("cafebabe", hex(packet));
        assertEquals(28, Ipv4Header.deliveredLength(packet));
    }

    @ParameterizedTest(name = "{2}")
    @DisplayName("52, 55: malformed headers, 127/8 on the wire and addresses not ours are refused by name")
    @CsvSource({
        "0, 65, BAD_VERSION",
        "0, 44, BAD_HEADER_LENGTH",
        "0, 4f, BAD_HEADER_LENGTH",
        "2, 0013, BAD_TOTAL_LENGTH",
        "2, 0029, BAD_TOTAL_LENGTH",
        "2, ffff, BAD_TOTAL_LENGTH",
        "12, 7f000001, LOOPBACK_ON_WIRE",
        "16, 7f000001, LOOPBACK_ON_WIRE",
        "12, 00000000, BAD_SOURCE",
        "12, e0000001, BAD_SOURCE",
        "12, f0000001, BAD_SOURCE",
        "12, ffffffff, BAD_SOURCE",
        "12, c00002ff, BAD_SOURCE",
        "12, c000020a, SOURCE_IS_OURS",
        "16, c0000263, NOT_FOR_US",
        "16, e0000002, NOT_OUR_GROUP",
    })
    void refused(int offset, String bytes, Ipv4Drop reason) {
        PacketBuffer packet = good();
        byte[] change = HexFormat.of().parseHex(bytes);
        for (int i = 0; i < change.length; i++) {
            packet.putByte(offset + i, change[i]);
        }
        if (Ipv4Header.length(packet) == 20) {
            resum(packet);
        }
        assertEquals(reason, accept(packet));
    }

    @Test
    @DisplayName("a cut header and a wrong checksum are refused")
    void damaged() {
        PacketBuffer packet = good();
        packet.putByte(Ipv4Header.TTL_OFFSET, 63);
        assertEquals(Ipv4Drop.BAD_CHECKSUM, accept(packet));
        packet.trimTo(19);
        assertEquals(Ipv4Drop.TRUNCATED, accept(packet));
        assertEquals(Ipv4Drop.TRUNCATED, accept(PacketBuffer.allocate(0)));
    }

    @Test
    @DisplayName("RFC 919: broadcasts are accepted, limited and directed; from 0.0.0.0 only the limited one")
    void broadcast() {
        assertNull(accept(ipv4(B, Ipv4Address.BROADCAST, 17, payload(1))));
        assertNull(accept(ipv4(B, DIRECTED_BROADCAST, 17, payload(1))));
        assertNull(accept(ipv4(Ipv4Address.ANY, Ipv4Address.BROADCAST, 17, payload(1))));
        assertEquals(Ipv4Drop.BAD_SOURCE, accept(ipv4(Ipv4Address.ANY, DIRECTED_BROADCAST, 17, payload(1))));
    }

    @Test
    @DisplayName("RFC 1122 §3.3.6: a packet for one host that the link brought to all is dropped")
    void unicastInBroadcast() {
        assertEquals(
                Ipv4Drop.UNICAST_IN_BROADCAST,
                Ipv4Receiver.accept(good(), 0, true, routes(ETHERNET), new Ipv4Groups()));
        assertNull(Ipv4Receiver.accept(
                ipv4(B, DIRECTED_BROADCAST, 17, payload(1)), 0, true, routes(ETHERNET), new Ipv4Groups()));
    }

    @Test
    @DisplayName("RFC 1122 §3.2.1.7: a host accepts a TTL of 0; a tap's super-segment of 64 KB passes")
    void accepted() {
        PacketBuffer expired = good();
        expired.putByte(Ipv4Header.TTL_OFFSET, 0);
        assertNull(accept(resum(expired)));
        PacketBuffer large = ipv4(B, A, 6, payload(65_515));
        large.segmentSize(1448);
        assertNull(accept(large));
        assertEquals(1448, large.segmentSize());
    }
}
