package dev.lanyard.node;

import dev.lanyard.actors.dhcp.DhcpMemory;
import dev.lanyard.actors.dhcp.DhcpRemembered;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease in a file, for the next process. Each is written to a file beside it that then takes its place, so that a reader finds
 * either all of the old one or all of the new one.
 *
 * <p>A file that something else has written is left alone: nothing is remembered then. What is in the file is not trusted further
 * than to ask a server for the address.
 */
public final class DhcpLeaseFile implements DhcpMemory {
    private static final Logger LOG = LoggerFactory.getLogger(DhcpLeaseFile.class);

    /** Bytes of the longest text that is looked at. */
    private static final int LIMIT = 4096;

    private final Path file;
    private boolean foreign;
    private boolean complained;

    /**
     * @throws IOException if there can be no such file, with the line to print
     */
    public DhcpLeaseFile(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        Path folder = this.file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("cannot keep a lease in " + file + ": there is no directory " + folder);
        }
        if (Files.isDirectory(this.file)) {
            throw new IOException("cannot keep a lease in " + file + ": that is a directory");
        }
    }

    @Override
    public Optional<DhcpRemembered> recall() {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(LIMIT), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("the lease in {} cannot be read ({}): asking for a new one", file, e.toString());
            return Optional.empty();
        }
        foreign = !text.isEmpty() && !text.startsWith(DhcpRemembered.TITLE + "\n");
        if (foreign) {
            LOG.warn(
                    "{} is not a lease of lanyard's and is left as it is: no lease is remembered. Name another file",
                    file);
            return Optional.empty();
        }
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(DhcpRemembered.parse(text));
        } catch (IllegalArgumentException e) {
            LOG.warn("the lease in {} is damaged ({}): asking for a new one", file, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void remember(DhcpRemembered lease) {
        if (foreign) {
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(beside, lease.toText(), StandardCharsets.ISO_8859_1);
            try {
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            }
            complained = false;
        } catch (IOException e) {
            complain("kept", e);
        }
    }

    @Override
    public void forget() {
        if (foreign) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            complain("removed", e);
        }
    }

    /** Once until it works again: leases are renewed for as long as the node runs. */
    private void complain(String what, IOException e) {
        if (!complained) {
            complained = true;
            LOG.warn("the lease in {} cannot be {}: {}", file, what, e.toString());
        }
    }
}
