package dev.lanyard.node.interop;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.pcapng.CaptureLink;
import dev.lanyard.link.pcapng.PcapngWriter;
import dev.lanyard.node.LinkFactory;
import dev.lanyard.os.testing.Captures;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A link on which everything is recorded, as it would be for {@code --capture}, until tshark reads it at the end of the test: no
 * malformed packet and no bad checksum, of the node's or the kernel's. What checksum offload leaves to the link is completed in
 * the file; what the kernel's errors quote of it is not.
 */
final class CheckedLink implements LinkFactory, AutoCloseable {
    /** Bulk transfers go on unrecorded after so many bytes, for they say the same again and again. */
    private static final int LIMIT = 8 << 20;

    /** With offload a kernel quotes packets as it got them, with a checksum that its device was to complete. */
    private static final String KERNELS_QUOTES =
            "ip.src#1 in {10.77.0.1, 10.77.1.1, 10.77.2.1} && icmp.type in {3, 5, 11, 12}";

    /** Kernel and tshark do not agree on which destination a source-routed datagram's checksum covers: the next or the last. */
    private static final String SOURCE_ROUTED = "ip.opt.type.number in {3, 9} && udp";

    private final LinkFactory link;
    private final LoopSystem system;
    private final Path file;
    private final PcapngWriter writer;

    CheckedLink(LinkFactory link, LoopSystem system) throws IOException {
        this.link = link;
        this.system = system;
        this.file = Files.createTempFile("lanyard-test", ".pcapng");
        file.toFile().deleteOnExit(); // if the node does not even start
        this.writer = new PcapngWriter(new Limited(Files.newOutputStream(file)), full -> {});
    }

    /** Takes blocks while there is room. The writer writes whole ones only, and no more after the first that fails. */
    private static final class Limited extends FilterOutputStream {
        private int written;

        Limited(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (written > LIMIT) {
                throw new IOException("enough is recorded");
            }
            written += length;
            out.write(bytes, offset, length);
        }
    }

    @Override
    public ActorRef<Link.Command> create(ActorContext<?> node) {
        ActorRef<LayerMessage> capture = node.spawnAnonymous(
                CaptureLink.create(link.create(node), writer, "tap", system.clock()), LoopSystem.SINGLE_CONSUMER);
        return capture.narrow();
    }

    @Override
    public List<CounterGroup<?>> counters() {
        return link.counters();
    }

    /** Checks what was recorded. The node must have stopped. */
    @Override
    public void close() {
        writer.close();
        try {
            if (Captures.areReadable()) {
                Captures.assertFlawless(file, "(" + KERNELS_QUOTES + ") || (" + SOURCE_ROUTED + ")");
            }
        } finally {
            file.toFile().delete();
        }
    }
}
