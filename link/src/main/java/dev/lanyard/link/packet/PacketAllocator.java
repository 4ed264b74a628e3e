package dev.lanyard.link.packet;

/** Where a layer that builds packets gets its buffers: a pool of direct ones under a tap, the heap in a simulation. */
@FunctionalInterface
public interface PacketAllocator {
    /** Heap buffers of exactly the size asked for. */
    PacketAllocator HEAP = PacketBuffer::allocate;

    /**
     * An empty buffer with {@link PacketBuffer#HEADROOM} in front. Never fails: a pool that has run out lends from the heap.
     *
     * @param capacity bytes of payload that must fit, 0 to 65,535
     */
    PacketBuffer allocate(int capacity);
}
