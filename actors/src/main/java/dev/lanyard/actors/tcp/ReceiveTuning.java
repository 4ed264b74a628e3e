package dev.lanyard.actors.tcp;

/**
 * Dynamic right-sizing: a receive buffer that follows what the application reads in a round trip, so that the window is no
 * limit to a peer in slow start, and an idle or slow connection keeps what it began with.
 */
final class ReceiveTuning {
    /** Longest round trip that is believed. */
    private static final long MAX_RTT = 5_000_000_000L;

    private int largest;
    private int capacity;
    /** From timestamps, in nanoseconds: 0 before the first. */
    private long echoed;

    private long roundStart;
    private long copied;
    private long mostCopied;

    /**
     * @param capacity what to begin with
     * @param largest what to grow to; the same for a buffer of a fixed size
     */
    ReceiveTuning(int capacity, int largest) {
        this.capacity = capacity;
        this.largest = largest;
        mostCopied = Math.max(1, capacity / 4);
    }

    /** A size that stays. */
    void fix(int bytes) {
        capacity = bytes;
        largest = bytes;
    }

    int capacity() {
        return capacity;
    }

    /** A full segment echoes a timestamp so old: at least a round trip ago, or more if the peer had nothing to send. */
    void onEcho(long age) {
        if (age <= 0 || age > MAX_RTT) {
            return;
        }
        echoed = echoed == 0 || age < echoed ? age : echoed + (age - echoed) / 8;
    }

    /**
     * The application has read something.
     *
     * @param srtt the sender's estimate in nanoseconds, or -1
     */
    void onRead(int count, int segmentSize, long srtt, long now) {
        if (capacity == largest) {
            return;
        }
        copied += count;
        // timestamps count milliseconds: one may be too many
        long rtt = Math.max(srtt, echoed - 1_000_000);
        if (rtt < 0 || now - roundStart < rtt) {
            return;
        }
        if (copied > mostCopied) {
            // a peer in slow start sends twice as much in the next round, and that while this one's ACKs are on the way
            boolean doubling = copied > mostCopied + mostCopied / 2;
            long wanted = (doubling ? 4 : 2) * copied + 16L * segmentSize;
            capacity = (int) Math.max(capacity, Math.min(wanted, largest));
            mostCopied = copied;
        }
        copied = 0;
        roundStart = now;
    }
}
