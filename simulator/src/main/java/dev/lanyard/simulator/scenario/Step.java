package dev.lanyard.simulator.scenario;

import java.time.Duration;
import java.util.Optional;

/** A line of the timeline. */
public sealed interface Step {
    Position position();

    /** When, since the world began. */
    Duration at();

    /** What the line says behind its time. */
    String text();

    /**
     * A command on a node.
     *
     * @param variable under which expectations find its result
     * @param command as a shell would get it
     */
    record OnNode(Position position, Duration at, String text, String node, Optional<String> variable, String command)
            implements Step {}

    /** Something that befalls the world. */
    record OnWorld(Position position, Duration at, String text, WorldAction action) implements Step {}
}
