package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.PayloadGenerator;
import dev.lanyard.actors.fuzz.PayloadGenerator.Payload;
import dev.lanyard.actors.fuzz.Scene;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * IPv4 packets (RFC 791) around the payloads of other generators: with options of every form, with lengths that lie, and in
 * fragments that are whole, out of order, doubled, overlapping, too large or not all there.
 */
public final class Ipv4Generator {
    private static final int HEADER = 20;
    private static final int MTU = 1500;

    private final Draw draw;
    private final List<PayloadGenerator> payloads;
    private int identification;

    /**
     * @param payloads each as likely as the others; one that stands there twice is twice as likely
     */
    public Ipv4Generator(Scene scene, List<PayloadGenerator> payloads) {
        this.draw = scene.draw();
        this.payloads = List.copyOf(payloads);
    }

    /** A packet, or the fragments of one in the order in which they are sent. */
    public List<byte[]> next() {
        Payload payload = draw.of(payloads).next();
        byte[] options = draw.oneIn(10) ? options() : new byte[0];
        identification++;
        byte[] octets = payload.octets();
        boolean large = HEADER + options.length + octets.length > MTU;
        if (large || draw.oneIn(12) && octets.length > 8) {
            return fragments(payload, options);
        }
        return List.of(packet(payload, options, octets, draw.oneIn(32) ? draw.number() : draw.of(0, 0x4000)));
    }

    private byte[] packet(Payload payload, byte[] options, byte[] octets, int field) {
        int header = HEADER + options.length;
        boolean lies = draw.oneIn(24);
        Octets packet = new Octets()
                .u8(lies && draw.oneIn(3) ? draw.octet() : 0x40 | header / 4)
                .u8(draw.oneIn(8) ? draw.octet() : 0)
                .u16(lies && draw.oneIn(2) ? draw.number() : header + octets.length)
                .u16(identification)
                .u16(field)
                .u8(draw.oneIn(16) ? draw.octet() : 64)
                .u8(draw.oneIn(64) ? draw.octet() : payload.protocol())
                .u16(0)
                .u32(payload.source())
                .u32(payload.destination());
        return packet.put(options).put(octets).toArray();
    }

    private List<byte[]> fragments(Payload payload, byte[] options) {
        byte[] octets = payload.octets();
        int room = (MTU - HEADER - options.length) / 8;
        int step =
                8 * (octets.length > 8 * room ? room : draw.between(1, Math.max(1, Math.min(room, octets.length / 8))));
        List<byte[]> fragments = new ArrayList<>();
        for (int from = 0; from < octets.length && fragments.size() < 32; from += step) {
            int start = draw.oneIn(40) ? Math.max(0, from - 8 * draw.below(4)) : from;
            int end = Math.min(octets.length, start + step);
            byte[] piece = Arrays.copyOfRange(octets, start, end);
            if (draw.oneIn(60)) {
                piece[draw.below(piece.length)]++;
            }
            int more = end < octets.length ? Ipv4Header.MORE_FRAGMENTS : 0;
            int offset = draw.oneIn(60) ? draw.below(0x2000) : start / 8;
            fragments.add(
                    packet(payload, from == 0 ? options : new byte[0], piece, offset | (draw.oneIn(60) ? 0 : more)));
        }
        switch (draw.below(8)) {
            case 0 -> Collections.shuffle(fragments, new Random(draw.word()));
            case 1 -> fragments.add(draw.of(fragments));
            case 2 -> fragments.remove(draw.below(fragments.size()));
            default -> {
                // as routers send them
            }
        }
        return fragments;
    }

    /** Record route, timestamps, source routes, router alert; pointers and lengths that fit or not. */
    private byte[] options() {
        Octets options = new Octets();
        int length = 4 * draw.between(1, 10);
        while (options.length() < length) {
            int type = draw.of(0, 1, 1, 7, 68, 131, 137, 136, 148, draw.below(256));
            options.u8(type);
            if (type > 1) {
                int claimed = draw.of(0, 1, 2, 3, 4, 7, 8, 11, 12, draw.below(64));
                options.u8(claimed).u8(draw.of(4, 5, 8, draw.octet()));
                for (int i = 3; i < claimed && i < 40; i++) {
                    options.u8(draw.octet());
                }
            }
        }
        return Arrays.copyOf(options.toArray(), length);
    }
}
