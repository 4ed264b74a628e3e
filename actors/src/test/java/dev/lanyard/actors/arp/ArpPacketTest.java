package dev.lanyard.actors.arp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.MAC_A;
import static dev.lanyard.actors.Packets.MAC_B;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanyard.link.packet.PacketBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArpPacketTest {
    private static final String REQUEST =
            "0001 0800 06 04 0001 02000000000a c000020a 000000000000 c000020b".replace(" ", "");

    @Test
    @DisplayName("RFC 826: a request's bytes, and the reply to it")
    void golden() {
        PacketBuffer packet = PacketBuffer.allocate(ArpPacket.LENGTH);
        ArpPacket request = ArpPacket.request(MAC_A, A, B);
        request.emit(packet);
        assertEquals(REQUEST, hex(packet));
        assertNull(ArpPacket.check(packet));
        assertEquals(request, ArpPacket.parse(packet));
        assertEquals(new ArpPacket(ArpPacket.REPLY, MAC_B, B, MAC_A, A), request.replyFrom(MAC_B));
    }

    @Test
    @DisplayName("padding behind a packet does not matter")
    void padded() {
        assertNull(ArpPacket.check(packet(REQUEST + "00".repeat(18))));
    }

    @ParameterizedTest(name = "{2}")
    @DisplayName("57: what cannot be an ARP packet is refused by name")
    @CsvSource({
        "0, 0006, BAD_HARDWARE_TYPE",
        "2, 86dd, BAD_PROTOCOL_TYPE",
        "4, 0804, BAD_ADDRESS_LENGTH",
        "4, 0606, BAD_ADDRESS_LENGTH",
        "6, 0000, BAD_OPERATION",
        "6, 0003, BAD_OPERATION",
        "8, 0300, BAD_SENDER_MAC",
        "8, 000000000000, BAD_SENDER_MAC",
        "8, ffffffffffff, BAD_SENDER_MAC",
        "14, ffffffff, BAD_SENDER_ADDRESS",
        "14, e0000001, BAD_SENDER_ADDRESS",
        "14, 7f000001, BAD_SENDER_ADDRESS",
    })
    void refused(int offset, String bytes, ArpDrop reason) {
        StringBuilder packet = new StringBuilder(REQUEST);
        packet.replace(offset * 2, offset * 2 + bytes.length(), bytes);
        assertEquals(reason, ArpPacket.check(packet(packet.toString())));
    }

    @Test
    @DisplayName("a reply from 0.0.0.0 and a cut packet are refused")
    void more() {
        assertEquals(ArpDrop.TRUNCATED, ArpPacket.check(packet(REQUEST.substring(2))));
        String reply =
                REQUEST.substring(0, 12) + "0002" + REQUEST.substring(16, 28) + "00000000" + REQUEST.substring(36);
        assertEquals(ArpDrop.BAD_SENDER_ADDRESS, ArpPacket.check(packet(reply)));
    }
}
