package dev.lanyard.link.pcapng;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what the tests need of a pcapng file, written from the draft and not from the writer. Fails on anything malformed. */
public final class PcapngReader {
    public final List<String> interfaces = new ArrayList<>();
    public final List<Packet> packets = new ArrayList<>();
    public String application;

    /** A packet; flags as in epb_flags: 1 inbound, 2 outbound. */
    public record Packet(int networkInterface, long nanos, byte[] bytes, int flags, String comment) {}

    public PcapngReader(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            assertEquals(0, length % 4);
            assertEquals(length, in.getInt(start + length - 4));
            ByteBuffer body = in.slice(start + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN);
            switch (type) {
                case 0x0A0D0D0A -> section(body, start);
                case 1 -> networkInterface(body);
                case 6 -> packet(body);
                default -> throw new AssertionError("block type " + type);
            }
            in.position(start + length);
        }
    }

    private void section(ByteBuffer body, int start) {
        assertEquals(0, start);
        assertEquals(0x1A2B3C4D, body.getInt());
        assertEquals(1, body.getShort());
        assertEquals(0, body.getShort());
        assertEquals(-1, body.getLong());
        application = text(options(body).get(4));
    }

    private void networkInterface(ByteBuffer body) {
        assertEquals(1, body.getShort());
        body.getShort();
        assertEquals(0, body.getInt());
        Map<Integer, byte[]> options = options(body);
        assertEquals(9, options.get(9)[0]);
        interfaces.add(text(options.get(2)));
    }

    private void packet(ByteBuffer body) {
        int networkInterface = body.getInt();
        assertTrue(networkInterface >= 0 && networkInterface < interfaces.size());
        long nanos = (long) body.getInt() << 32 | body.getInt() & 0xffff_ffffL;
        byte[] bytes = new byte[body.getInt()];
        assertEquals(bytes.length, body.getInt());
        body.get(bytes);
        skipPadding(body, bytes.length);
        Map<Integer, byte[]> options = options(body);
        int flags =
                ByteBuffer.wrap(options.get(2)).order(ByteOrder.LITTLE_ENDIAN).getInt();
        packets.add(new Packet(networkInterface, nanos, bytes, flags, text(options.get(1))));
    }

    private static Map<Integer, byte[]> options(ByteBuffer body) {
        Map<Integer, byte[]> options = new LinkedHashMap<>();
        while (true) {
            int code = body.getShort() & 0xffff;
            byte[] value = new byte[body.getShort() & 0xffff];
            body.get(value);
            skipPadding(body, value.length);
            if (code == 0) {
                assertEquals(0, value.length);
                assertEquals(0, body.remaining());
                return options;
            }
            options.put(code, value);
        }
    }

    private static void skipPadding(ByteBuffer body, int length) {
        for (int i = length; i % 4 != 0; i++) {
            assertEquals(0, body.get());
        }
    }

    private static String text(byte[] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
