package dev.lanyard.apps.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An input stream that is read only when somebody asks, by a thread that may wait for it. Lines and bytes come from one buffer. */
final class StandardInput implements CommandInput {
    private static final int CHUNK = 64 * 1024;

    private final InputStream in;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "lanyard-input");
        thread.setDaemon(true);
        return thread;
    });
    /** What was read and nobody has had yet; the reader's. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    StandardInput(InputStream in) {
        this.in = in;
    }

    @Override
    public CompletableFuture<ByteBuffer> read() {
        CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
        reader.execute(() -> {
            if (result.isDone()) {
                return;
            }
            ByteBuffer bytes = fill() ? rest : null;
            if (result.complete(bytes)) {
                rest = ByteBuffer.allocate(0);
            }
        });
        return result;
    }

    /** The next line without its end, or null behind the last. */
    CompletableFuture<String> readLine() {
        CompletableFuture<String> result = new CompletableFuture<>();
        reader.execute(() -> result.complete(line()));
        return result;
    }

    private String line() {
        byte[] line = new byte[256];
        int length = 0;
        boolean some = false;
        while (fill()) {
            some = true;
            byte next = rest.get();
            if (next == '\n') {
                break;
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = next;
        }
        return some ? new String(line, 0, length, StandardCharsets.UTF_8) : null;
    }

    /** Makes sure that there is a byte; false at the end. An input that fails has ended. */
    private boolean fill() {
        if (rest.hasRemaining()) {
            return true;
        }
        try {
            byte[] chunk = new byte[CHUNK];
            int count = in.read(chunk);
            if (count > 0) {
                rest = ByteBuffer.wrap(chunk, 0, count);
            }
            return count > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
