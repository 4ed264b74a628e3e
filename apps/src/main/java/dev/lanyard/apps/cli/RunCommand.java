package dev.lanyard.apps.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lanyard run}: a scenario file. */
@Command(
        name = "run",
        description = "Run a scenario file in simulated networks. No privileges needed.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit status: 0 every expectation held, 1 one did not, 2 the file or an option is wrong."})
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The scenario.")
    private Path file;

    @Option(
            names = "--seed",
            paramLabel = "N|A..B",
            description = "What randomness starts from, instead of the file's seed; a range runs each.")
    private String seed;

    @Option(names = "--capture", paramLabel = "DIR", description = "Record all frames in pcapng files there.")
    private Path capture;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the outcome as JUnit XML.")
    private Path junit;

    @Option(names = "--json", description = "Print one JSON record for each event.")
    private boolean json;

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("the scenario runner is not built yet");
    }
}
