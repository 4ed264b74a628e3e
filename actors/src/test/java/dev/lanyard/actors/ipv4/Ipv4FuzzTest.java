package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.Packets;
import dev.lanyard.actors.fuzz.Checksums;
import dev.lanyard.actors.fuzz.ParserFuzz;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.SourceRoute;
import dev.lanyard.actors.udp.UdpGenerator;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class Ipv4FuzzTest {
    private static final int ETHERNET = 14;
    private static final Set<Ipv4Drop> REASONS = EnumSet.of(
            Ipv4Drop.TRUNCATED,
            Ipv4Drop.BAD_VERSION,
            Ipv4Drop.BAD_HEADER_LENGTH,
            Ipv4Drop.BAD_CHECKSUM,
            Ipv4Drop.BAD_TOTAL_LENGTH,
            Ipv4Drop.BAD_SOURCE,
            Ipv4Drop.SOURCE_IS_OURS,
            Ipv4Drop.LOOPBACK_ON_WIRE,
            Ipv4Drop.NOT_FOR_US,
            Ipv4Drop.NOT_OUR_GROUP,
            Ipv4Drop.BAD_OPTION,
            Ipv4Drop.SOURCE_ROUTED,
            Ipv4Drop.BAD_FRAGMENT_LENGTH,
            Ipv4Drop.FRAGMENTS_TOO_LARGE,
            Ipv4Drop.FRAGMENTS_CONTRADICT,
            Ipv4Drop.REASSEMBLY_FULL);

    private final Ipv4Groups groups = new Ipv4Groups();
    private final Queue<byte[]> train = new ArrayDeque<>();
    private Ipv4Drop lost;
    private final Reassembler reassembler = new Reassembler(new Reassembler.Output() {
        @Override
        public void dropped(Ipv4Drop reason) {
            lost = reason;
        }

        @Override
        public void timedOut(PacketBuffer first) {}
    });

    @Test
    @DisplayName("51, 52, 62. Mutated headers, options and fragments are taken or refused for a reason")
    void packets() {
        Scene scene = ParserFuzz.scene();
        Ipv4Generator generator = new Ipv4Generator(scene, List.of(new UdpGenerator(scene)));
        ParserFuzz.run(
                Ipv4Drop.class,
                REASONS,
                scene,
                () -> next(generator),
                octets -> read(octets, scene.draw().oneIn(8)));
    }

    private byte[] next(Ipv4Generator generator) {
        if (train.isEmpty()) {
            train.addAll(generator.next());
        }
        return train.isEmpty() ? new byte[0] : train.poll();
    }

    private Ipv4Drop read(byte[] octets, boolean asItIs) {
        byte[] frame = Packets.frame(Packets.MAC_A, Packets.MAC_B, 0x0800, PacketBuffer.copyOf(octets))
                .toByteArray();
        if (!asItIs) {
            Checksums.mend(frame);
        }
        PacketBuffer packet = PacketBuffer.copyOf(frame);
        packet.trimFront(ETHERNET);
        lost = Ipv4Receiver.accept(packet, 0, false, Packets.routes(Packets.ETHERNET), groups);
        if (lost == null && IpOptions.problem(Ipv4Header.options(packet)) >= 0) {
            lost = Ipv4Drop.BAD_OPTION;
        } else if (lost == null && SourceRoute.find(Ipv4Header.options(packet)) >= 0) {
            lost = Ipv4Drop.SOURCE_ROUTED;
        } else if (lost == null && Ipv4Receiver.isFragment(packet)) {
            reassembler.add(packet, 0);
        }
        return lost;
    }
}
