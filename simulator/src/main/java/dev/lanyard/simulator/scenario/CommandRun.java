package dev.lanyard.simulator.scenario;

import dev.lanyard.node.Node;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A command of the timeline while it runs and after. On the event loop only. */
final class CommandRun implements CommandContext {
    /** Characters of output that are kept for expectations. */
    static final int OUTPUT_LIMIT = 1 << 20;

    private final Node node;
    private final Consumer<String> printer;
    private final CompletableFuture<Void> interrupted = new CompletableFuture<>();
    private final StringBuilder output = new StringBuilder();
    private final StringBuilder partialLine = new StringBuilder();
    private CommandResult result;

    /**
     * @param node null if it is crashed
     * @param printer shows a line of output
     */
    CommandRun(Node node, Consumer<String> printer) {
        this.node = node;
        this.printer = printer;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void print(String text) {
        text.lines().forEach(line -> {
            keep(line + "\n");
            printer.accept(line);
        });
    }

    /** Shows data that is text line by line; the last line waits for its end. */
    @Override
    public CompletionStage<Void> write(ByteBuffer data) {
        String text = StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        keep(text);
        partialLine.append(text);
        int end;
        while ((end = partialLine.indexOf("\n")) >= 0) {
            printer.accept(partialLine.substring(0, end));
            partialLine.delete(0, end + 1);
        }
        if (partialLine.length() > OUTPUT_LIMIT) {
            flush();
        }
        return CompletableFuture.completedStage(null);
    }

    private void keep(String text) {
        output.append(text, 0, Math.min(text.length(), OUTPUT_LIMIT - output.length()));
    }

    private void flush() {
        if (partialLine.length() > 0) {
            printer.accept(partialLine.toString());
            partialLine.setLength(0);
        }
    }

    /** A scenario gives commands no input. */
    @Override
    public CompletionStage<ByteBuffer> read() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> interrupted() {
        return interrupted;
    }

    void interrupt() {
        interrupted.complete(null);
    }

    void finished(CommandResult value) {
        flush();
        result = value;
    }

    Optional<CommandResult> result() {
        return Optional.ofNullable(result);
    }

    /** What it printed, without the last line's end, as a shell substitutes it. */
    String output() {
        return output.toString().stripTrailing();
    }
}
