package dev.lanyard.actors.tcp;

import java.nio.ByteBuffer;

/**
 * Bytes in a ring that grows by powers of two while they need room and holds no array at all once it was trimmed. Offsets
 * count from the first byte. What lies behind {@link #length()} may be written to ahead of time ({@link #put}) and joins
 * with {@link #extend}: that is where a receiver keeps what arrives out of order.
 */
final class ByteRing {
    private static final int SMALLEST = 512;
    private static final byte[] NONE = new byte[0];

    private final BufferBudget budget;
    private byte[] ring = NONE;
    private int first;
    private int length;

    ByteRing(BufferBudget budget) {
        this.budget = budget;
    }

    int length() {
        return length;
    }

    /** Bytes of memory held. */
    int allocated() {
        return ring.length;
    }

    /** Bytes that the node lets it hold now. */
    int most() {
        return budget.most(ring.length);
    }

    byte[] array() {
        return ring;
    }

    /** Index in {@link #array()} of the byte at an offset. */
    int index(int offset) {
        return first + offset & ring.length - 1;
    }

    /** Makes room for {@code total} bytes in all; {@code kept} of them are there, behind {@link #length()} or before. */
    void reserve(int total, int kept) {
        if (total <= ring.length) {
            return;
        }
        int size = Math.max(SMALLEST, Integer.highestOneBit(total - 1) << 1);
        byte[] larger = new byte[size];
        budget.change(size - ring.length);
        int head = Math.min(kept, ring.length - first);
        System.arraycopy(ring, first, larger, 0, head);
        System.arraycopy(ring, 0, larger, head, kept - head);
        ring = larger;
        first = 0;
    }

    /** Appends what fits into {@code limit} bytes in all, consumes it from the source and says how many bytes that was. */
    int append(ByteBuffer source, int limit) {
        int count = Math.min(source.remaining(), limit - length);
        if (count <= 0) {
            return 0;
        }
        reserve(length + count, length);
        int at = index(length);
        int head = Math.min(count, ring.length - at);
        source.get(ring, at, head);
        source.get(ring, 0, count - head);
        length += count;
        return count;
    }

    /** Writes at an offset, for which room was reserved, without making the bytes part of the ring. */
    void put(int offset, ByteBuffer source, int index, int count) {
        int at = index(offset);
        int head = Math.min(count, ring.length - at);
        source.get(index, ring, at, head);
        source.get(index + head, ring, 0, count - head);
    }

    /** Makes the next bytes, which {@link #put} has written, part of the ring. */
    void extend(int count) {
        length += count;
    }

    /** Moves what fits from the front to the target and says how many bytes that was. */
    int take(ByteBuffer target, boolean keepsMore) {
        int count = Math.min(target.remaining(), length);
        if (count == 0) {
            return 0;
        }
        int head = Math.min(count, ring.length - first);
        target.put(ring, first, head);
        target.put(ring, 0, count - head);
        release(count, keepsMore);
        return count;
    }

    /**
     * Forgets bytes at the front.
     *
     * @param keepsMore whether there are bytes behind {@link #length()} that have to stay where they are
     */
    void release(int count, boolean keepsMore) {
        length -= count;
        // starting over at the front keeps a stream whose reader keeps up in the same few cache lines
        first = length == 0 && !keepsMore ? 0 : index(count);
    }

    /** Gives the memory back if nothing is in it. */
    void trim() {
        if (length == 0) {
            budget.change(-ring.length);
            ring = NONE;
            first = 0;
        }
    }

    /** Forgets everything. */
    void discard() {
        length = 0;
        trim();
    }
}
