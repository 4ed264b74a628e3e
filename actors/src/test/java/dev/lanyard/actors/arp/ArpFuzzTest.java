package dev.lanyard.actors.arp;

import dev.lanyard.actors.fuzz.ParserFuzz;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArpFuzzTest {
    @Test
    @DisplayName("62. Mutated ARP packets are read or refused for a reason")
    void packets() {
        Scene scene = ParserFuzz.scene();
        ArpGenerator generator = new ArpGenerator(scene);
        ParserFuzz.run(
                ArpDrop.class,
                EnumSet.range(ArpDrop.TRUNCATED, ArpDrop.BAD_SENDER_ADDRESS),
                scene,
                generator::next,
                ArpFuzzTest::read);
    }

    private static ArpDrop read(byte[] octets) {
        PacketBuffer packet = PacketBuffer.copyOf(octets);
        ArpDrop drop = ArpPacket.check(packet);
        if (drop == null) {
            ArpPacket.parse(packet);
        }
        return drop;
    }
}
