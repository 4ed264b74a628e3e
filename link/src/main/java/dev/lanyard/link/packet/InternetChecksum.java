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
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW = 0xffff_ffffL;

    private InternetChecksum() {}

    /** The sum of {@code length} bytes from an index; an odd last byte counts as if a zero followed. */
    public static int sum(ByteBuffer bytes, int index, int length) {
        long a = 0;
        long b = 0;
        int i = index;
        int end = index + length;
        for (; end - i >= 16; i += 16) {
            long x = (long) LONGS.get(bytes, i);
            long y = (long) LONGS.get(bytes, i + 8);
            a += (x & LOW) + (x >>> 32);
            b += (y & LOW) + (y >>> 32);
        }
        for (; end - i >= 4; i += 4) {
            a += (int) INTS.get(bytes, i) & LOW;
        }
        int folded = fold(a + b);
        long sum = SWAP ? Short.reverseBytes((short) folded) & 0xffff : folded;
        if (end - i >= 2) {
            sum += bytes.getShort(i) & 0xffff;
            i += 2;
        }
        if (end > i) {
            sum += (bytes.get(i) & 0xff) << 8;
        }
        return fold(sum);
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
