package dev.lanyard.simulator.scenario;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An object of a scenario file, {@code { … }}, that is read key by key. It remembers which keys were asked for; {@link #end}
 * rejects every other.
 */
final class Section {
    private final String file;
    private final String path;
    private final ConfigObject object;
    private final SortedSet<String> known = new TreeSet<>();

    /**
     * @param file that the user named
     * @param path of keys to this object, empty for the whole file
     */
    Section(String file, String path, ConfigObject object) {
        this.file = file;
        this.path = path;
        this.object = object;
    }

    /** A value, if the file gives one. */
    Optional<Value> optional(String key) {
        known.add(key);
        ConfigValue value = object.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL
                ? Optional.empty()
                : Optional.of(new Value(file, join(key), value));
    }

    /**
     * A value that must be there.
     *
     * @param expected what to write, as in {@code duration = 20s}
     */
    Value required(String key, String expected) throws ScenarioException {
        Optional<Value> value = optional(key);
        if (value.isEmpty()) {
            throw new ScenarioException(position(), join(key) + " is missing; expected " + expected);
        }
        return value.get();
    }

    /** All values, by name. */
    SortedMap<String, Value> all() {
        SortedMap<String, Value> values = new TreeMap<>();
        object.keySet().forEach(key -> optional(key).ifPresent(value -> values.put(key, value)));
        return values;
    }

    /** Those values that nobody has asked for, by name. */
    SortedMap<String, Value> others() {
        SortedSet<String> before = new TreeSet<>(known);
        SortedMap<String, Value> values = all();
        values.keySet().removeAll(before);
        known.retainAll(before);
        return values;
    }

    /** Rejects the keys that nobody has asked for. */
    void end() throws ScenarioException {
        for (String key : new TreeSet<>(object.keySet())) {
            if (!known.contains(key)) {
                throw unknown(key, "");
            }
        }
    }

    /** An error about a key that does not belong here. */
    ScenarioException unknown(String key, String alsoExpected) {
        String expected = known.stream().collect(Collectors.joining(", "));
        return new Value(file, join(key), object.get(key)).error("unknown key; expected " + alsoExpected + expected);
    }

    String path() {
        return path;
    }

    Position position() {
        return Value.position(file, object);
    }

    private String join(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The keys asked for so far. */
    List<String> known() {
        return List.copyOf(known);
    }
}
