package dev.lanyard.actors.tcp;

import java.util.Arrays;

/**
 * What was sent and is not yet acknowledged: entries in order of sequence, each as it was last sent, with flags. They cover
 * SND.UNA to SND.NXT without a gap, so an entry stores its end only. Kept in parallel arrays used as a ring.
 */
abstract class SentSegments {
    /** Most entries kept; the sender pauses when there are as many. */
    static final int LIMIT = 1 << 15;

    private static final int[] NO_INTS = new int[0];
    private static final long[] NO_LONGS = new long[0];
    private static final byte[] NO_BYTES = new byte[0];

    private int[] ends = NO_INTS;
    private long[] sentAt = NO_LONGS;
    private byte[] flags = NO_BYTES;
    private int first;
    private int count;
    private int start;

    final boolean isEmpty() {
        return count == 0;
    }

    final boolean isFull() {
        return count >= LIMIT;
    }

    final int count() {
        return count;
    }

    /** SND.UNA. */
    final int start() {
        return start;
    }

    final int start(int i) {
        return i == 0 ? start : ends[slot(i - 1)];
    }

    final int end(int i) {
        return ends[slot(i)];
    }

    final int length(int i) {
        return end(i) - start(i);
    }

    final int flags(int i) {
        return flags[slot(i)];
    }

    final boolean has(int i, int flag) {
        return (flags[slot(i)] & flag) != 0;
    }

    final long sentAt(int i) {
        return sentAt[slot(i)];
    }

    /** Everything sent and not cumulatively acknowledged. */
    final int outstanding() {
        return count == 0 ? 0 : end(count - 1) - start;
    }

    private int slot(int i) {
        return first + i & ends.length - 1;
    }

    /** Makes this empty at a sequence number. */
    final void clear(int seq) {
        start = seq;
        first = 0;
        count = 0;
        ends = NO_INTS;
        sentAt = NO_LONGS;
        flags = NO_BYTES;
    }

    /** Something new was sent, up to there. */
    final void push(int end, long now) {
        if (count == ends.length) {
            grow();
        }
        int slot = slot(count++);
        ends[slot] = end;
        sentAt[slot] = now;
        flags[slot] = 0;
    }

    private void grow() {
        int size = Math.max(8, 2 * ends.length);
        int[] newEnds = new int[size];
        long[] newSentAt = new long[size];
        byte[] newFlags = new byte[size];
        for (int i = 0; i < count; i++) {
            int slot = slot(i);
            newEnds[i] = ends[slot];
            newSentAt[i] = sentAt[slot];
            newFlags[i] = flags[slot];
        }
        ends = newEnds;
        sentAt = newSentAt;
        flags = newFlags;
        first = 0;
    }

    /** Removes the first entry. */
    final void pop() {
        start = end(0);
        first = slot(1);
        count--;
    }

    /** SND.UNA moves into the first entry. */
    final void cutFront(int seq) {
        start = seq;
    }

    final void flags(int i, int set, int clear) {
        int slot = slot(i);
        flags[slot] = (byte) (flags[slot] & ~clear | set);
    }

    final void sentAt(int i, long now) {
        sentAt[slot(i)] = now;
    }

    /** Cuts an entry in two at a sequence number inside it. */
    final void split(int i, int seq) {
        if (count == ends.length) {
            grow();
        }
        for (int j = count; j > i; j--) {
            int to = slot(j);
            int from = slot(j - 1);
            ends[to] = ends[from];
            sentAt[to] = sentAt[from];
            flags[to] = flags[from];
        }
        count++;
        ends[slot(i)] = seq;
    }

    /** Index of the entry that holds a sequence number at or behind SND.UNA; {@link #count()} if there is none. */
    final int indexOf(int seq) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (SeqNumber.atMost(end(middle), seq)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Gives memory back if there is nothing. */
    final void trim() {
        if (count == 0 && ends.length > 0) {
            ends = Arrays.copyOf(ends, 0);
            sentAt = NO_LONGS;
            flags = NO_BYTES;
            first = 0;
        }
    }
}
