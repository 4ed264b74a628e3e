package dev.lanyard.actors.icmp;

import dev.lanyard.actors.Packets;
import dev.lanyard.actors.fuzz.Checksums;
import dev.lanyard.actors.fuzz.ParserFuzz;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IcmpFuzzTest {
    private static final Set<IcmpDrop> REASONS =
            EnumSet.of(IcmpDrop.TRUNCATED, IcmpDrop.BAD_CHECKSUM, IcmpDrop.BAD_QUOTE, IcmpDrop.BAD_MTU);

    @Test
    @DisplayName("62. Mutated ICMP messages, and what errors quote, are read or refused for a reason")
    void messages() {
        Scene scene = ParserFuzz.scene();
        // What the node said last: a datagram that errors may quote.
        PacketBuffer datagram = Packets.ipv4(scene.address(), Packets.B, 99, Packets.payload(16));
        scene.overheard()
                .heard(Packets.frame(Packets.MAC_B, Packets.MAC_A, 0x0800, datagram)
                        .toByteArray());
        IcmpGenerator generator = new IcmpGenerator(scene);
        ParserFuzz.run(
                IcmpDrop.class,
                REASONS,
                scene,
                () -> generator.next().octets(),
                octets -> read(octets, scene.draw().oneIn(8), scene));
    }

    private static IcmpDrop read(byte[] octets, boolean asItIs, Scene scene) {
        PacketBuffer packet = Packets.ipv4(Packets.B, scene.address(), IpProtocol.ICMP, PacketBuffer.copyOf(octets));
        byte[] frame =
                Packets.frame(Packets.MAC_A, Packets.MAC_B, 0x0800, packet).toByteArray();
        if (!asItIs) {
            Checksums.mend(frame);
        }
        PacketBuffer arrived = PacketBuffer.copyOf(frame);
        arrived.trimFront(14);
        Packets.delivered(arrived);
        IcmpDrop drop = IcmpHeader.check(arrived);
        if (drop == null) {
            drop = IcmpErrors.checkReceived(arrived);
            if (drop == null) {
                IcmpErrors.parse(arrived);
            }
        }
        return drop;
    }
}
