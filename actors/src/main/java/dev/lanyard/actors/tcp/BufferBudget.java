package dev.lanyard.actors.tcp;

/**
 * The memory that buffers of all connections of a node hold together, against its limit. At the limit no buffer grows beyond a
 * small size, which every connection may have in any case, so that each still makes progress: the bound is the limit and
 * {@link #ALWAYS} for each buffer.
 */
final class BufferBudget {
    /** Bytes that a buffer may hold even if the node has no more. */
    static final int ALWAYS = 4096;

    private final long limit;
    private long used;

    BufferBudget(long limit) {
        this.limit = limit;
    }

    /** Bytes held. */
    long used() {
        return used;
    }

    /** A buffer has changed its size. */
    void change(int bytes) {
        used += bytes;
    }

    /** The most that a buffer which holds {@code allocated} bytes may hold now; buffers grow by powers of two. */
    int most(int allocated) {
        long room = Math.min(limit - used, 1 << 30);
        int reachable = room <= 0 ? 0 : Integer.highestOneBit((int) Math.min(1 << 30, allocated + room));
        return Math.max(Math.max(allocated, reachable), ALWAYS);
    }

    /** Whether a buffer that holds {@code allocated} bytes may grow to hold {@code total}. */
    boolean allows(int total, int allocated) {
        return total <= allocated || total <= most(allocated);
    }
}
