package dev.lanyard.simulator;

import java.nio.file.Path;

/**
 * Where a world's frames are recorded as pcapng.
 *
 * @param directory whether the path is a directory, which gets a file {@code NET.pcapng} for each net with an interface for each
 *     port; otherwise it is one file for all nets, with an interface {@code NET/PORT} for each port
 */
public record Capture(Path path, boolean directory) {
    public static Capture toDirectory(Path path) {
        return new Capture(path, true);
    }

    public static Capture toFile(Path path) {
        return new Capture(path, false);
    }
}
