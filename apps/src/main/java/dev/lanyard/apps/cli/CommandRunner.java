package dev.lanyard.apps.cli;

import dev.lanyard.link.loop.EventLoop;
import dev.lanyard.node.Node;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.command.CommandResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs command lines on a node, one at a time, for a thread that waits for each. */
final class CommandRunner {
    /** How long an interrupted command may take to end; then it is left to itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration OUTPUT_LIMIT = Duration.ofDays(1);

    private final Node node;
    private final EventLoop loop;
    private final CommandInterpreter interpreter;
    private final Console console;
    private volatile Running running;

    CommandRunner(Node node, CommandInterpreter interpreter, Console console) {
        this.node = node;
        this.loop = node.system().loop();
        this.interpreter = interpreter;
        this.console = console;
    }

    CommandInterpreter interpreter() {
        return interpreter;
    }

    Console console() {
        return console;
    }

    /** Runs one line to its end, or until it was {@linkplain #interrupt interrupted}. Returns its status. */
    int run(String line, CommandInput input) {
        Running command = new Running(input);
        running = command;
        loop.execute(() -> interpreter.run(line, command).whenComplete(command::ended));
        int status = command.result.join().status();
        running = null;
        console.flush(command.interrupted.isDone() ? PATIENCE : OUTPUT_LIMIT);
        return status;
    }

    /** Interrupts the command that runs, if one does. From any thread. */
    void interrupt() {
        Running command = running;
        if (command != null) {
            loop.execute(command::interrupt);
        }
    }

    private final class Running implements CommandContext {
        private final CommandInput input;
        private final CompletableFuture<Void> interrupted = new CompletableFuture<>();
        private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
        private CompletableFuture<ByteBuffer> reading = CompletableFuture.completedFuture(null);

        Running(CommandInput input) {
            this.input = input;
        }

        void interrupt() {
            interrupted.complete(null);
            loop.at(loop.clock().nanos() + PATIENCE.toNanos(), () -> ended(null, null));
        }

        void ended(CommandResult outcome, Throwable failure) {
            reading.cancel(false);
            if (failure != null) {
                console.print("lanyard: " + failure);
            }
            result.complete(outcome == null ? CommandResult.of(CommandResult.FAILED) : outcome);
        }

        @Override
        public Node node() {
            return node;
        }

        @Override
        public void print(String line) {
            console.print(line);
        }

        @Override
        public CompletionStage<Void> write(ByteBuffer data) {
            return console.write(data, loop);
        }

        @Override
        public CompletionStage<ByteBuffer> read() {
            reading = input.read();
            return reading.thenApplyAsync(bytes -> bytes, loop);
        }

        @Override
        public CompletionStage<Void> interrupted() {
            return interrupted;
        }
    }
}
