package dev.lanyard.simulator.scenario;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** A value of a scenario file, with its path of keys and its place. */
final class Value {
    private final String file;
    private final String path;
    private final ConfigValue value;

    Value(String file, String path, ConfigValue value) {
        this.file = file;
        this.path = path;
        this.value = value;
    }

    /** The text of a string, or of a number as it was written. */
    String text() throws ScenarioException {
        return switch (value.valueType()) {
            case STRING -> (String) value.unwrapped();
            case NUMBER -> value.atKey("it").getString("it");
            default -> throw error("is " + type() + "; expected text");
        };
    }

    /** The text, or {@code on} and {@code off} for true and false. */
    String word() throws ScenarioException {
        if (value.valueType() == ConfigValueType.BOOLEAN) {
            return (Boolean) value.unwrapped() ? "on" : "off";
        }
        return text();
    }

    /** The text, read by a function that throws {@link IllegalArgumentException} if it does not understand it. */
    <T> T read(Function<String, T> reader) throws ScenarioException {
        String text = text();
        return check(() -> reader.apply(text));
    }

    /** What the supplier makes of this value; its {@link IllegalArgumentException} becomes an error here. */
    <T> T check(Supplier<T> maker) throws ScenarioException {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw error(e.getMessage());
        }
    }

    long integer() throws ScenarioException {
        return read(text -> {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a whole number");
            }
        });
    }

    boolean bool() throws ScenarioException {
        if (value.valueType() != ConfigValueType.BOOLEAN) {
            throw error("is " + type() + "; expected true or false");
        }
        return (Boolean) value.unwrapped();
    }

    boolean isSection() {
        return value.valueType() == ConfigValueType.OBJECT;
    }

    Section section() throws ScenarioException {
        if (!isSection()) {
            throw error("is " + type() + "; expected { … }");
        }
        return new Section(file, path, (ConfigObject) value);
    }

    List<Value> list() throws ScenarioException {
        if (value.valueType() != ConfigValueType.LIST) {
            throw error("is " + type() + "; expected a list, [ … ]");
        }
        List<Value> elements = new ArrayList<>();
        for (ConfigValue element : (ConfigList) value) {
            elements.add(new Value(file, path + "[" + elements.size() + "]", element));
        }
        return elements;
    }

    /** A line of a text in triple quotes. */
    record Line(Position position, String text) {}

    /** The lines of a text, each with its own place, without blank ones and comments. */
    List<Line> lines() throws ScenarioException {
        String[] lines = text().split("\n", -1);
        Position end = position();
        // The reader of HOCON gives a text in triple quotes the line on which it ends.
        int first = end.line() - (lines.length - 1);
        List<Line> result = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                int column = lines.length == 1 ? 0 : lines[i].indexOf(line) + 1;
                result.add(new Line(new Position(end.file(), first + i, i == 0 ? 0 : column), line));
            }
        }
        return result;
    }

    ScenarioException error(String problem) {
        return new ScenarioException(position(), path + ": " + problem);
    }

    Position position() {
        return position(file, value);
    }

    static Position position(String file, ConfigValue value) {
        return position(file, value.origin());
    }

    /** The place that HOCON gives, in the file that the user named unless the value came from an included one. */
    static Position position(String file, ConfigOrigin origin) {
        String name = origin == null || origin.filename() == null ? file : origin.filename();
        return new Position(name, origin == null ? 0 : Math.max(0, origin.lineNumber()));
    }

    private String type() {
        return switch (value.valueType()) {
            case OBJECT -> "an object";
            case LIST -> "a list";
            default -> "a " + value.valueType().name().toLowerCase(Locale.ROOT);
        };
    }
}
