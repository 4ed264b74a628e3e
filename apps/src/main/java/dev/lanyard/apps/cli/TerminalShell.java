package dev.lanyard.apps.cli;

import java.io.File;
import java.io.IOError;
import java.io.IOException;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** A shell for a person: history, completion of command names, Ctrl-C for the command that runs, Ctrl-D to leave. */
final class TerminalShell {
    private static final String PROMPT = "lanyard> ";

    private TerminalShell() {}

    /** Whether standard input and output are a terminal. */
    static boolean isTerminal() {
        return isTerminal(0) && isTerminal(1);
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target = Path.of("/proc/self/fd/" + descriptor).toRealPath().toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    static int run(CommandRunner runner, StopSignal stop) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            TerminalInput input = new TerminalInput(terminal);
            LineReader reader = reader(terminal, runner);
            terminal.handle(Signal.INT, signal -> runner.interrupt());
            Thread shell = Thread.currentThread();
            stop.onRequest(shell::interrupt);
            int status = 0;
            while (!stop.isRequested()) {
                String line = readLine(reader);
                if (line == null || LiveSession.isExit(line)) {
                    break;
                }
                status = runner.run(line, input);
                input.quiet();
            }
            Thread.interrupted(); // the rest of the way out may wait
            return status;
        }
    }

    /** The next line, an empty one after Ctrl-C, null after Ctrl-D or if the process is told to stop. */
    private static String readLine(LineReader reader) {
        try {
            return reader.readLine(PROMPT);
        } catch (UserInterruptException e) {
            return Thread.currentThread().isInterrupted() ? null : "";
        } catch (EndOfFileException | IOError e) {
            return null;
        }
    }

    private static LineReader reader(Terminal terminal, CommandRunner runner) {
        StringsCompleter names = new StringsCompleter(runner.interpreter().names());
        StringsCompleter builtIn = new StringsCompleter("help", "exit", "quit");
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("lanyard")
                .completer((line, word, candidates) -> {
                    if (word.wordIndex() == 0 || word.words().get(0).equals("help")) {
                        names.complete(line, word, candidates);
                        if (word.wordIndex() == 0) {
                            builtIn.complete(line, word, candidates);
                        }
                    }
                })
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .variable(LineReader.HISTORY_FILE, historyFile())
                .build();
    }

    /** Where the XDG base directory specification wants such things. */
    private static Path historyFile() {
        String state = System.getenv("XDG_STATE_HOME");
        String directory = state == null || state.isEmpty()
                ? System.getProperty("user.home") + File.separator + ".local/state"
                : state;
        return Path.of(directory, "lanyard", "history");
    }
}
