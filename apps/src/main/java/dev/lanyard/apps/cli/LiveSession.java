package dev.lanyard.apps.cli;

import dev.lanyard.node.command.CommandInterpreter;
import dev.lanyard.node.service.Service;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A live node from its start to its stop, and what a user has of it: commands, a shell, or just its services. */
final class LiveSession {
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    private final LiveNodeSettings settings;
    private final List<Service> services;

    LiveSession(LiveNodeSettings settings, List<Service> services) {
        this.settings = settings;
        this.services = services;
    }

    /**
     * @param commands to run instead of a shell
     * @param serve whether to serve until a signal, where there are no commands
     * @return the exit status
     * @throws IOException if the node cannot be started, with the line to print
     */
    int run(List<String> commands, boolean serve) throws IOException {
        StopSignal stop = StopSignal.install();
        try (Console console = new Console(new FileOutputStream(FileDescriptor.out));
                LiveNode live = LiveNode.start(settings, services)) {
            CommandRunner runner = new CommandRunner(live.node(), CommandInterpreter.load(), console);
            stop.onRequest(runner::interrupt);
            if (!commands.isEmpty()) {
                return runAll(commands, runner, stop);
            }
            console.print("Lanyard @ [" + live.address().address() + "]");
            console.flush(LAST_OUTPUT);
            if (serve) {
                stop.requested().join();
                return 0;
            }
            return shell(runner, stop);
        }
    }

    private static int runAll(List<String> commands, CommandRunner runner, StopSignal stop) {
        StandardInput input = new StandardInput(new FileInputStream(FileDescriptor.in));
        int status = 0;
        for (String command : commands) {
            if (stop.isRequested()) {
                return 1;
            }
            status = runner.run(command, input);
        }
        return status;
    }

    private static int shell(CommandRunner runner, StopSignal stop) throws IOException {
        if (TerminalShell.isTerminal()) {
            return TerminalShell.run(runner, stop);
        }
        return pipe(runner, stop);
    }

    /** Lines from a pipe; commands that read get what stands behind their own line. */
    private static int pipe(CommandRunner runner, StopSignal stop) {
        StandardInput input = new StandardInput(new FileInputStream(FileDescriptor.in));
        int status = 0;
        while (true) {
            CompletableFuture<String> line = input.readLine();
            CompletableFuture.anyOf(line, stop.requested()).join();
            String text = line.getNow(null);
            if (stop.isRequested() || text == null || isExit(text)) {
                return status;
            }
            status = runner.run(text, input);
        }
    }

    static boolean isExit(String line) {
        return line.strip().equals("exit") || line.strip().equals("quit");
    }
}
