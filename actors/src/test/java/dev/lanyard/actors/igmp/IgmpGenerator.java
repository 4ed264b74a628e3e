package dev.lanyard.actors.igmp;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.PayloadGenerator;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;

/** Queries, reports and leaves of all versions (RFC 3376 §4), about a group that is joined or another. */
public final class IgmpGenerator implements PayloadGenerator {
    /** That a test which draws from here should join. */
    public static final Ipv4Address GROUP = Ipv4Address.parse("239.1.1.1");

    private final Scene scene;
    private final Draw draw;

    public IgmpGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
    }

    @Override
    public Payload next() {
        int group = draw.oneIn(3) ? 0 : draw.oneIn(8) ? draw.word() : GROUP.value() + draw.below(2);
        int type = draw.oneIn(16) ? draw.octet() : draw.of(0x11, 0x11, 0x11, 0x12, 0x16, 0x17, 0x22);
        Octets octets = new Octets()
                .u8(type)
                .u8(draw.oneIn(2) ? 0 : draw.octet())
                .u16(0)
                .u32(group);
        if (type == 0x11 && draw.oneIn(2)) {
            int sources = draw.below(5);
            octets.u8(draw.octet()).u8(draw.octet()).u16(draw.oneIn(8) ? draw.number() : sources);
            for (int i = 0; i < sources; i++) {
                octets.u32(scene.source());
            }
        }
        int destination = group == 0 || draw.oneIn(8) ? Ipv4Address.ALL_HOSTS.value() : group;
        return new Payload(IpProtocol.IGMP, scene.source(), destination, octets.toArray());
    }
}
