package dev.lanyard.apps.cli;

import dev.lanyard.simulator.scenario.ScenarioMain;
import dev.lanyard.simulator.scenario.SeedRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanyard run}: scenario files. */
@Command(
        name = "run",
        description = "Run scenario files in simulated networks. No privileges needed.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit status: 0 every expectation held, 1 one did not, 2 a file or an option is wrong."})
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The scenarios.")
    private List<Path> files;

    @Option(
            names = "--seed",
            paramLabel = "N|A..B",
            description = "What randomness starts from, instead of the file's seed; a range runs each.")
    private String seed;

    @Option(
            names = "--capture",
            paramLabel = "DIR",
            description = "Record all frames there, in a pcapng file for each net.")
    private Path capture;

    @Override
    public Integer call() {
        return ScenarioMain.run(
                files,
                Optional.ofNullable(seed).map(this::range),
                Optional.ofNullable(capture),
                System.out,
                System.err);
    }

    private SeedRange range(String text) {
        try {
            return SeedRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--seed: " + e.getMessage(), e);
        }
    }
}
