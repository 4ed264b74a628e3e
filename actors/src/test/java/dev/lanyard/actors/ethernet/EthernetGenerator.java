package dev.lanyard.actors.ethernet;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.Scene;

/** Ethernet headers: most of them for the node, some for all, for groups and for others, from stations and from nobody. */
public final class EthernetGenerator {
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long ALL_HOSTS = 0x0100_5e00_0001L;

    private final Scene scene;
    private final Draw draw;

    public EthernetGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
    }

    /**
     * A frame around a packet.
     *
     * @param toAll whether it is of those that are sent to all
     */
    public byte[] frame(int etherType, byte[] packet, boolean toAll) {
        long destination = toAll ? BROADCAST : scene.mac().value();
        long source = draw.of(scene.stations()).mac().value();
        switch (draw.below(40)) {
            case 0 -> destination = ALL_HOSTS;
            case 1 -> destination = BROADCAST;
            case 2 -> destination = draw.word();
            case 3 -> destination = 0x0100_5e00_0000L | draw.word() & 0x7f_ffff;
            case 4 -> source = draw.oneIn(2) ? BROADCAST : 0;
            case 5 -> etherType = draw.of(0x8100, 0x86dd, 0x88cc, 46, draw.number());
            default -> {
                // as it should be
            }
        }
        return new Octets()
                .mac(destination)
                .mac(source)
                .u16(etherType)
                .put(packet)
                .toArray();
    }
}
