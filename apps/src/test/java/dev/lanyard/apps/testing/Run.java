package dev.lanyard.apps.testing;

import dev.lanyard.node.Node;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.simulator.World;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** One run of a command on a node of a world. */
public final class Run implements CommandContext {
    /** As the last piece of input: the end does not come. */
    public static final String OPEN = new String("open");

    private static final CommandInterpreter INTERPRETER = CommandInterpreter.load();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    public final List<String> lines = new ArrayList<>();
    public final StringBuilder data = new StringBuilder();
    private final World world;
    private final Node node;
    private final ArrayDeque<String> input = new ArrayDeque<>();
    private final CompletableFuture<Void> interrupted = new CompletableFuture<>();
    private final CompletableFuture<CommandResult> result = new CompletableFuture<>();

    private Run(World world, String node, List<String> input) {
        this.world = world;
        this.node = world.node(node);
        this.input.addAll(input);
    }

    /**
     * Starts a command.
     *
     * @param input what it reads, piece by piece, before the end
     */
    public static Run start(World world, String node, String line, String... input) {
        Run run = new Run(world, node, List.of(input));
        world.call(() -> INTERPRETER.run(line, run).thenAccept(run.result::complete));
        return run;
    }

    /** Runs the world until the command has ended. */
    public CommandResult result() {
        try {
            return world.await(result, LIMIT);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e.getMessage() + "; it printed " + lines, e);
        }
    }

    public Object value(String name) {
        return result().values().get(name);
    }

    public Run interrupt() {
        world.call(() -> interrupted.complete(null));
        return this;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public void print(String line) {
        lines.add(line);
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer bytes) {
        data.append(StandardCharsets.UTF_8.decode(bytes));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<ByteBuffer> read() {
        String next = input.poll();
        if (next == OPEN) {
            return new CompletableFuture<>();
        }
        return CompletableFuture.completedStage(
                next == null ? null : ByteBuffer.wrap(next.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public CompletionStage<Void> interrupted() {
        return interrupted;
    }
}
