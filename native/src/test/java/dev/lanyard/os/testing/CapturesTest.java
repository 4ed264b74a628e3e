package dev.lanyard.os.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("tshark finds malformed packets and bad checksums")
class CapturesTest {
    private static final int IP = 14;
    /** An empty UDP datagram from 10.0.0.1:1024 to 10.0.0.2:4000. */
    private static final String GOOD =
            "020000000002020000000001" + "0800" + "4500001c00010000401166ce0a0000010a000002" + "04000fa00008d83b";

    @TempDir
    Path folder;

    @BeforeEach
    void require() {
        Interop.requireCommand("tshark");
    }

    /** A capture of one frame in which a byte is another one. */
    private Path capture(int at, int value) throws IOException {
        byte[] frame = HexFormat.of().parseHex(GOOD);
        frame[at] = (byte) value;
        ByteBuffer file = ByteBuffer.allocate(40 + frame.length);
        file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        file.putInt(0).putInt(0).putInt(65_535).putInt(1);
        file.putInt(0).putInt(0).putInt(frame.length).putInt(frame.length).put(frame);
        return Files.write(folder.resolve("frame.pcap"), file.array());
    }

    @Test
    void aGoodFrameIsGood() throws IOException {
        Path good = capture(0, 2);
        Captures.assertFlawless(good);
        assertEquals(List.of("1|4000"), Captures.fields(good, "udp", "frame.number", "udp.dstport"));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "24, 0, a checksum of IPv4",
        "40, 0, a checksum of UDP",
        "17, 99, a total length",
        "39, 99, a length of UDP",
        "14, 65, an IHL"
    })
    void aBadOneIsNot(int at, int value, String kind) throws IOException {
        Path bad = capture(at, value);
        AssertionError error = assertThrows(AssertionError.class, () -> Captures.assertFlawless(bad), kind);
        assertTrue(error.getMessage().startsWith("1 frames"), error.getMessage());
        Captures.assertFlawless(bad, "eth.src == 02:00:00:00:00:01");
    }
}
