package dev.lanyard.actors.icmp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.DIRECTED_BROADCAST;
import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.GATEWAY;
import static dev.lanyard.actors.Packets.delivered;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.packet;
import static dev.lanyard.actors.Packets.payload;
import static dev.lanyard.actors.Packets.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.SoftwareOffload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpErrorsTest {
    private static IcmpDrop checkReport(
            Ipv4Address source, Ipv4Address destination, int protocol, PacketBuffer payload) {
        return IcmpErrors.checkReport(delivered(ipv4(source, destination, protocol, payload)), routes(ETHERNET));
    }

    @Test
    @DisplayName("RFC 792: an echo's bytes")
    void golden() {
        PacketBuffer packet = packet("6162");
        IcmpHeader.prepend(packet, IcmpType.ECHO, 0, 0x1234_0001);
        assertEquals("08008468123400016162", hex(packet));
        assertNull(IcmpHeader.check(packet));
        assertEquals(0x1234, IcmpHeader.identifier(packet));
        assertEquals(1, IcmpHeader.sequence(packet));
        packet.putByte(9, 0);
        assertEquals(IcmpDrop.BAD_CHECKSUM, IcmpHeader.check(packet));
        packet.trimTo(7);
        assertEquals(IcmpDrop.TRUNCATED, IcmpHeader.check(packet));
    }

    @ParameterizedTest(name = "ICMP type {0}: {1}")
    @DisplayName("54: no error about an ICMP error or an unknown type")
    @CsvSource({
        "0,",
        "8,",
        "13,",
        "3, REPORT_ON_ERROR",
        "5, REPORT_ON_ERROR",
        "11, REPORT_ON_ERROR",
        "99, REPORT_ON_ERROR"
    })
    void aboutErrors(int type, IcmpDrop drop) {
        PacketBuffer message = payload(20);
        IcmpHeader.prepend(message, type, 0, 0);
        assertEquals(drop, checkReport(B, A, IpProtocol.ICMP, message));
    }

    @Test
    @DisplayName("54: no error about a broadcast, a multicast, a later fragment, or a source that names no single host")
    void forbidden() {
        assertNull(checkReport(B, A, 17, payload(8)));
        assertEquals(IcmpDrop.REPORT_ON_BROADCAST, checkReport(B, DIRECTED_BROADCAST, 17, payload(8)));
        assertEquals(IcmpDrop.REPORT_ON_BROADCAST, checkReport(B, Ipv4Address.BROADCAST, 17, payload(8)));
        assertEquals(IcmpDrop.REPORT_ON_BROADCAST, checkReport(B, Ipv4Address.parse("224.0.0.1"), 17, payload(8)));
        for (String nobody : new String[] {"0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.255", "240.0.0.1"}) {
            assertEquals(IcmpDrop.REPORT_TO_NOBODY, checkReport(Ipv4Address.parse(nobody), A, 17, payload(8)));
        }
        assertEquals(IcmpDrop.REPORT_ON_ERROR, checkReport(B, A, IpProtocol.ICMP, payload(0)));
        PacketBuffer fragment = ipv4(B, A, 17, payload(8));
        fragment.putShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET, 0x2000);
        assertNull(IcmpErrors.checkReport(delivered(fragment), routes(ETHERNET)));
        fragment.prepend(20);
        fragment.putShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET, 1);
        assertEquals(IcmpDrop.REPORT_ON_FRAGMENT, IcmpErrors.checkReport(delivered(fragment), routes(ETHERNET)));
    }

    @Test
    @DisplayName("RFC 1812 §4.3.2.3: an error quotes header and data until it has 576 bytes, and can be read back")
    void roundTrip() {
        // The offending packet was sent by B, to whom the error goes.
        PacketBuffer offending = delivered(ipv4(B, A, 17, payload(1000)));
        offending.trimFront(8);
        IcmpReport report = new IcmpReport(3, IcmpType.FRAGMENTATION_NEEDED, 1400, offending);
        PacketBuffer message = IcmpErrors.build(report, PacketAllocator.HEAP);
        assertEquals(576 - 20, message.length());
        assertNull(IcmpHeader.check(message));
        PacketBuffer received = delivered(ipv4(GATEWAY, B, IpProtocol.ICMP, message));
        assertNull(IcmpErrors.checkReceived(received));
        assertEquals(new IcmpError(3, 4, 1400, GATEWAY, B, A, 17, 0x0001_0203_0405_0607L), IcmpErrors.parse(received));
        assertEquals(0x0001, IcmpErrors.parse(received).sourcePort());
        assertEquals(0x0203, IcmpErrors.parse(received).destinationPort());
    }

    private static IcmpDrop received(int code, int rest, PacketBuffer quoted, Ipv4Address to) {
        IcmpHeader.prepend(quoted, IcmpType.DESTINATION_UNREACHABLE, code, rest);
        return IcmpErrors.checkReceived(delivered(ipv4(GATEWAY, to, IpProtocol.ICMP, quoted)));
    }

    @Test
    @DisplayName("41: what is quoted must be a packet of ours, whole enough to tell whose")
    void quotes() {
        assertNull(received(1, 0, ipv4(A, FAR, 17, payload(8)), A));
        assertEquals(IcmpDrop.BAD_QUOTE, received(1, 0, ipv4(B, FAR, 17, payload(8)), A));
        PacketBuffer cut = ipv4(A, FAR, 17, payload(7));
        cut.putShort(Ipv4Header.TOTAL_LENGTH_OFFSET, 28);
        assertEquals(IcmpDrop.TRUNCATED, received(1, 0, cut, A));
        assertNull(received(1, 0, ipv4(A, FAR, 253, payload(1)), A), "there was no more of it");
        assertEquals(IcmpDrop.TRUNCATED, received(1, 0, payload(0), A));
        PacketBuffer version6 = ipv4(A, FAR, 17, payload(8));
        version6.putByte(0, 0x65);
        assertEquals(IcmpDrop.BAD_QUOTE, received(1, 0, version6, A));
        PacketBuffer options = ipv4(A, FAR, 17, payload(8));
        options.putByte(0, 0x46);
        options.putShort(Ipv4Header.TOTAL_LENGTH_OFFSET, 32);
        assertEquals(IcmpDrop.TRUNCATED, received(1, 0, options, A));
        PacketBuffer fragment = ipv4(A, FAR, 17, payload(8));
        fragment.putShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET, 3);
        assertEquals(IcmpDrop.BAD_QUOTE, received(1, 0, fragment, A));
    }

    @Test
    @DisplayName("56: an MTU below 68 is ignored")
    void mtu() {
        assertEquals(IcmpDrop.BAD_MTU, received(4, 67, ipv4(A, FAR, 17, payload(8)), A));
        assertNull(received(4, 68, ipv4(A, FAR, 17, payload(8)), A));
        assertNull(received(4, 0, ipv4(A, FAR, 17, payload(8)), A));
    }

    @Test
    @DisplayName("54: errors are rate limited: a burst, then so many a second")
    void rate() {
        long second = 1_000_000_000L;
        TokenBucket bucket = new TokenBucket(10, 3, 7 * second);
        for (int i = 0; i < 3; i++) {
            assertTrue(bucket.take(7 * second));
        }
        assertFalse(bucket.take(7 * second));
        assertFalse(bucket.take(7 * second + second / 10 - 1));
        assertTrue(bucket.take(7 * second + second / 10));
        assertFalse(bucket.take(7 * second + second / 10));
        int taken = 0;
        for (int i = 0; i < 10; i++) {
            taken += bucket.take(100 * second) ? 1 : 0;
        }
        assertEquals(3, taken);
    }

    @ParameterizedTest(name = "{0} bytes, next hop {1}: {2}")
    @DisplayName("56, RFC 1191 §7.1: a router that names no MTU means the next plateau below")
    @CsvSource({"1500, 0, 1492", "1492, 0, 1006", "69, 0, 68", "65535, 0, 32000", "1500, 1400, 1400"})
    void plateaus(int length, int nextHop, int mtu) {
        PacketBuffer quoted = ipv4(A, FAR, IpProtocol.TCP, payload(8));
        quoted.putShort(Ipv4Header.TOTAL_LENGTH_OFFSET, length);
        IcmpHeader.prepend(quoted, IcmpType.DESTINATION_UNREACHABLE, IcmpType.FRAGMENTATION_NEEDED, nextHop);
        PacketBuffer packet = delivered(ipv4(B, A, IpProtocol.ICMP, quoted));
        assertNull(IcmpErrors.checkReceived(packet));
        assertEquals(mtu, IcmpErrors.parse(packet).nextHopMtu());
    }

    @ParameterizedTest(name = "UDP header cut off: {0}")
    @DisplayName("RFC 1122 §3.2.2: what is quoted has the checksum that its link would have completed")
    @ValueSource(booleans = {false, true})
    void partialChecksum(boolean cut) {
        PacketBuffer datagram = payload(9);
        UdpHeader.prepend(datagram, B.value(), 1024, A.value(), 9);
        PacketBuffer packet = delivered(ipv4(B, A, IpProtocol.UDP, datagram));
        int start = packet.head();
        int complete = SoftwareOffload.completedChecksum(packet);
        packet.trimFront(cut ? UdpHeader.LENGTH : 0);
        PacketBuffer error = IcmpErrors.build(
                new IcmpReport(IcmpType.DESTINATION_UNREACHABLE, IcmpType.PORT_UNREACHABLE, 0, packet),
                PacketAllocator.HEAP);
        int quoted = IcmpHeader.LENGTH + Ipv4Header.MINIMUM_LENGTH + UdpHeader.CHECKSUM_OFFSET;
        assertEquals(complete, error.getUnsignedShort(quoted));
        assertFalse(complete == (packet.bytes().getShort(start + UdpHeader.CHECKSUM_OFFSET) & 0xffff));
        assertNull(IcmpHeader.check(error));
    }
}
