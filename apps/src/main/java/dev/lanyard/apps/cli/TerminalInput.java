package dev.lanyard.apps.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

/** What is typed while a command runs. It looks every moment whether the command still wants it, lest it takes the next line. */
final class TerminalInput implements CommandInput {
    private static final long MOMENT_MILLIS = 50;

    private final NonBlockingReader in;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "lanyard-terminal");
        thread.setDaemon(true);
        return thread;
    });

    TerminalInput(Terminal terminal) {
        in = terminal.reader();
    }

    @Override
    public CompletableFuture<ByteBuffer> read() {
        CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
        reader.execute(() -> {
            try {
                readLine(result);
            } catch (IOException e) {
                result.complete(null);
            }
        });
        return result;
    }

    private void readLine(CompletableFuture<ByteBuffer> result) throws IOException {
        StringBuilder line = new StringBuilder();
        while (!result.isDone()) {
            int next = in.read(MOMENT_MILLIS);
            if (next >= 0) {
                line.append((char) next);
            }
            if (next == NonBlockingReader.EOF && line.length() == 0) {
                result.complete(null);
            } else if (next == '\n' || next == NonBlockingReader.EOF) {
                result.complete(ByteBuffer.wrap(line.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** Waits until nothing is read any more. */
    void quiet() {
        try {
            reader.submit(() -> {}).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
