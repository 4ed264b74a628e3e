package dev.lanyard.simulator.scenario;

import dev.lanyard.simulator.Capture;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs scenario files for the command line. */
public final class ScenarioMain {
    private final Optional<Path> captureDirectory;
    private final boolean manyFiles;
    private final PrintStream out;
    private final PrintStream err;

    private ScenarioMain(Optional<Path> captureDirectory, boolean manyFiles, PrintStream out, PrintStream err) {
        this.captureDirectory = captureDirectory;
        this.manyFiles = manyFiles;
        this.out = out;
        this.err = err;
    }

    /**
     * Reads all files, then runs them one after the other. With one seed the timeline is printed; with many only the seeds that
     * fail are, and the worlds run on all processors.
     *
     * @param seeds in place of the files' own
     * @param captureDirectory gets {@code NET.pcapng} for each net, in folders {@code NAME} where there are many files and
     *     {@code seed-N} where there are many seeds
     * @return {@link ScenarioResult#HELD}, {@link ScenarioResult#FAILED} or {@link ScenarioResult#WRONG_FILE}
     */
    public static int run(
            List<Path> files,
            Optional<SeedRange> seeds,
            Optional<Path> captureDirectory,
            PrintStream out,
            PrintStream err) {
        ScenarioMain main = new ScenarioMain(captureDirectory, files.size() > 1, out, err);
        ScenarioParser parser = new ScenarioParser(Vocabulary.load());
        List<Scenario> scenarios = new ArrayList<>();
        for (Path file : files) {
            try {
                scenarios.add(parser.parse(file));
            } catch (ScenarioException e) {
                err.println(e.getMessage());
            }
        }
        if (scenarios.size() < files.size()) {
            return ScenarioResult.WRONG_FILE;
        }
        int status = ScenarioResult.HELD;
        for (Scenario scenario : scenarios) {
            status = Math.max(status, main.run(scenario, seeds));
        }
        return status;
    }

    private int run(Scenario scenario, Optional<SeedRange> seeds) {
        try {
            if (seeds.isPresent() && !seeds.get().isSingle()) {
                return runMany(scenario, seeds.get());
            }
            long seed = seeds.map(SeedRange::first).orElse(scenario.world().seed());
            Optional<Capture> capture =
                    folder(scenario).map(Capture::toDirectory).or(scenario::capture);
            ScenarioResult result = ScenarioRunner.run(scenario, seed, capture, out::println);
            report(result);
            if (result.held()) {
                out.println(scenario.name() + ": "
                        + count(result.outcomes().size(), "expectation") + " held (seed " + seed + ", ended at "
                        + Units.format(result.ended().truncatedTo(ChronoUnit.MILLIS)) + ")");
            }
            return result.status();
        } catch (ScenarioException e) {
            err.println(e.getMessage());
            return ScenarioResult.WRONG_FILE;
        }
    }

    private Optional<Path> folder(Scenario scenario) {
        return captureDirectory.map(folder -> manyFiles ? folder.resolve(scenario.name()) : folder);
    }

    private int runMany(Scenario scenario, SeedRange seeds) throws ScenarioException {
        if (scenario.capture().isPresent() && captureDirectory.isEmpty()) {
            err.println(
                    scenario.file() + ": its capture is not written for many seeds; give a directory with --capture");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(processors);
        Deque<Future<ScenarioResult>> running = new ArrayDeque<>();
        long runs = 0;
        long failures = 0;
        long seed = seeds.first();
        boolean more = true;
        try {
            while (more || !running.isEmpty()) {
                while (more && running.size() < 2 * processors) {
                    long next = seed++;
                    running.add(pool.submit(() -> runQuietly(scenario, next)));
                    more = next < seeds.last();
                }
                ScenarioResult result = get(running.remove());
                runs++;
                failures += result.held() ? 0 : 1;
                report(result);
            }
        } finally {
            pool.shutdownNow();
        }
        out.println(scenario.name() + ": " + count(runs, "seed") + ", " + (runs - failures) + " held, " + failures
                + " failed");
        return failures == 0 ? ScenarioResult.HELD : ScenarioResult.FAILED;
    }

    private ScenarioResult runQuietly(Scenario scenario, long seed) throws ScenarioException {
        Optional<Capture> capture = folder(scenario).map(folder -> Capture.toDirectory(folder.resolve("seed-" + seed)));
        return ScenarioRunner.run(scenario, seed, capture, line -> {});
    }

    private static ScenarioResult get(Future<ScenarioResult> future) throws ScenarioException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ScenarioException wrong) {
                throw wrong;
            }
            throw new IllegalStateException("a world failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while worlds ran", e);
        }
    }

    /** What the user must know: expectations that failed, with what was seen, and how to see it again. */
    private void report(ScenarioResult result) {
        result.warning().ifPresent(warning -> err.println(result.scenario().file() + ": " + warning));
        for (Outcome outcome : result.outcomes()) {
            if (!outcome.held()) {
                out.println("FAILED " + outcome.expectation().position() + ": "
                        + outcome.expectation().text());
                out.println("       at " + Units.format(outcome.at()) + ": " + outcome.seen());
            }
        }
        if (!result.held()) {
            out.println("repeat with: " + result.repeat());
        }
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
