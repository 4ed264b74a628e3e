package dev.lanyard.actors.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Choices of a generator, all from one seed. Numbers lean to where parsers err: zero, one, the largest, and beside them. */
public final class Draw {
    private final SplittableRandom random;

    public Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    /** 0 to bound - 1. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code low} to {@code high}, both included. */
    public int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    public boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    /** Any 32 bits. */
    public int word() {
        return random.nextInt();
    }

    public int of(int... values) {
        return values[random.nextInt(values.length)];
    }

    public <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** A byte's value, often a boundary. */
    public int octet() {
        return oneIn(2) ? of(0, 1, 2, 3, 4, 5, 7, 8, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xfe, 0xff) : below(256);
    }

    /** 16 bits, often a boundary. */
    public int number() {
        return oneIn(2)
                ? of(0, 1, 7, 8, 19, 20, 21, 67, 68, 255, 256, 576, 1499, 1500, 0x7fff, 0x8000, 0xfffe, 0xffff)
                : below(0x1_0000);
    }

    /** The value itself most times, else something beside it, in its surroundings, or anywhere. */
    public int near(int value) {
        return switch (below(16)) {
            case 0 -> value + between(-2, 2);
            case 1 -> value + between(-1500, 1500);
            case 2 -> value + between(-100_000, 100_000);
            case 3 -> oneIn(4) ? word() : value;
            default -> value;
        };
    }

    public byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
