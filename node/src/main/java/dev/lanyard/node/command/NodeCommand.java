package dev.lanyard.node.command;

import java.util.concurrent.CompletionStage;

/**
 * A word that can be typed in a node's shell, given with {@code -c}, or written in a scenario's timeline. An implementation is
 * annotated with picocli's {@code @Command}, takes its options and parameters in annotated fields, and is registered for
 * {@link java.util.ServiceLoader} under this interface. One instance is made for each run.
 */
public interface NodeCommand {
    /**
     * Runs the command. Called on the event loop of the node, and must not wait there: it returns a stage and goes on in
     * callbacks.
     *
     * @return the result; a stage that fails means exit status 1 with the exception's message as the line to print
     * @throws IllegalArgumentException if the arguments make no sense together: exit status 2
     */
    CompletionStage<CommandResult> run(CommandContext context);
}
