package dev.lanyard.simulator.scenario;

import dev.lanyard.simulator.Capture;
import dev.lanyard.simulator.WorldSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a scenario file says.
 *
 * @param file as the user named it
 * @param duration after which the scenario is over, running commands are interrupted and expectations are judged
 * @param timeline in order of time
 * @param capture relative to the working directory
 */
public record Scenario(
        String file,
        String name,
        Duration duration,
        WorldSettings world,
        List<Step> timeline,
        List<Expectation> expectations,
        Optional<Capture> capture) {
    public Scenario {
        timeline = List.copyOf(timeline);
        expectations = List.copyOf(expectations);
    }
}
