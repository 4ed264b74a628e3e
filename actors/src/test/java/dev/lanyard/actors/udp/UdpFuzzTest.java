package dev.lanyard.actors.udp;

import dev.lanyard.actors.Packets;
import dev.lanyard.actors.fuzz.Checksums;
import dev.lanyard.actors.fuzz.ParserFuzz;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UdpFuzzTest {
    @Test
    @DisplayName("62. Mutated UDP datagrams are read or refused for a reason")
    void datagrams() {
        Scene scene = ParserFuzz.scene();
        UdpGenerator generator = new UdpGenerator(scene);
        ParserFuzz.run(
                UdpDrop.class,
                EnumSet.range(UdpDrop.TRUNCATED, UdpDrop.BAD_CHECKSUM),
                scene,
                () -> generator.next().octets(),
                octets -> read(octets, scene.draw().oneIn(8)));
    }

    private static UdpDrop read(byte[] octets, boolean asItIs) {
        PacketBuffer packet = Packets.ipv4(Packets.B, Packets.A, IpProtocol.UDP, PacketBuffer.copyOf(octets));
        byte[] frame =
                Packets.frame(Packets.MAC_A, Packets.MAC_B, 0x0800, packet).toByteArray();
        if (!asItIs) {
            Checksums.mend(frame);
        }
        PacketBuffer arrived = PacketBuffer.copyOf(frame);
        arrived.trimFront(14);
        return UdpHeader.strip(Packets.delivered(arrived));
    }
}
