package dev.lanyard.actors.dns;

import dev.lanyard.actors.fuzz.Draw;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.fuzz.Scene;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** DNS messages (RFC 1035, 6891): answers to the node's queries with records and names of every form, and queries. */
public final class DnsGenerator {
    private static final int UDP_PAYLOAD = 28;
    private static final int HEADER = 12;
    private static final int[] TYPES = {1, 1, 2, 5, 5, 6, 12, 15, 16, 28, 33, 41, 255};

    private final Scene scene;
    private final Draw draw;

    public DnsGenerator(Scene scene) {
        this.scene = scene;
        this.draw = scene.draw();
    }

    /**
     * An answer.
     *
     * @param heard the IPv4 packet with the query, as far as it was kept
     */
    public byte[] answer(byte[] heard) {
        byte[] query = Arrays.copyOfRange(heard, UDP_PAYLOAD, Math.max(UDP_PAYLOAD, heard.length));
        int question = questionEnd(query);
        if (question < 0) {
            return noise();
        }
        int answers = draw.below(4);
        int authorities = draw.below(3);
        int additionals = draw.below(3);
        Octets message = new Octets()
                .u16(draw.near(Octets.u16(query, 0)))
                .u16(
                        draw.oneIn(4)
                                ? draw.number()
                                : 0x8180 | draw.of(0, 0, 0, 0, 1, 2, 3, 4, 5) | (draw.oneIn(16) ? 0x200 : 0))
                .u16(draw.oneIn(16) ? draw.number() : 1)
                .u16(draw.oneIn(16) ? draw.number() : answers)
                .u16(authorities)
                .u16(additionals)
                .put(query, HEADER, question - HEADER);
        if (draw.oneIn(8)) {
            message.set16(HEADER + draw.below(question - HEADER - 1), draw.number());
        }
        for (int i = answers + authorities + additionals; i > 0; i--) {
            record(message);
        }
        return message.toArray();
    }

    /** A question to a server. */
    public byte[] query() {
        Octets message = new Octets()
                .u16(draw.word())
                .u16(draw.oneIn(4) ? draw.number() : 0x0100)
                .u16(draw.oneIn(8) ? draw.number() : 1)
                .u16(0)
                .u16(0)
                .u16(draw.below(2));
        name(message);
        message.u16(draw.of(TYPES)).u16(draw.oneIn(8) ? draw.number() : 1);
        record(message);
        return message.toArray();
    }

    /** A header, and anything behind it. */
    public byte[] noise() {
        return draw.noise(draw.below(80));
    }

    private static int questionEnd(byte[] query) {
        int at = HEADER;
        while (at < query.length && query[at] > 0) {
            at += query[at] + 1;
        }
        return at + 5 <= query.length ? at + 5 : -1;
    }

    private void record(Octets message) {
        name(message);
        int type = draw.oneIn(8) ? draw.number() : draw.of(TYPES);
        message.u16(type).u16(draw.oneIn(16) ? draw.number() : 1).u32(draw.oneIn(4) ? draw.word() : 60);
        int length = message.length();
        message.u16(0);
        data(message, type);
        message.set16(length, draw.oneIn(12) ? draw.number() : message.length() - length - 2);
    }

    private void data(Octets message, int type) {
        switch (draw.oneIn(8) ? 255 : type) {
            case 1 -> message.u32(scene.source());
            case 2, 5, 12 -> name(message);
            case 6 -> {
                name(message);
                name(message);
                message.put(draw.noise(20));
            }
            case 15 -> name(message.u16(draw.number()));
            case 16 -> message.u8(4).put("text".getBytes(StandardCharsets.US_ASCII));
            case 28 -> message.put(draw.noise(16));
            case 33 -> name(message.u16(1).u16(1).u16(53));
            default -> message.put(draw.noise(draw.below(40)));
        }
    }

    /** Labels, pointers back, forwards and to themselves, names too long, label types that nobody knows. */
    private void name(Octets message) {
        switch (draw.oneIn(4) ? draw.below(5) : draw.between(5, 11)) {
            case 0 -> message.u16(0xc000 | message.length());
            case 1 -> message.u16(0xc000 | draw.below(0x4000));
            case 2 -> {
                for (int i = 0; i < 5; i++) {
                    message.u8(63).put(draw.noise(63));
                }
                message.u8(0);
            }
            case 3 -> message.u8(draw.of(0x40, 0x80, 0xbf)).u8(0);
            case 4 -> message.u8(0);
            case 5, 6 -> {
                int length = draw.between(1, 12);
                message.u8(length).put(draw.noise(length)).u16(0xc000 | HEADER);
            }
            default -> message.u16(0xc000 | HEADER);
        }
    }
}
