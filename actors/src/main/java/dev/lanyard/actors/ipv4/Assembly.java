package dev.lanyard.actors.ipv4;

import dev.lanyard.link.packet.PacketBuffer;
import java.util.Arrays;

/** One datagram whose fragments are being put together: its bytes so far and what is missing (RFC 815). */
final class Assembly {
    /** What an assembly costs besides its bytes. */
    static final int OVERHEAD = 256;

    private static final int MAXIMUM_LENGTH = 65_535;
    private static final int SMALLEST = 2048;
    private static final int INFINITE = Integer.MAX_VALUE;

    /** Nanoseconds; when the first of its fragments came, whichever that was. */
    final long created;

    private byte[] bytes = new byte[SMALLEST];
    /** Holes as pairs of first byte and the one behind the last, in order, apart from each other. */
    private int[] holes = {0, INFINITE};

    private int holeCount = 1;
    private int total = -1;
    private byte[] firstHeader;
    private int firstLength;
    private int congestionMarks;

    Assembly(long created) {
        this.created = created;
    }

    /** Bytes of memory. */
    int cost() {
        return OVERHEAD + bytes.length + holes.length * 4;
    }

    /**
     * Takes in what a fragment carries. Bytes that came before are accepted if they are the same again, as the network may
     * duplicate; otherwise fragments overlap, and nobody knows which of them is meant (RFC 1858 §4, RFC 5722 §3).
     *
     * @param fragment head at a valid header, cut to its total length; stays the caller's
     * @return null, or why the datagram cannot be what its sender sent
     */
    Ipv4Drop add(PacketBuffer fragment) {
        int header = Ipv4Header.length(fragment);
        int field = fragment.getUnsignedShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET);
        int start = (field & Ipv4Header.FRAGMENT_OFFSET_MASK) * 8;
        int end = start + fragment.length() - header;
        boolean last = (field & Ipv4Header.MORE_FRAGMENTS) == 0;
        if (total >= 0 && (end > total || last && end != total)
                || last && total < 0 && end < holes[2 * holeCount - 2]) {
            return Ipv4Drop.FRAGMENTS_CONTRADICT; // two last ones, or one behind the last
        }
        int hole = holeOf(start, end);
        if (hole < 0 && !repeats(fragment, header, start, end)) {
            return Ipv4Drop.FRAGMENTS_OVERLAP;
        }
        congestionMarks |= 1 << (fragment.getUnsignedByte(Ipv4Header.TOS_OFFSET) & 3);
        if (hole >= 0) {
            room(end);
            fragment.getBytes(header, bytes, start, end - start);
            fill(hole, start, end);
        }
        if (last && total < 0) {
            total = end;
            if (holes[2 * holeCount - 1] == INFINITE) {
                holeCount--; // what follows the last byte is not missing
            }
        }
        if (start == 0 && firstHeader == null) {
            firstHeader = new byte[header];
            fragment.getBytes(0, firstHeader, 0, header);
            firstLength = end;
        }
        return firstHeader != null && total + firstHeader.length > MAXIMUM_LENGTH ? Ipv4Drop.FRAGMENTS_TOO_LARGE : null;
    }

    boolean isComplete() {
        return total >= 0 && holeCount == 0;
    }

    /** Whether fragment zero is there. */
    boolean hasFirst() {
        return firstHeader != null;
    }

    /**
     * The complete datagram, head at its header. Of its ECN field: congestion that one fragment met, the datagram met
     * (RFC 3168 §5.3); null if fragments disagree on whether the field means anything.
     */
    PacketBuffer datagram() {
        int ecn = congestionMarks >= 8 ? 3 : -1;
        if (ecn == 3 && (congestionMarks & 1) != 0) {
            return null;
        }
        PacketBuffer packet = build(total);
        packet.putShort(Ipv4Header.TOTAL_LENGTH_OFFSET, packet.length());
        packet.putShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET, 0);
        if (ecn == 3) {
            packet.putByte(Ipv4Header.TOS_OFFSET, packet.getUnsignedByte(Ipv4Header.TOS_OFFSET) | 3);
        }
        Fragmenter.seal(packet, firstHeader.length);
        return packet;
    }

    /** Fragment zero as it came, for an error to quote. */
    PacketBuffer first() {
        return build(firstLength);
    }

    private PacketBuffer build(int length) {
        PacketBuffer packet = PacketBuffer.allocate(firstHeader.length + length);
        packet.append(firstHeader, 0, firstHeader.length);
        packet.append(bytes, 0, length);
        packet.markNetworkHeader();
        return packet;
    }

    /** The index of the hole that the bytes fit into wholly, or -1. */
    private int holeOf(int start, int end) {
        int low = 0;
        int high = holeCount - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (holes[2 * middle + 1] <= start) {
                low = middle + 1;
            } else if (holes[2 * middle] > start) {
                high = middle - 1;
            } else {
                return end <= holes[2 * middle + 1] ? middle : -1;
            }
        }
        return -1;
    }

    private boolean repeats(PacketBuffer fragment, int header, int start, int end) {
        for (int i = 0; i < holeCount; i++) {
            if (start < holes[2 * i + 1] && holes[2 * i] < end) {
                return false;
            }
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] != fragment.getByte(header + i - start)) {
                return false;
            }
        }
        return true;
    }

    private void room(int end) {
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, Math.min(2 * bytes.length, MAXIMUM_LENGTH)));
        }
    }

    private void fill(int hole, int start, int end) {
        int from = holes[2 * hole];
        int to = holes[2 * hole + 1];
        if (from == start && to == end) {
            remove(hole);
        } else if (from == start) {
            holes[2 * hole] = end;
        } else {
            holes[2 * hole + 1] = start;
            if (end < to) {
                insert(hole + 1, end, to);
            }
        }
    }

    private void remove(int hole) {
        System.arraycopy(holes, 2 * hole + 2, holes, 2 * hole, 2 * (holeCount - hole - 1));
        holeCount--;
    }

    private void insert(int hole, int from, int to) {
        if (2 * holeCount == holes.length) {
            holes = Arrays.copyOf(holes, 2 * holes.length);
        }
        System.arraycopy(holes, 2 * hole, holes, 2 * hole + 2, 2 * (holeCount - hole));
        holes[2 * hole] = from;
        holes[2 * hole + 1] = to;
        holeCount++;
    }
}
