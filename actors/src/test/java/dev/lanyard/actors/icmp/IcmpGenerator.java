package dev.lanyard.actors.icmp;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.PayloadGenerator;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.ip.IpProtocol;

/** ICMP messages (RFC 792, 950, 1191): queries, answers, and errors that quote what the node sent, or something like it. */
public final class IcmpGenerator implements PayloadGenerator {
    private static final int TIMESTAMP_LENGTH = 12;

    private final Scene scene;
    private final Draw draw;

    public IcmpGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
    }

    @Override
    public Payload next() {
        int source = scene.source();
        int destination = scene.destination();
        return switch (draw.below(10)) {
            case 0, 1, 2 -> of(source, destination, 8, 0, draw.word(), draw.noise(draw.below(100)));
            case 3 -> reply();
            case 4 ->
                of(
                        source,
                        destination,
                        draw.of(13, 14, 15, 16, 17, 18),
                        0,
                        draw.word(),
                        draw.noise(draw.oneIn(4) ? draw.below(16) : TIMESTAMP_LENGTH));
            case 5 -> of(source, destination, draw.octet(), draw.octet(), draw.word(), draw.noise(draw.below(60)));
            default -> error(source, destination);
        };
    }

    /** To an echo of the node. */
    private Payload reply() {
        byte[] echo = scene.overheard().echo(draw);
        if (echo == null) {
            return of(scene.source(), scene.address().value(), 0, 0, draw.word(), draw.noise(8));
        }
        int rest = draw.near(Octets.u32(echo, 24));
        return of(Octets.u32(echo, 16), Octets.u32(echo, 12), 0, 0, rest, draw.noise(draw.below(80)));
    }

    /** Unreachable with every code, source quench, redirect, time exceeded, parameter problem. */
    private Payload error(int source, int destination) {
        byte[] quoted = scene.overheard().packet(draw);
        if (quoted == null) {
            quoted = draw.noise(draw.below(60));
        } else {
            destination = draw.oneIn(8) ? destination : Octets.u32(quoted, 12);
            quoted = draw.oneIn(4) ? java.util.Arrays.copyOf(quoted, draw.below(quoted.length + 8)) : quoted.clone();
        }
        for (int damage = draw.below(8) - 5; damage > 0 && quoted.length > 0; damage--) {
            quoted[draw.below(Math.min(quoted.length, 28))] = (byte) draw.octet();
        }
        int type = draw.of(3, 3, 3, 4, 5, 11, 12);
        int rest = type == 5
                ? draw.of(scene.stations()).address().value()
                : draw.oneIn(2) ? draw.of(0, 67, 68, 296, 576, 1280, 1499, 1500, 9000, 0xffff) : draw.word();
        return of(source, destination, type, draw.oneIn(2) ? 4 : draw.below(17), rest, quoted);
    }

    private static Payload of(int source, int destination, int type, int code, int rest, byte[] data) {
        byte[] message =
                new Octets().u8(type).u8(code).u16(0).u32(rest).put(data).toArray();
        return new Payload(IpProtocol.ICMP, source, destination, message);
    }
}
