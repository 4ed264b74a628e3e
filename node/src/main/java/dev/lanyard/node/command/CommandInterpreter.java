package dev.lanyard.node.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Finds the command that a line names, gives it its arguments and runs it. One grammar for shell, {@code -c} and scenario. */
public final class CommandInterpreter {
    private final List<Supplier<NodeCommand>> commands;

    private CommandInterpreter(List<Supplier<NodeCommand>> commands) {
        this.commands = commands;
    }

    @Command(name = "", description = "Commands of this node")
    private static final class Root {}

    /** With all commands that are registered on the class path. */
    public static CommandInterpreter load() {
        return new CommandInterpreter(ServiceLoader.load(NodeCommand.class).stream()
                .<Supplier<NodeCommand>>map(provider -> provider)
                .toList());
    }

    /**
     * Runs one line. What goes wrong is printed to the context in one line, usage errors with the command's usage behind it.
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

    private CompletionStage<CommandResult> run(List<String> words, CommandContext context) {
        CommandLine root = commandLine();
        if (words.get(0).equals("help")) {
            return help(root, words, context);
        }
        CommandLine command = root.getSubcommands().get(words.get(0));
        if (command == null) {
            return usage(context, words.get(0) + ": no such command; 'help' lists them");
        }
        String[] arguments = words.subList(1, words.size()).toArray(String[]::new);
        try {
            command.parseArgs(arguments);
        } catch (CommandLine.ParameterException e) {
            usage(context, words.get(0) + ": " + e.getMessage());
            return usage(context, command.getUsageMessage().strip());
        }
        if (command.isUsageHelpRequested()) {
            context.print(command.getUsageMessage().strip());
            return done(CommandResult.OK);
        }
        return execute(words.get(0), command.getCommand(), context);
    }

    private static CompletionStage<CommandResult> execute(String name, NodeCommand command, CommandContext context) {
        CompletionStage<CommandResult> result;
        try {
            result = command.run(context);
        } catch (RuntimeException e) {
            result = CompletableFuture.failedStage(e);
        }
        return result.exceptionally(failure -> {
            context.print(name + ": " + message(failure));
            return CommandResult.of(CommandResult.FAILED);
        });
    }

    /** The one line that says what went wrong. */
    public static String message(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }

    private static CompletionStage<CommandResult> help(CommandLine root, List<String> words, CommandContext context) {
        CommandLine about = words.size() > 1 ? root.getSubcommands().get(words.get(1)) : root;
        if (about == null) {
            return usage(context, "help: no such command: " + words.get(1));
        }
        if (about == root) {
            root.getSubcommands().forEach((name, command) -> {
                String[] description = command.getCommandSpec().usageMessage().description();
                context.print(String.format("%-10s %s", name, description.length == 0 ? "" : description[0]));
            });
        } else {
            StringWriter text = new StringWriter();
            about.usage(new PrintWriter(text));
            context.print(text.toString().strip());
        }
        return done(CommandResult.OK);
    }

    /** The names of all commands, in the order in which help lists them. */
    public List<String> names() {
        return List.copyOf(commandLine().getSubcommands().keySet());
    }

    private CommandLine commandLine() {
        CommandLine root = new CommandLine(new Root());
        commands.stream()
                .map(Supplier::get)
                .map(CommandLine::new)
                .sorted(java.util.Comparator.comparing(CommandLine::getCommandName))
                .forEach(command -> root.addSubcommand(command.getCommandName(), command));
        return root;
    }

    private static CompletionStage<CommandResult> usage(CommandContext context, String message) {
        context.print(message);
        return done(CommandResult.USAGE);
    }

    private static CompletionStage<CommandResult> done(int status) {
        return CompletableFuture.completedStage(CommandResult.of(status));
    }
}
