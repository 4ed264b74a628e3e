package dev.lanyard.link.packet;

/** A frame or packet to look at. Offsets are counted from its head; what is read behind {@link #length()} means nothing. */
public interface FrameView {
    /** Bytes. */
    int length();

    int getUnsignedByte(int offset);

    /** Big-endian, as all of these. */
    int getUnsignedShort(int offset);

    int getInt(int offset);

    /** The six octets at the offset, as in {@link dev.lanyard.link.MacAddress#value()}. */
    long getMac(int offset);
}
