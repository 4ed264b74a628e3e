package dev.lanyard.apps.server;

import dev.lanyard.node.command.Durations;
import java.time.Duration;
import java.util.List;
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
}
