package dev.lanyard.node.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a command came to.
 *
 * @param status 0 if it did what it was asked, 1 if not, 2 if it was not understood
 * @param values what it measured, by name, for a scenario's expectations: {@code received}, {@code bytes}; numbers, strings,
 *     booleans or durations; {@code status} is always one of them
 */
public record CommandResult(int status, Map<String, Object> values) {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;

    public CommandResult {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.putIfAbsent("status", status);
        values = Collections.unmodifiableMap(all);
    }

    public static CommandResult of(int status) {
        return new CommandResult(status, Map.of());
    }

    /** The same result with one more value. */
    public CommandResult with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new CommandResult(status, more);
    }
}
