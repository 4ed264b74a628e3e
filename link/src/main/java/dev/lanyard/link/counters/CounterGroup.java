package dev.lanyard.link.counters;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The counters of one layer: what it did, by name, and what it dropped, by reason. All counters are made when the layer is
 * built; after that any thread may read them while the layer counts.
 *
 * @param <D> the layer's drop reasons
 */
public final class CounterGroup<D extends Enum<D>> {
    /** Prefix of the names under which drops appear. */
    public static final String DROPPED = "dropped.";

    private final String name;
    private final Map<String, Counter> counters = new LinkedHashMap<>();
    private final EnumMap<D, Counter> drops;

    /**
     * @param name of the layer, as it stands in front of its counters: {@code arp}, {@code tcp}
     * @param reasons the enum of its drop reasons; {@code BAD_CHECKSUM} reads as {@code dropped.bad-checksum}
     */
    public CounterGroup(String name, Class<D> reasons) {
        this.name = name;
        this.drops = new EnumMap<>(reasons);
        for (D reason : reasons.getEnumConstants()) {
            drops.put(reason, counter(DROPPED + label(reason)));
        }
    }

    /** The counter of a name, made if need be. Only while the layer is being built. */
    public Counter counter(String counterName) {
        return counters.computeIfAbsent(counterName, n -> new Counter());
    }

    /** Counts one drop. */
    public void drop(D reason) {
        drops.get(reason).increment();
    }

    public long dropped(D reason) {
        return drops.get(reason).get();
    }

    public String name() {
        return name;
    }

    /** The values of now, by name in order of making. */
    public Map<String, Long> snapshot() {
        Map<String, Long> values = new LinkedHashMap<>();
        counters.forEach((counterName, counter) -> values.put(counterName, counter.get()));
        return values;
    }

    /** How a drop reason reads in names: {@code BAD_CHECKSUM} as {@code bad-checksum}. */
    public static String label(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
