package dev.lanyard.simulator.scenario;

import dev.lanyard.link.lan.Impairments;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What a link can do to frames, by the words that a net's declaration and {@code link NET set} share. */
final class ImpairmentKeys {
    private static final String UNLIMITED = "unlimited";
    private static final Map<String, BiFunction<Impairments, String, Impairments>> KEYS = new TreeMap<>(Map.of(
            "delay", (link, text) -> link.withDelay(Units.duration(text)),
            "jitter", (link, text) -> link.withJitter(Units.duration(text)),
            "rate", (link, text) -> link.withRate(text.equals(UNLIMITED) ? 0 : Units.rate(text)),
            "queue", (link, text) -> link.withQueueLimit(Units.packets(text)),
            "loss", (link, text) -> link.withLoss(Units.percentage(text)),
            "duplicate", (link, text) -> link.withDuplicate(Units.percentage(text)),
            "reorder", (link, text) -> link.withReorder(Units.percentage(text)),
            "corrupt", (link, text) -> link.withCorrupt(Units.percentage(text)),
            "black-hole", (link, text) -> link.withBlackHole(Units.packetSize(text))));

    private ImpairmentKeys() {}

    static Set<String> names() {
        return Collections.unmodifiableSet(KEYS.keySet());
    }

    /**
     * The same with one property changed.
     *
     * @throws IllegalArgumentException if there is no such property or the text is not a value of it
     */
    static Impairments with(Impairments link, String key, String text) {
        BiFunction<Impairments, String, Impairments> change = KEYS.get(key);
        if (change == null) {
            throw new IllegalArgumentException(
                    "'" + key + "' is not a property of a link; there are: " + String.join(", ", KEYS.keySet()));
        }
        return change.apply(link, text);
    }
}
