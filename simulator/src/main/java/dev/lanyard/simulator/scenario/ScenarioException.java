package dev.lanyard.simulator.scenario;

/** A scenario file is wrong. The message is {@code FILE:LINE[:COLUMN]: what, and what was expected}. */
public final class ScenarioException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Position position;

    public ScenarioException(Position position, String problem) {
        super(position + ": " + problem);
        this.position = position;
    }

    public Position position() {
        return position;
    }
}
