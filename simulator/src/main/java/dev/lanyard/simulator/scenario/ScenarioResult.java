package dev.lanyard.simulator.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run of a scenario came to.
 *
 * @param outcomes one for each expectation, in the order of the file
 * @param ended the world's time at the end
 * @param warning what else the user should know, such as a capture that is not complete
 */
public record ScenarioResult(
        Scenario scenario, long seed, List<Outcome> outcomes, Duration ended, Optional<String> warning) {
    public static final int HELD = 0;
    public static final int FAILED = 1;
    /** The file is wrong, or what it describes cannot be run. */
    public static final int WRONG_FILE = 2;

    public ScenarioResult {
        outcomes = List.copyOf(outcomes);
    }

    public boolean held() {
        return outcomes.stream().allMatch(Outcome::held);
    }

    /** {@link #HELD} or {@link #FAILED}. */
    public int status() {
        return held() ? HELD : FAILED;
    }

    /** The line that repeats the run. */
    public String repeat() {
        return "./lanyard run " + quoted(scenario.file()) + " --seed " + seed;
    }

    private static String quoted(String file) {
        return file.matches("[A-Za-z0-9_./-]+") ? file : "'" + file.replace("'", "'\\''") + "'";
    }
}
