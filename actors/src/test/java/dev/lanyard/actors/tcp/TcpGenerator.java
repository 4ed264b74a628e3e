package dev.lanyard.actors.tcp;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.PayloadGenerator;
import dev.lanyard.actors.fuzz.Scene;
import dev.lanyard.actors.ip.IpProtocol;

/**
 * TCP segments (RFC 9293): openings, answers to what the node sent that are right or near to it, and segments of nobody, with
 * options well-formed and not. Clients have few ports, so that they come back to their connections.
 */
public final class TcpGenerator implements PayloadGenerator {
    private static final int CLIENT_PORTS = 16;

    private final Scene scene;
    private final Draw draw;
    private int timestamp = 1000;

    public TcpGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
    }

    @Override
    public Payload next() {
        timestamp += draw.oneIn(3) ? 1 : 0;
        byte[] heard = scene.overheard().tcp(draw);
        return switch (draw.below(8)) {
            case 0, 1 -> opening();
            case 2 -> stray();
            default -> heard == null ? opening() : answer(heard);
        };
    }

    private int clientPort() {
        return 1024 + draw.below(CLIENT_PORTS);
    }

    private int listener() {
        return draw.oneIn(8) ? draw.number() : draw.of(scene.tcpPorts());
    }

    private Payload opening() {
        int flags = draw.oneIn(8) ? TcpSegment.SYN | draw.below(256) : TcpSegment.SYN;
        return segment(scene.source(), scene.destination(), clientPort(), listener(), draw.word(), 0, flags, 0, 0);
    }

    private Payload stray() {
        return segment(
                scene.source(),
                scene.destination(),
                clientPort(),
                listener(),
                draw.word(),
                draw.word(),
                draw.below(256),
                draw.word(),
                draw.oneIn(2) ? 0 : draw.below(1400));
    }

    /** To a segment of the node: what it expects, or nearly. */
    private Payload answer(byte[] heard) {
        int theirs = heard[20 + 13];
        int length = Octets.u16(heard, 2) - 20 - (heard[20 + 12] >>> 4 & 0xf) * 4;
        int ack = Octets.u32(heard, 24) + length + (theirs & 1) + (theirs >> 1 & 1);
        boolean opened = (theirs & (TcpSegment.SYN | TcpSegment.ACK)) == TcpSegment.SYN;
        int seq = opened ? draw.word() : Octets.u32(heard, 28);
        int flags = opened && !draw.oneIn(8)
                ? TcpSegment.SYN | TcpSegment.ACK
                : switch (draw.below(24)) {
                    case 0 -> TcpSegment.RST;
                    case 1 -> TcpSegment.RST | TcpSegment.ACK;
                    case 2, 3 -> TcpSegment.FIN | TcpSegment.ACK;
                    case 4 -> TcpSegment.URG | TcpSegment.ACK;
                    case 5 -> draw.below(256);
                    case 6 -> TcpSegment.ECE | TcpSegment.CWR | TcpSegment.ACK;
                    default -> TcpSegment.ACK | TcpSegment.PSH;
                };
        int payload = draw.oneIn(3) ? draw.of(1, 2, 8, 100, 536, 1400) : 0;
        return segment(
                Octets.u32(heard, 16),
                Octets.u32(heard, 12),
                Octets.u16(heard, 22),
                Octets.u16(heard, 20),
                draw.near(seq),
                draw.near(ack),
                flags,
                timestampOf(heard),
                payload);
    }

    /** What a segment of ours says in its timestamps option, or anything. */
    private int timestampOf(byte[] heard) {
        int end = Math.min(heard.length, 20 + (heard[20 + 12] >>> 4 & 0xf) * 4);
        for (int at = 40; at + 10 <= end; at++) {
            if (heard[at] == 8 && heard[at + 1] == 10) {
                return Octets.u32(heard, at + 2);
            }
        }
        return draw.word();
    }

    private Payload segment(
            int source,
            int destination,
            int sourcePort,
            int destinationPort,
            int seq,
            int ack,
            int flags,
            int echo,
            int payload) {
        byte[] options = draw.oneIn(6) ? soup(ack) : options(flags, ack, echo);
        int words = 5 + options.length / 4;
        Octets segment = new Octets()
                .u16(sourcePort)
                .u16(destinationPort)
                .u32(seq)
                .u32(ack)
                .u8((draw.oneIn(50) ? draw.below(16) : words) << 4 | (draw.oneIn(16) ? draw.below(16) : 0))
                .u8(flags)
                .u16(draw.oneIn(4) ? draw.number() : 60_000)
                .u16(0)
                .u16((flags & TcpSegment.URG) != 0 ? draw.number() : 0)
                .put(options);
        return new Payload(
                IpProtocol.TCP,
                source,
                destination,
                segment.put(draw.noise(payload)).toArray());
    }

    /** As stacks send them. */
    private byte[] options(int flags, int ack, int echo) {
        Octets options = new Octets();
        if ((flags & TcpSegment.SYN) != 0) {
            options.u8(2).u8(4).u16(draw.oneIn(4) ? draw.number() : 1460);
            if (draw.oneIn(2)) {
                options.u8(4).u8(2);
            }
            if (draw.oneIn(2)) {
                options.u8(1).u8(3).u8(3).u8(draw.oneIn(4) ? draw.octet() : 7);
            }
        }
        if (draw.oneIn(2)) {
            options.u8(1).u8(1).u8(8).u8(10).u32(draw.near(timestamp)).u32(draw.near(echo));
        }
        if ((flags & TcpSegment.SYN) == 0 && draw.oneIn(6)) {
            int blocks = draw.between(1, 2);
            options.u8(5).u8(2 + 8 * blocks);
            for (int i = 0; i < blocks; i++) {
                int left = ack + draw.between(-3000, 30_000);
                options.u32(left).u32(left + draw.between(-10, 3000));
            }
        }
        return padded(options);
    }

    /** Any kinds with any lengths, zero among them. */
    private byte[] soup(int ack) {
        Octets options = new Octets();
        int length = draw.below(11) * 4;
        while (options.length() < length) {
            int kind = draw.of(0, 1, 2, 3, 4, 5, 5, 8, 28, 34, 253, draw.below(256));
            options.u8(kind);
            if (kind > 1) {
                int claimed = draw.of(0, 1, 2, 3, 4, 10, 18, 34, draw.below(256));
                options.u8(claimed);
                for (int i = 2; i < claimed && i < 34; i += 4) {
                    options.u32(draw.near(ack));
                }
            }
        }
        return java.util.Arrays.copyOf(options.toArray(), length);
    }

    private static byte[] padded(Octets options) {
        while (options.length() % 4 != 0) {
            options.u8(1);
        }
        return options.length() > 40 ? java.util.Arrays.copyOf(options.toArray(), 40) : options.toArray();
    }
}
