package dev.lanyard.actors.tcp;

/** Reads the SACK blocks of an ACK into the scoreboard, and finds the one that reports a duplicate (RFC 2018, RFC 2883). */
final class SackReader {
    private final SendSequence sequence;
    private final RetransmissionQueue queue;
    private boolean duplicate;
    private int duplicateLeft;
    private int duplicateRight;
    private long duplicates;

    SackReader(SendSequence sequence, RetransmissionQueue queue) {
        this.sequence = sequence;
        this.queue = queue;
    }

    /** Segments that the peer says it received twice. */
    long duplicates() {
        return duplicates;
    }

    /** Whether the last ACK reported a duplicate, and which. */
    boolean hasDuplicate() {
        return duplicate;
    }

    int duplicateLeft() {
        return duplicateLeft;
    }

    int duplicateRight() {
        return duplicateRight;
    }

    /**
     * Records the blocks that make sense (RFC 2018 §5).
     *
     * @return bytes reported for the first time
     */
    int read(TcpSegment segment, int mss) {
        duplicate = false;
        int reported = 0;
        for (int i = 0; i < segment.sackBlocks; i++) {
            int left = segment.sackEdges[2 * i];
            int right = segment.sackEdges[2 * i + 1];
            if (i == 0 && isDuplicate(segment, left, right)) {
                duplicates++;
                int length = right - left;
                duplicate = length > 0 && length <= sequence.maxSndWnd;
                duplicateLeft = left;
                duplicateRight = right;
                continue;
            }
            boolean valid = SeqNumber.lessThan(left, right)
                    && SeqNumber.greaterThan(right, sequence.sndUna)
                    && SeqNumber.atMost(right, sequence.sndNxt)
                    && SeqNumber.atLeast(left, sequence.sndUna);
            if (valid) {
                reported += queue.sack(left, right, mss);
            }
        }
        return reported;
    }

    /** RFC 2883 §5: the first block lies below the ACK, or inside the second. */
    private static boolean isDuplicate(TcpSegment segment, int left, int right) {
        if (SeqNumber.atMost(right, segment.ack)) {
            return true;
        }
        return segment.sackBlocks > 1
                && SeqNumber.atLeast(left, segment.sackEdges[2])
                && SeqNumber.atMost(right, segment.sackEdges[3]);
    }
}
