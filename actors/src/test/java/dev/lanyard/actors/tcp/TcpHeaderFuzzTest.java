package dev.lanyard.actors.tcp;

import dev.lanyard.actors.Packets;
import dev.lanyard.actors.fuzz.Checksums;
import dev.lanyard.actors.fuzz.ParserFuzz;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TcpHeaderFuzzTest {
    private final TcpSegment segment = new TcpSegment();

    @Test
    @DisplayName("62. Mutated TCP headers and option soups are read or refused for a reason")
    void segments() {
        Scene scene = ParserFuzz.scene();
        TcpGenerator generator = new TcpGenerator(scene);
        ParserFuzz.run(
                TcpDrop.class,
                EnumSet.range(TcpDrop.TRUNCATED, TcpDrop.BAD_FLAGS),
                scene,
                () -> generator.next().octets(),
                octets -> read(octets, scene.draw().oneIn(8)));
    }

    private TcpDrop read(byte[] octets, boolean asItIs) {
        PacketBuffer packet = Packets.ipv4(Packets.B, Packets.A, TcpHeader.PROTOCOL, PacketBuffer.copyOf(octets));
        byte[] frame =
                Packets.frame(Packets.MAC_A, Packets.MAC_B, 0x0800, packet).toByteArray();
        if (!asItIs) {
            Checksums.mend(frame);
        }
        PacketBuffer arrived = PacketBuffer.copyOf(frame);
        arrived.trimFront(34);
        return TcpHeader.parse(arrived, Packets.B.value(), Packets.A.value(), segment);
    }
}
