package dev.lanyard.simulator.scenario;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;

/** The timeline of a run as a person reads it: {@code    1.000s client  ping: 64 bytes from …}. */
final class Transcript {
    private static final String WORLD = "world";

    private final Consumer<String> lines;
    private final int width;

    Transcript(Collection<String> nodes, Consumer<String> lines) {
        this.lines = lines;
        this.width = nodes.stream().mapToInt(String::length).reduce(WORLD.length(), Math::max);
    }

    void node(Duration at, String node, String text) {
        lines.accept(String.format(Locale.ROOT, "%8.3fs %-" + width + "s  %s", at.toNanos() / 1e9, node, text));
    }

    void world(Duration at, String text) {
        node(at, WORLD, text);
    }
}
