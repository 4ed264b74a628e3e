package dev.lanyard.apps.server;

import dev.lanyard.node.command.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** Reads the arguments of a service into an object with picocli's annotations. */
public final class Arguments {
    private Arguments() {}

    /**
     * @param target whose annotated fields are filled
     * @throws IllegalArgumentException if the words are not understood, with what was expected
     */
    public static <T> T read(String service, T target, List<String> words) {
        CommandLine line = new CommandLine(target).registerConverter(Duration.class, Durations::parse);
        try {
            line.parseArgs(words.toArray(String[]::new));
            return target;
        } catch (CommandLine.ParameterException e) {
            String usage = line.getHelp().synopsis(0).strip();
            throw new IllegalArgumentException(service + ": " + e.getMessage() + "; usage: " + usage, e);
        }
    }

    /**
     * One of a type's constants, written in small letters and with hyphens.
     *
     * @param what it is called in the message if there is no such
     */
    public static <E extends Enum<E>> E constant(String service, String what, Class<E> type, String text) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text)) {
                return constant;
            }
            names.add(name);
        }
        throw new IllegalArgumentException(
                service + ": no " + what + " '" + text + "'; there are: " + String.join(", ", names));
    }
}
