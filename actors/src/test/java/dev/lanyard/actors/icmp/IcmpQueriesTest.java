package dev.lanyard.actors.icmp;

import static dev.lanyard.actors.Packets.A;
import static dev.lanyard.actors.Packets.B;
import static dev.lanyard.actors.Packets.ETHERNET;
import static dev.lanyard.actors.Packets.FAR;
import static dev.lanyard.actors.Packets.delivered;
import static dev.lanyard.actors.Packets.hex;
import static dev.lanyard.actors.Packets.ipv4;
import static dev.lanyard.actors.Packets.packet;
import static dev.lanyard.actors.Packets.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.IcmpLimits;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IcmpQueriesTest {
    private static PacketBuffer query(Ipv4Address source, String message) {
        return delivered(ipv4(source, A, IpProtocol.ICMP, packet(message)));
    }

    @Test
    @DisplayName("RFC 792: a timestamp is answered with milliseconds since midnight UT")
    void timestamp() {
        Instant now = Instant.parse("2026-01-01T01:00:00.250Z"); // 3,600,250 ms
        PacketBuffer request = query(B, "0d000000 12340007 00000063 00000000 00000000");
        PacketBuffer reply = IcmpQueries.timestamp(request, now, PacketAllocator.HEAP);
        assertNull(IcmpHeader.check(reply));
        reply.putShort(IcmpHeader.CHECKSUM_OFFSET, 0);
        assertEquals("0e000000123400070000006300" + "36ef7a" + "0036ef7a", hex(reply));
        assertNull(IcmpQueries.timestamp(query(B, "0d000000 12340007 00000063"), now, PacketAllocator.HEAP));
    }

    @Test
    @DisplayName("RFC 950: a neighbour that asks is told the mask, nobody else")
    void mask() {
        String request = "11000000 12340007 00000000";
        PacketBuffer reply = IcmpQueries.mask(query(B, request), routes(ETHERNET), PacketAllocator.HEAP);
        assertNull(IcmpHeader.check(reply));
        reply.putShort(IcmpHeader.CHECKSUM_OFFSET, 0);
        assertEquals("1200000012340007ffffff00", hex(reply));
        assertNull(IcmpQueries.mask(query(FAR, request), routes(ETHERNET), PacketAllocator.HEAP));
        assertNull(IcmpQueries.mask(query(B, "11000000 12340007"), routes(ETHERNET), PacketAllocator.HEAP));
    }

    @Test
    @DisplayName("54: one host that provokes errors does not silence us towards others")
    void limited() {
        ErrorLimiter limiter = new ErrorLimiter(IcmpLimits.DEFAULT, 0);
        int sent = 0;
        for (int i = 0; i < 1000; i++) {
            sent += limiter.take(1, 0) ? 1 : 0;
        }
        assertEquals(IcmpLimits.DEFAULT.burstToOne(), sent);
        assertTrue(limiter.take(2, 0));
        for (int host = 3; host < 2000; host++) {
            sent += limiter.take(host, 0) ? 1 : 0;
        }
        assertEquals(IcmpLimits.DEFAULT.burst() - 1, sent);
        assertFalse(limiter.take(5000, 0));
        assertTrue(limiter.take(5000, 1_000_000_000L));
    }
}
