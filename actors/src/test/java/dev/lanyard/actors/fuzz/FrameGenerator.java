package dev.lanyard.actors.fuzz;

import dev.lanyard.actors.arp.ArpGenerator;
import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetGenerator;
import dev.lanyard.actors.icmp.IcmpGenerator;
import dev.lanyard.actors.igmp.IgmpGenerator;
import dev.lanyard.actors.ipv4.Ipv4Generator;
import dev.lanyard.actors.tcp.TcpGenerator;
import dev.lanyard.actors.udp.UdpGenerator;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * Frames of every protocol for one node, from one seed: as their grammars make them, then damaged or not, then with checksums
 * mended or not. Most are good enough to be looked at by the layer that they are for.
 */
public final class FrameGenerator {
    private static final int LONGEST = 1514;
    private static final int HEADERS = 14;

    private final Scene scene;
    private final Draw draw;
    private final Mutator mutator;
    private final EthernetGenerator ethernet;
    private final ArpGenerator arp;
    private final Ipv4Generator ipv4;
    private final Queue<byte[]> train = new ArrayDeque<>();

    public FrameGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
        this.mutator = new Mutator(draw);
        this.ethernet = new EthernetGenerator(scene);
        this.arp = new ArpGenerator(scene);
        PayloadGenerator tcp = new TcpGenerator(scene);
        PayloadGenerator udp = new UdpGenerator(scene);
        PayloadGenerator others = () -> new PayloadGenerator.Payload(
                draw.oneIn(2) ? draw.octet() : draw.of(2, 6, 17),
                scene.source(),
                scene.destination(),
                draw.noise(draw.below(64)));
        this.ipv4 = new Ipv4Generator(
                scene,
                List.of(tcp, tcp, tcp, udp, udp, udp, new IcmpGenerator(scene), new IgmpGenerator(scene), others));
    }

    /** The next frame, 0 to 1514 bytes. */
    public byte[] next() {
        byte[] frame = train.poll();
        if (frame == null) {
            frame = make();
        }
        boolean damaged = draw.oneIn(3);
        if (damaged) {
            // Rarely the Ethernet header, so that most gets further.
            frame = mutator.mutate(frame, draw.oneIn(16) ? 0 : HEADERS);
        }
        if (!damaged || !draw.oneIn(4)) {
            Checksums.mend(frame);
        }
        return frame.length > LONGEST ? Arrays.copyOf(frame, LONGEST) : frame;
    }

    private byte[] make() {
        int kind = draw.below(24);
        if (kind == 0) {
            return draw.noise(draw.below(120));
        }
        if (kind <= 3) {
            return ethernet.frame(EtherType.ARP, arp.next(), draw.oneIn(2));
        }
        for (byte[] packet : ipv4.next()) {
            int destination = packet.length < 20 ? 0 : Octets.u32(packet, 16);
            boolean toAll = destination == -1 || destination == (scene.address().value() | 0xff);
            train.add(ethernet.frame(EtherType.IPV4, packet, toAll));
        }
        return train.isEmpty() ? draw.noise(draw.below(60)) : train.poll();
    }
}
