package dev.lanyard.node.interop;

import dev.lanyard.os.testing.Commands;
import dev.lanyard.os.testing.KernelNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A server of the system's in a namespace, and what it says. */
final class Daemon implements AutoCloseable {
    private static final long LIMIT_MILLIS = 30_000;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private Daemon(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "daemon-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a server in the foreground.
     *
     * @param ready what it says when it serves, as a regular expression
     */
    static Daemon start(KernelNamespace kernel, String ready, String... command) {
        Daemon daemon = new Daemon(kernel.start(command));
        daemon.awaitLine(ready);
        return daemon;
    }

    private void read() {
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add(e.toString());
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until it has said something, perhaps before; fails with all that it said if it does not. */
    void awaitLine(String regex) {
        awaitLines(regex, 1);
    }

    /** Waits until it has said something several times. */
    synchronized void awaitLines(String regex, int count) {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
        while (lines.stream().filter(line -> pattern.matcher(line).find()).count() < count) {
            long left = deadline - System.currentTimeMillis();
            if (left <= 0 || ended) {
                throw new AssertionError("it has " + (ended ? "ended" : "run on") + " without " + count + " × '" + regex
                        + "':\n" + this);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** How many of the lines that it has said match. */
    synchronized long count(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return lines.stream().filter(line -> pattern.matcher(line).find()).count();
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }

    /** Kills it. */
    @Override
    public void close() {
        Commands.kill(process);
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
