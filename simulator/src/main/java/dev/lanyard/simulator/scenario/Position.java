package dev.lanyard.simulator.scenario;

/**
 * Where something stands in a scenario file.
 *
 * @param file as the user named it
 * @param line from 1, or 0 if it is not known
 * @param column from 1, or 0 if it is not known
 */
public record Position(String file, int line, int column) {
    public Position(String file, int line) {
        this(file, line, 0);
    }

    /** {@code FILE:LINE:COLUMN}, without what is not known. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + (line > 0 && column > 0 ? ":" + column : "");
    }
}
