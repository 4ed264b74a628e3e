package dev.lanyard.link;

import java.util.HexFormat;

/**
 * An IEEE 802 48-bit address, kept in the low 48 bits of a long in transmission order.
 *
 * @param value 0 to 2^48 - 1
 */
public record MacAddress(long value) implements Comparable<MacAddress> {
    public static final int LENGTH = 6;
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    public static final MacAddress ZERO = new MacAddress(0);

    private static final long GROUP_BIT = 1L << 40;
    private static final long LOCAL_BIT = 1L << 41;
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    public MacAddress {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("not a 48-bit address: 0x" + Long.toHexString(value));
        }
    }

    /**
     * Parses six hexadecimal octets joined by colons or hyphens.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static MacAddress parse(String text) {
        String[] octets = text.split("[:-]", -1);
        if (octets.length != LENGTH) {
            throw malformed(text);
        }
        long value = 0;
        for (String octet : octets) {
            if (!octet.matches("[0-9a-fA-F]{1,2}")) {
                throw malformed(text);
            }
            value = value << 8 | Integer.parseInt(octet, 16);
        }
        return new MacAddress(value);
    }

    /** A locally administered unicast address made of 40 of the given bits (IEEE 802-2014 §8.2). */
    public static MacAddress locallyAdministered(long bits) {
        return new MacAddress((bits & 0xff_ffff_ffffL) | LOCAL_BIT);
    }

    /** Whether the address names a group of stations: multicast or broadcast. */
    public boolean isGroup() {
        return isGroup(value);
    }

    public static boolean isGroup(long address) {
        return (address & GROUP_BIT) != 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        byte[] octets = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            octets[i] = (byte) (value >>> (40 - 8 * i));
        }
        return COLONS.formatHex(octets);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a MAC address: write six hexadecimal octets, as in 02:00:00:00:00:01");
    }
}
