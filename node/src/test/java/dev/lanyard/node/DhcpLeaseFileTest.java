package dev.lanyard.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.dhcp.DhcpRemembered;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A lease in a file")
class DhcpLeaseFileTest {
    private static final DhcpRemembered LEASE = new DhcpRemembered(
            MacAddress.parse("02:00:00:00:00:02"),
            Ipv4Address.parse("10.77.0.50"),
            Ipv4Address.parse("10.77.0.1"),
            Optional.empty());

    @TempDir
    private Path folder;

    private DhcpLeaseFile file() throws IOException {
        return new DhcpLeaseFile(folder.resolve("lease"));
    }

    private List<String> content() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    @DisplayName("is there for the next process, alone in its place, and gone when it is forgotten")
    void remembered() throws IOException {
        assertEquals(Optional.empty(), file().recall());
        file().remember(LEASE);
        assertEquals(Optional.of(LEASE), file().recall());
        assertEquals(List.of("lease"), content());
        file().forget();
        file().forget();
        assertEquals(List.of(), content());
    }

    @Test
    @DisplayName("is replaced if it is empty or damaged; what another program wrote stays as it is")
    void damaged() throws IOException {
        for (String text : List.of("", DhcpRemembered.TITLE + "\naddress 10", DhcpRemembered.TITLE + "\n\0\0\0")) {
            Files.writeString(folder.resolve("lease"), text);
            DhcpLeaseFile damaged = file();
            assertEquals(Optional.empty(), damaged.recall());
            damaged.remember(LEASE);
            assertEquals(Optional.of(LEASE), file().recall());
        }
        Files.writeString(folder.resolve("lease"), "root:x:0:0\n");
        DhcpLeaseFile foreign = file();
        assertEquals(Optional.empty(), foreign.recall());
        foreign.remember(LEASE);
        foreign.forget();
        assertEquals("root:x:0:0\n", Files.readString(folder.resolve("lease")));
    }

    @Test
    @DisplayName("that cannot be kept is refused at once; a folder that goes away later does no harm")
    void impossible() throws IOException {
        IOException none = assertThrows(
                IOException.class, () -> new DhcpLeaseFile(folder.resolve("no").resolve("lease")));
        assertTrue(none.getMessage().contains("there is no directory "), none::getMessage);
        assertThrows(IOException.class, () -> new DhcpLeaseFile(folder));
        Path gone = Files.createDirectory(folder.resolve("gone"));
        DhcpLeaseFile file = new DhcpLeaseFile(gone.resolve("lease"));
        Files.delete(gone);
        file.remember(LEASE);
        file.remember(LEASE);
        assertEquals(Optional.empty(), file.recall());
        assertFalse(Files.exists(gone));
    }
}
