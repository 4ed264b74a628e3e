package dev.lanyard.link.lan;

import dev.lanyard.link.packet.PacketBuffer;
import java.util.Arrays;

/** The frames under way in a LAN, by (time, order of adding): a binary heap whose entries are used again. */
final class DeliveryQueue {
    /** Most frames under way at one time. */
    static final int LIMIT = 1 << 20;

    private static final int SPARES = 1024;

    private Entry[] heap = new Entry[16];
    private int size;
    private long sequence;
    private final Entry[] spares = new Entry[SPARES];
    private int spareCount;

    /** A frame on its way. Belongs to the caller of {@link #pollDue} until it is recycled. */
    static final class Entry {
        private long sequence;
        long time;
        PacketBuffer frame;
        int from;
        int to;
    }

    /** Adds a frame; returns false if too many are under way. */
    boolean add(long time, PacketBuffer frame, int from, int to) {
        if (size == LIMIT) {
            return false;
        }
        Entry entry = spareCount > 0 ? spares[--spareCount] : new Entry();
        entry.time = time;
        entry.sequence = sequence++;
        entry.frame = frame;
        entry.from = from;
        entry.to = to;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        siftUp(size++, entry);
        return true;
    }

    int size() {
        return size;
    }

    /** Time of the earliest frame, or {@link Long#MAX_VALUE} if there is none. */
    long nextDue() {
        return size == 0 ? Long.MAX_VALUE : heap[0].time;
    }

    /** Takes out the earliest frame if it is due, else null. Give the entry back with {@link #recycle}. */
    Entry pollDue(long now) {
        if (size == 0 || heap[0].time > now) {
            return null;
        }
        Entry entry = heap[0];
        Entry last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            siftDown(last);
        }
        return entry;
    }

    /** Takes back an entry that was read. */
    void recycle(Entry entry) {
        entry.frame = null;
        if (spareCount < SPARES) {
            spares[spareCount++] = entry;
        }
    }

    private void siftUp(int index, Entry entry) {
        while (index > 0) {
            int parent = index - 1 >>> 1;
            if (!before(entry, heap[parent])) {
                break;
            }
            heap[index] = heap[parent];
            index = parent;
        }
        heap[index] = entry;
    }

    private void siftDown(Entry entry) {
        int index = 0;
        while (true) {
            int child = 2 * index + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], entry)) {
                break;
            }
            heap[index] = heap[child];
            index = child;
        }
        heap[index] = entry;
    }

    private static boolean before(Entry a, Entry b) {
        return a.time != b.time ? a.time < b.time : a.sequence < b.sequence;
    }
}
