package dev.lanyard.simulator.scenario;

import java.time.Duration;

/**
 * What is expected of a run.
 *
 * @param text as the file has it
 */
public record Expectation(Position position, String text, Comparison comparison, When when) {
    /** When the comparison must be true. */
    public sealed interface When {
        /** When the duration of the scenario is over. */
        record AtEnd() implements When {}

        /**
         * At one time at least.
         *
         * @param limit the latest time, since the world began
         */
        record Within(Duration limit) implements When {}

        /** When the duration is over, or later while what it left behind settles. */
        record Eventually() implements When {}
    }
}
