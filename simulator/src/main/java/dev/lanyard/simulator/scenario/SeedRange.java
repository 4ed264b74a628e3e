package dev.lanyard.simulator.scenario;

/**
 * Seeds to run a scenario with.
 *
 * @param last at least the first
 */
public record SeedRange(long first, long last) {
    public SeedRange {
        if (last < first) {
            throw new IllegalArgumentException(first + ".." + last + " has no seed: write the lower one first");
        }
    }

    /**
     * Parses {@code N} or {@code A..B}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static SeedRange parse(String text) {
        try {
            int dots = text.indexOf("..");
            return dots < 0
                    ? new SeedRange(Long.parseLong(text), Long.parseLong(text))
                    : new SeedRange(Long.parseLong(text.substring(0, dots)), Long.parseLong(text.substring(dots + 2)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither a seed nor a range of seeds: write 7 or 1..100");
        }
    }

    public boolean isSingle() {
        return first == last;
    }
}
