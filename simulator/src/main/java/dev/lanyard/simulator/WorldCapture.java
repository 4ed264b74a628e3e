package dev.lanyard.simulator;

import dev.lanyard.link.lan.LanCapture;
import dev.lanyard.link.lan.LanObserver;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.pcapng.PcapngWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The captures that a world writes. On the event loop only. */
final class WorldCapture {
    private final Clock clock;
    private final Collection<WorldNet> nets;
    private final List<PcapngWriter> writers = new ArrayList<>();
    private volatile IOException failure;

    WorldCapture(Clock clock, Collection<WorldNet> nets) {
        this.clock = clock;
        this.nets = nets;
    }

    void start(Capture target) throws IOException {
        stop();
        if (target.directory()) {
            toDirectory(target.path());
        } else {
            toFile(target.path());
        }
    }

    /** One file {@code NET.pcapng} for each net, with an interface for each port. */
    private void toDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (WorldNet net : nets) {
            PcapngWriter writer = create(directory.resolve(net.settings().name() + ".pcapng"));
            net.observer().plug(new LanCapture(writer, clock));
        }
    }

    /** All nets in one file, whose interfaces are named {@code NET/PORT}. */
    private void toFile(Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        PcapngWriter writer = create(file);
        for (WorldNet net : nets) {
            net.observer().plug(new Prefixed(net.settings().name() + "/", new LanCapture(writer, clock)));
        }
    }

    void stop() {
        nets.forEach(net -> net.observer().unplug());
        writers.forEach(PcapngWriter::close);
        writers.clear();
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private PcapngWriter create(Path file) throws IOException {
        PcapngWriter writer =
                PcapngWriter.create(file, e -> failure = new IOException(file + ": " + e.getMessage(), e));
        writers.add(writer);
        return writer;
    }

    private record Prefixed(String prefix, LanObserver capture) implements LanObserver {
        @Override
        public void connected(int port, String name) {
            capture.connected(port, prefix + name);
        }

        @Override
        public void transmitted(int port, PacketBuffer frame, String comment) {
            capture.transmitted(port, frame, comment);
        }

        @Override
        public void delivered(int port, PacketBuffer frame) {
            capture.delivered(port, frame);
        }
    }
}
