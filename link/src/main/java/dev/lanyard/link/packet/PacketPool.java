package dev.lanyard.link.packet;

import dev.lanyard.os.NativeMemory;
import java.nio.ByteBuffer;

/**
 * A fixed count of large direct buffers, lent and returned on the event loop's thread. One that finds the pool empty gets a
 * heap buffer instead, and {@link #spilled()} counts it.
 */
public final class PacketPool implements PacketAllocator {
    /** What fits behind the headroom: the largest IPv4 packet. */
    public static final int CAPACITY = 65_535;

    // An odd number of cache lines more than 64 KiB: the headers of neighbours fall into different cache sets.
    private static final int STRIDE = 65_536 + 64 * 5;

    private final PacketBuffer[] free;
    private int available;
    private long spilled;

    /**
     * @param count buffers of 64 KiB to reserve, at least 1
     */
    public PacketPool(int count) {
        ByteBuffer slab = NativeMemory.allocate(count * STRIDE);
        long address = NativeMemory.address(slab);
        free = new PacketBuffer[count];
        for (int i = 0; i < count; i++) {
            free[i] = new PacketBuffer(slab.slice(i * STRIDE, STRIDE), address + (long) i * STRIDE, this);
        }
        available = count;
    }

    @Override
    public PacketBuffer allocate(int capacity) {
        if (available == 0 || capacity > CAPACITY) {
            spilled++;
            return PacketBuffer.allocate(capacity);
        }
        PacketBuffer packet = free[--available];
        packet.reset();
        return packet;
    }

    void give(PacketBuffer packet) {
        free[available++] = packet;
    }

    /** Buffers that are not lent. */
    public int available() {
        return available;
    }

    /** Buffers in all. */
    public int size() {
        return free.length;
    }

    /** Requests that were met from the heap because the pool was empty. */
    public long spilled() {
        return spilled;
    }
}
