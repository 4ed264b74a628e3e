package dev.lanyard.node.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/** Finds the command that a line names, gives it its arguments and runs it. One grammar for shell, {@code -c} and scenario. */
public final class CommandInterpreter {
    private final Map<String, Entry> commands = new TreeMap<>();

    private record Entry(Supplier<NodeCommand> maker, String summary) {}

    private CommandInterpreter() {}

    /** With all commands that are registered on the class path. */
    public static CommandInterpreter load() {
        CommandInterpreter interpreter = new CommandInterpreter();
        ServiceLoader.load(NodeCommand.class).stream()
                .forEach(provider -> interpreter.add(provider.type(), provider::get));
        return interpreter;
    }

    /** With these commands only. */
    public static CommandInterpreter of(List<Supplier<NodeCommand>> commands) {
        CommandInterpreter interpreter = new CommandInterpreter();
        commands.forEach(maker -> interpreter.add(maker.get().getClass(), maker));
        return interpreter;
    }

    private void add(Class<? extends NodeCommand> type, Supplier<NodeCommand> maker) {
        Command annotation = type.getAnnotation(Command.class);
        if (annotation == null) {
            throw new IllegalStateException(type.getName() + " is registered as a command without @Command");
        }
        String summary = annotation.description().length == 0 ? "" : annotation.description()[0];
        commands.put(annotation.name(), new Entry(maker, summary));
    }

    /** The names of all commands in alphabetic order. */
    public List<String> names() {
        return List.copyOf(commands.keySet());
    }

    /**
     * Runs one line. What goes wrong is printed to the context in one line, and how the command is used in another. Called on
     * the node's event loop.
     *
     * @return never fails; a blank line or a comment is a success
     */
    public CompletionStage<CommandResult> run(String line, CommandContext context) {
        List<String> words;
        try {
            words = Words.split(line);
        } catch (IllegalArgumentException e) {
            return usage(context, e.getMessage());
        }
        return words.isEmpty() ? done(CommandResult.OK) : run(words, context);
    }

    /**
     * Looks at a line without running it.
     *
     * @return what is wrong with it, in one line: a quote that is not closed, an unknown command, arguments that it does not take
     */
    public Optional<String> check(String line) {
        try {
            List<String> words = Words.split(line);
            if (words.isEmpty() || words.get(0).equals("help")) {
                return Optional.empty();
            }
            Entry entry = commands.get(words.get(0));
            if (entry == null) {
                return Optional.of(words.get(0) + ": no such command; there are: " + String.join(", ", names()));
            }
            parser(entry.maker.get()).parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            return Optional.empty();
        } catch (CommandLine.ParameterException e) {
            return Optional.of(e.getCommandLine().getCommandName() + ": " + firstLine(message(e)));
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private CompletionStage<CommandResult> run(List<String> words, CommandContext context) {
        String name = words.get(0);
        List<String> arguments = words.subList(1, words.size());
        Entry entry = commands.get(name);
        if (entry != null) {
            return parse(name, entry.maker.get(), arguments, context);
        }
        return name.equals("help")
                ? help(arguments, context)
                : usage(context, name + ": no such command; 'help' lists them");
    }

    private static CompletionStage<CommandResult> parse(
            String name, NodeCommand command, List<String> arguments, CommandContext context) {
        CommandLine parser = parser(command);
        try {
            parser.parseArgs(arguments.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            return misused(parser, e, context);
        }
        if (parser.isUsageHelpRequested()) {
            return describe(parser, context);
        }
        CompletionStage<CommandResult> result;
        try {
            result = command.run(context);
        } catch (IllegalArgumentException | CommandLine.ParameterException e) {
            return misused(parser, e, context);
        } catch (RuntimeException e) {
            result = CompletableFuture.failedStage(e);
        }
        return result.exceptionally(failure -> {
            context.print(name + ": " + message(failure));
            return CommandResult.of(CommandResult.FAILED);
        });
    }

    /** A parser with what all commands have in common. */
    private static CommandLine parser(NodeCommand command) {
        CommandLine parser = new CommandLine(command);
        parser.registerConverter(Duration.class, Durations::parse);
        parser.getCommandSpec()
                .addOption(OptionSpec.builder("--help")
                        .usageHelp(true)
                        .description("Say how the command is used.")
                        .build());
        parser.getCommandSpec().usageMessage().width(100);
        return parser;
    }

    private static CompletionStage<CommandResult> misused(
            CommandLine parser, RuntimeException why, CommandContext context) {
        context.print(parser.getCommandName() + ": " + firstLine(message(why)));
        return usage(context, "usage: " + parser.getHelp().synopsis(0).strip());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    /** The one line that says what went wrong. */
    public static String message(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }

    private CompletionStage<CommandResult> help(List<String> names, CommandContext context) {
        if (names.isEmpty()) {
            commands.forEach((name, entry) -> context.print(String.format("%-10s %s", name, entry.summary)));
            return done(CommandResult.OK);
        }
        Entry entry = commands.get(names.get(0));
        return entry == null
                ? usage(context, "help: no such command: " + names.get(0))
                : describe(parser(entry.maker.get()), context);
    }

    private static CompletionStage<CommandResult> describe(CommandLine parser, CommandContext context) {
        parser.getUsageMessage(Ansi.OFF).strip().lines().forEach(context::print);
        return done(CommandResult.OK);
    }

    private static CompletionStage<CommandResult> usage(CommandContext context, String message) {
        context.print(message);
        return done(CommandResult.USAGE);
    }

    private static CompletionStage<CommandResult> done(int status) {
        return CompletableFuture.completedStage(CommandResult.of(status));
    }
}
