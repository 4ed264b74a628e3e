package dev.lanyard.actors.tcp;

import java.util.Arrays;

/**
 * Which parts of the stream behind RCV.NXT have arrived: disjoint intervals in order, of a bounded count, that do not touch.
 * Each knows when it last grew, since SACK blocks go out with the newest first (RFC 2018 §4).
 */
final class Reassembly {
    /** Most intervals kept. */
    static final int LIMIT = 128;

    private static final int[] NONE = new int[0];

    private int[] left = NONE;
    private int[] right = NONE;
    private int[] touched = NONE;
    private int count;
    private int clock;

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    int left(int i) {
        return left[i];
    }

    int right(int i) {
        return right[i];
    }

    /** The end of the highest interval. There must be one. */
    int highest() {
        return right[count - 1];
    }

    /** Index of the first interval that ends behind the sequence number. */
    int firstEndingAfter(int seq) {
        int i = 0;
        while (i < count && SeqNumber.atMost(right[i], seq)) {
            i++;
        }
        return i;
    }

    /** Whether all of the range is there. */
    boolean covers(int start, int end) {
        int i = firstEndingAfter(start);
        return i < count && SeqNumber.atMost(left[i], start) && SeqNumber.atMost(end, right[i]);
    }

    /**
     * Adds a range that is not empty.
     *
     * @return whether there was room for it
     */
    boolean add(int start, int end) {
        int i = 0;
        while (i < count && SeqNumber.lessThan(right[i], start)) {
            i++;
        }
        int j = i;
        while (j < count && SeqNumber.atMost(left[j], end)) {
            start = SeqNumber.min(start, left[j]);
            end = SeqNumber.max(end, right[j]);
            j++;
        }
        if (i == j && !insert(i)) {
            return false;
        }
        remove(i + 1, j);
        left[i] = start;
        right[i] = end;
        touched[i] = ++clock;
        return true;
    }

    private boolean insert(int i) {
        if (count == LIMIT) {
            return false;
        }
        if (count == left.length) {
            int size = Math.max(4, 2 * count);
            left = Arrays.copyOf(left, size);
            right = Arrays.copyOf(right, size);
            touched = Arrays.copyOf(touched, size);
        }
        move(i, i + 1);
        count++;
        return true;
    }

    private void remove(int from, int to) {
        if (from < to) {
            move(to, from);
            count -= to - from;
        }
    }

    private void move(int from, int to) {
        System.arraycopy(left, from, left, to, count - from);
        System.arraycopy(right, from, right, to, count - from);
        System.arraycopy(touched, from, touched, to, count - from);
    }

    /** Removes what has come into order and returns the new RCV.NXT. */
    int advance(int rcvNxt) {
        int gone = 0;
        while (gone < count && SeqNumber.atMost(left[gone], rcvNxt)) {
            rcvNxt = SeqNumber.max(rcvNxt, right[gone]);
            gone++;
        }
        remove(0, gone);
        return rcvNxt;
    }

    /** Adds the intervals that changed last, newest first, until the segment has {@code limit} blocks. */
    void report(TcpSegment segment, int limit) {
        int before = Integer.MAX_VALUE;
        int reported = 0;
        while (segment.sackBlocks < limit && reported < count) {
            int newest = -1;
            for (int i = 0; i < count; i++) {
                if (touched[i] < before && (newest < 0 || touched[i] > touched[newest])) {
                    newest = i;
                }
            }
            segment.addSackBlock(left[newest], right[newest]);
            before = touched[newest];
            reported++;
        }
    }

    /** Forgets everything. */
    void clear() {
        count = 0;
        left = NONE;
        right = NONE;
        touched = NONE;
    }

    /** Gives memory back if nothing is out of order. */
    void trim() {
        if (count == 0) {
            clear();
        }
    }
}
