package dev.lanyard.node.command;

import dev.lanyard.node.Node;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** What a command has around it: a shell's terminal, a pipe, or a scenario. All methods are called on the node's event loop. */
public interface CommandContext {
    /** The node that the command runs on. */
    Node node();

    /** Prints a line, without its line end. */
    void print(String line);

    /**
     * Prints bytes as they are, for commands whose output is data.
     *
     * @return completes when there is room for more, which is how a slow reader slows the command; the bytes may be changed then
     */
    CompletionStage<Void> write(ByteBuffer data);

    /**
     * Reads what the user or a pipe gives the command.
     *
     * @return at least one byte, or null at the end of the input; at most one read may be outstanding
     */
    CompletionStage<ByteBuffer> read();

    /** Completes when the command is to stop: the user pressed Ctrl-C, or the scenario is over. */
    CompletionStage<Void> interrupted();
}
