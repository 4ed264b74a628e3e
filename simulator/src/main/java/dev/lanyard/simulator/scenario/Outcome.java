package dev.lanyard.simulator.scenario;

import java.time.Duration;

/**
 * What became of an expectation.
 *
 * @param at when it was found to hold, or for the last time found not to
 * @param seen the values at that time, as in {@code p.received was 2}
 */
public record Outcome(Expectation expectation, boolean held, Duration at, String seen) {}
