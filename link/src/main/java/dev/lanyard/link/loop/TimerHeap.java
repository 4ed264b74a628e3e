package dev.lanyard.link.loop;

import java.util.Arrays;
import java.util.function.LongSupplier;

/** A binary heap of timers by (due time, tie-break, order of arrival) in which each timer knows its place. */
final class TimerHeap {
    private final LongSupplier tieBreaks;
    private LoopTimer[] heap = new LoopTimer[64];
    private int size;

    /**
     * @param tieBreaks drawn once for each timer; orders those that are due at the same time
     */
    TimerHeap(LongSupplier tieBreaks) {
        this.tieBreaks = tieBreaks;
    }

    void add(LoopTimer timer, long sequence) {
        timer.tieBreak = tieBreaks.getAsLong();
        timer.sequence = sequence;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        siftUp(size++, timer);
    }

    int size() {
        return size;
    }

    /** Due time of the earliest timer, or {@link Long#MAX_VALUE} if there is none. */
    long nextDue() {
        return size == 0 ? Long.MAX_VALUE : heap[0].due;
    }

    /** Takes out the earliest timer if it is due, else null. */
    LoopTimer pollDue(long now) {
        if (size == 0 || heap[0].due > now) {
            return null;
        }
        LoopTimer first = heap[0];
        removeAt(0);
        return first;
    }

    void remove(LoopTimer timer) {
        if (timer.index >= 0) {
            removeAt(timer.index);
        }
    }

    private void removeAt(int index) {
        heap[index].index = -1;
        LoopTimer last = heap[--size];
        heap[size] = null;
        if (index < size) {
            siftDown(index, last);
            if (heap[index] == last) {
                siftUp(index, last);
            }
        }
    }

    private void siftUp(int index, LoopTimer timer) {
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            if (!before(timer, heap[parent])) {
                break;
            }
            place(index, heap[parent]);
            index = parent;
        }
        place(index, timer);
    }

    private void siftDown(int index, LoopTimer timer) {
        while (true) {
            int child = 2 * index + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], timer)) {
                break;
            }
            place(index, heap[child]);
            index = child;
        }
        place(index, timer);
    }

    private void place(int index, LoopTimer timer) {
        heap[index] = timer;
        timer.index = index;
    }

    private static boolean before(LoopTimer a, LoopTimer b) {
        if (a.due != b.due) {
            return a.due < b.due;
        }
        return a.tieBreak != b.tieBreak ? a.tieBreak < b.tieBreak : a.sequence < b.sequence;
    }
}
