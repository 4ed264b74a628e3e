package dev.lanyard.actors.fuzz;

import java.util.Arrays;

/** Damages bytes without knowing what they are. */
public final class Mutator {
    private final Draw draw;

    public Mutator(Draw draw) {
        this.draw = draw;
    }

    /**
     * A damaged copy: some bits flipped, bytes or 16-bit fields overwritten, a piece cut out, repeated, or the end cut off.
     *
     * @param from the first byte that may be damaged
     */
    public byte[] mutate(byte[] original, int from) {
        byte[] bytes = original.clone();
        for (int changes = 1 + draw.below(3); changes > 0; changes--) {
            bytes = change(bytes, from);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, int from) {
        int span = bytes.length - from;
        if (span < 4) {
            return Arrays.copyOf(bytes, bytes.length + draw.below(8));
        }
        int at = from + draw.below(span);
        switch (draw.below(8)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << draw.below(8));
            case 2 -> bytes[at] = (byte) draw.octet();
            case 3 -> Octets.u16(bytes, Math.min(at, bytes.length - 2), draw.number());
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                return Arrays.copyOf(bytes, bytes.length + draw.between(1, 64));
            }
            case 6 -> {
                int count = Math.min(draw.between(1, 16), bytes.length - at);
                System.arraycopy(bytes, at + count, bytes, at, bytes.length - at - count);
                return Arrays.copyOf(bytes, bytes.length - count);
            }
            default -> {
                int count = Math.min(draw.between(1, 16), bytes.length - at);
                int to = from + draw.below(span - count + 1);
                System.arraycopy(bytes, at, bytes, to, count);
            }
        }
        return bytes;
    }
}
