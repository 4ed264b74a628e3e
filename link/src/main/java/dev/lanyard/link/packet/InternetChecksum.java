package dev.lanyard.link.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071). Sums are folded 16-bit one's complement sums in network byte order, 0 to 0xffff; the
 * checksum field holds their complement.
 */
public final class InternetChecksum {
    private static final VarHandle BUFFER_INTS =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle ARRAY_INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW = 0xffff_ffffL;

    private InternetChecksum() {}

    /** The sum of {@code length} bytes from an index; an odd last byte counts as if a zero followed. */
    public static int sum(ByteBuffer bytes, int index, int length) {
        int whole = length & ~3;
        int folded = fold(
                bytes.hasArray() ? ints(bytes.array(), bytes.arrayOffset() + index, whole) : ints(bytes, index, whole));
        long sum = SWAP ? Short.reverseBytes((short) folded) & 0xffff : folded;
        int i = index + whole;
        if ((length & 2) != 0) {
            sum += bytes.getShort(i) & 0xffff;
            i += 2;
        }
        if ((length & 1) != 0) {
            sum += (bytes.get(i) & 0xff) << 8;
        }
        return fold(sum);
    }

    // Two loops, one for each kind of memory, and in the plainest form there is: so the compiler drops the bounds
    // checks, and newer
    // ones add several words at once.

    private static long ints(ByteBuffer bytes, int index, int length) {
        long sum = 0;
        int limit = index + length - 3;
        for (int i = index; i < limit; i += Integer.BYTES) {
            sum += (int) BUFFER_INTS.get(bytes, i) & LOW;
        }
        return sum;
    }

    private static long ints(byte[] bytes, int index, int length) {
        long sum = 0;
        int limit = index + length - 3;
        for (int i = index; i < limit; i += Integer.BYTES) {
            sum += (int) ARRAY_INTS.get(bytes, i) & LOW;
        }
        return sum;
    }

    /** Folds carries into the low 16 bits. */
    public static int fold(long sum) {
        sum = (sum & LOW) + (sum >>> 32);
        sum = (sum & LOW) + (sum >>> 32);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (int) sum;
    }

    /** The sum of the IPv4 pseudo-header of TCP and UDP (RFC 9293 §3.1, RFC 768). */
    public static int pseudoHeader(int source, int destination, int protocol, int length) {
        return fold((source & LOW) + (destination & LOW) + protocol + length);
    }

    /** The checksum field for a sum. */
    public static int complement(int sum) {
        return ~sum & 0xffff;
    }
}
