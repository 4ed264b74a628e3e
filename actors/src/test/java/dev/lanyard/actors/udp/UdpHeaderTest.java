package dev.lanyard.actors.udp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.delivered;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.packet;
import static dev.lanyard.actors.Packets.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import dev.lanyard.link.packet.SoftwareOffload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UdpHeaderTest {
    /** Port 4660 to 7 with the payload "ab", from B to A; the checksum worked out by hand. */
    private static final String DATAGRAM = "12340007000a" + "0827" + "6162";

    private static PacketBuffer received(String datagram) {
        return delivered(ipv4(B, A, 17, packet(datagram)));
    }

    @Test
    @DisplayName("RFC 768: the header's bytes; the checksum is left partial over the pseudo-header's sum")
    void golden() {
        PacketBuffer packet = packet("6162");
        UdpHeader.prepend(packet, B.value(), 0x1234, A.value(), 7);
        assertEquals(ChecksumState.PARTIAL, packet.checksum());
        assertEquals("12340007000a", hex(packet).substring(0, 12));
        int sum = InternetChecksum.sum(packet.bytes(), packet.checksumStart(), packet.length());
        packet.putShort(
                packet.checksumStart() - packet.head() + packet.checksumOffset(), InternetChecksum.complement(sum));
        assertEquals(DATAGRAM, hex(packet));
    }

    @Test
    @DisplayName("RFC 768: a datagram is stripped to its payload; ports are read from the header behind the head")
    void strip() {
        PacketBuffer packet = received(DATAGRAM + "ffff");
        assertNull(UdpHeader.strip(packet));
        assertEquals("6162", hex(packet));
        assertEquals(0x1234, UdpHeader.sourcePort(packet));
        assertEquals(7, UdpHeader.destinationPort(packet));
    }

    @Test
    @DisplayName("53: checksum 0 is accepted, a wrong one is not, one that someone below vouches for is not looked at")
    void checksum() {
        assertNull(UdpHeader.strip(received(DATAGRAM.replace("0827", "0000"))));
        assertEquals(UdpDrop.BAD_CHECKSUM, UdpHeader.strip(received(DATAGRAM.replace("0827", "0826"))));
        PacketBuffer verified = received(DATAGRAM.replace("0827", "0826"));
        verified.checksumVerified();
        assertNull(UdpHeader.strip(verified));
        PacketBuffer partial = received(DATAGRAM.replace("0827", "0826"));
        partial.checksumPartial(0, UdpHeader.CHECKSUM_OFFSET);
        assertNull(UdpHeader.strip(partial));
    }

    @Test
    @DisplayName("53: a computed 0 is sent as 0xffff, and accepted as what it is")
    void computedZero() {
        // The last word is what makes the sum of the rest come to 0xffff, whose complement is 0.
        PacketBuffer packet = packet("6162" + "0000");
        UdpHeader.prepend(packet, B.value(), 0x1234, A.value(), 7);
        int rest = InternetChecksum.sum(packet.bytes(), packet.head(), packet.length() - 2);
        packet.putShort(packet.length() - 2, InternetChecksum.complement(rest));
        assertEquals(
                0, InternetChecksum.complement(InternetChecksum.sum(packet.bytes(), packet.head(), packet.length())));
        assertEquals(0xffff, SoftwareOffload.completedChecksum(packet));
        PacketBuffer sent = SoftwareOffload.completedCopy(packet);
        assertEquals(0xffff, sent.getUnsignedShort(UdpHeader.CHECKSUM_OFFSET));
        sent.checksumUnknown();
        assertNull(UdpHeader.strip(delivered(ipv4(B, A, 17, sent))));
    }

    @Test
    @DisplayName("RFC 1122 §4.1.3: lengths below the header's or above what arrived are refused")
    void lengths() {
        assertEquals(UdpDrop.TRUNCATED, UdpHeader.strip(received("12340007000a08")));
        assertEquals(UdpDrop.BAD_LENGTH, UdpHeader.strip(received(DATAGRAM.replace("000a0827", "00070827"))));
        assertEquals(UdpDrop.BAD_LENGTH, UdpHeader.strip(received(DATAGRAM.replace("000a0827", "000b0827"))));
        PacketBuffer empty = payload(0);
        UdpHeader.prepend(empty, B.value(), 1, A.value(), 2);
        PacketBuffer packet = delivered(ipv4(B, A, 17, empty));
        assertNull(UdpHeader.strip(packet));
        assertEquals(0, packet.length());
    }
}
