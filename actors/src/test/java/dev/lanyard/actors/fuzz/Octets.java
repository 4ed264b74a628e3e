package dev.lanyard.actors.fuzz;

import java.util.Arrays;

/** Bytes that are written one field after the other, in network byte order. */
public final class Octets {
    private byte[] bytes = new byte[128];
    private int length;

    public Octets u8(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
        return this;
    }

    public Octets u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public Octets u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    /** The six octets of a hardware address. */
    public Octets mac(long value) {
        return u16((int) (value >>> 32)).u32((int) value);
    }

    public Octets put(byte[] source) {
        return put(source, 0, source.length);
    }

    public Octets put(byte[] source, int from, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    public Octets zeros(int count) {
        return put(new byte[count]);
    }

    public Octets set16(int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
        return this;
    }

    public int length() {
        return length;
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    public static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    public static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    public static int u32(byte[] bytes, int at) {
        return u16(bytes, at) << 16 | u16(bytes, at + 2);
    }

    public static void u16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }
}
