package dev.lanyard.link;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The source of everything random: a stream of its own for each thing that has a name, so that another thing beside it changes
 * nothing for this one. Not for secrets.
 */
@FunctionalInterface
public interface RandomStreams {
    /**
     * A new generator at the beginning of the stream that belongs to a name.
     *
     * @param path the name in parts, from the general to the particular
     */
    RandomGenerator stream(String... path);

    /** Streams that depend on nothing but a seed and the name: the same on every machine and every JVM. */
    static RandomStreams seeded(long seed) {
        return path -> {
            // FNV-1a over the characters; a separator keeps (a, bc) and (ab, c) apart
            long hash = 0xcbf29ce484222325L;
            for (String part : path) {
                for (int i = 0; i < part.length(); i++) {
                    hash = (hash ^ part.charAt(i)) * 0x100000001b3L;
                }
                hash = (hash ^ 0x10000) * 0x100000001b3L;
            }
            // One step of the generator scatters the hash before the seed meets it
            return new SplittableRandom(seed ^ new SplittableRandom(hash).nextLong());
        };
    }
}
