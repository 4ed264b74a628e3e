package dev.lanyard.actors.arp;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.Scene;

/** ARP packets (RFC 826, RFC 5227): requests, replies asked for or not, probes, announcements, and lies in every field. */
public final class ArpGenerator {
    private final Scene scene;
    private final Draw draw;

    public ArpGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
    }

    /** The packet behind an Ethernet header. */
    public byte[] next() {
        Scene.Station sender = draw.of(scene.stations());
        long senderMac = sender.mac().value();
        int senderAddress = sender.address().value();
        long targetMac = scene.mac().value();
        int targetAddress = scene.address().value();
        int operation = 1;
        switch (draw.below(12)) {
            case 0 -> operation = 2;
            case 1, 2, 3 -> {
                byte[] asked = scene.overheard().arp(draw);
                // Who probes gets an answer rarely, or nobody would ever have an address (RFC 5227).
                if (asked != null && (Octets.u32(asked, 14 + ArpPacket.SENDER_OFFSET) != 0 || draw.oneIn(200))) {
                    operation = 2;
                    senderAddress = Octets.u32(asked, 14 + ArpPacket.TARGET_OFFSET);
                    senderMac = draw.oneIn(8)
                            ? draw.of(scene.stations()).mac().value()
                            : 0x0200_0000_0000L | senderAddress & 0xffff_ffffL;
                    for (Scene.Station station : scene.stations()) {
                        senderMac = station.address().value() == senderAddress
                                ? station.mac().value()
                                : senderMac;
                    }
                }
            }
            case 4 -> targetAddress = senderAddress; // an announcement
            case 5 -> senderAddress = 0; // a probe
            case 6 -> senderAddress = scene.address().value(); // a conflict
            case 7 -> senderAddress = scene.source();
            case 8 -> senderMac = draw.oneIn(2) ? 0xffff_ffff_ffffL : draw.word();
            case 9 -> targetAddress = scene.destination();
            default -> {
                // a request that wants to be answered
            }
        }
        boolean lies = draw.oneIn(8);
        int which = lies ? draw.below(5) : -1;
        Octets packet = new Octets()
                .u16(which == 0 ? draw.number() : 1)
                .u16(which == 1 ? draw.number() : 0x0800)
                .u8(which == 2 ? draw.octet() : 6)
                .u8(which == 3 ? draw.octet() : 4)
                .u16(which == 4 ? draw.number() : operation);
        return packet.mac(senderMac)
                .u32(senderAddress)
                .mac(targetMac)
                .u32(targetAddress)
                .zeros(draw.oneIn(2) ? 18 : 0) // as Ethernet pads
                .toArray();
    }
}
