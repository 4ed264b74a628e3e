package dev.lanyard.os.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs other programs, never longer than they are given. */
public final class Commands {
    private Commands() {}

    /**
     * How a program ended.
     *
     * @param status its exit status
     * @param output what it wrote, standard output and standard error together
     */
    public record Result(List<String> command, int status, String output) {
        /** The output of a program that succeeded. */
        public String orFail() {
            if (status != 0) {
                throw new AssertionError(String.join(" ", command) + ": exit status " + status + "\n" + output);
            }
            return output;
        }
    }

    /** Runs a program to its end; one that takes longer than the limit is killed, and the test fails with its output so far. */
    public static Result run(Duration limit, List<String> command) {
        Path output = null;
        try {
            output = Files.createTempFile("lanyard-test", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!ended(process, limit)) {
                kill(process);
                throw new AssertionError(
                        String.join(" ", command) + ": still running after " + limit + "\n" + Files.readString(output));
            }
            return new Result(command, process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (output != null) {
                output.toFile().delete();
            }
        }
    }

    /** Kills a process with its children and waits until it is gone. */
    public static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        ended(process, Duration.ofSeconds(5));
    }

    private static boolean ended(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
