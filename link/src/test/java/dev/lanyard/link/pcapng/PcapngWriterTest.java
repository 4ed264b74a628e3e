package dev.lanyard.link.pcapng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import dev.lanyard.link.pcapng.PcapngWriter.Direction;
import dev.lanyard.os.testing.Interop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<IOException> failures = new ArrayList<>();
    private final PcapngWriter writer = new PcapngWriter(file, failures::add);

    /** An ICMP echo request that is right but for a checksum left to the link. */
    private static PacketBuffer echo() {
        PacketBuffer packet = PacketBuffer.copyOf(HexFormat.of()
                .parseHex("020000000002020000000001" + "0800" + "4500001d000040004001a7de" + "c0a80001c0a80002"
                        + "08000000000100012a"));
        packet.checksumPartial(34, 2);
        return packet;
    }

    @Test
    void theFirstBytesAreThoseOfTheDraft() {
        writer.addInterface("eth0");
        writer.write(
                0,
                Instant.ofEpochSecond(1, 2),
                PacketBuffer.copyOf(new byte[] {1, 2, 3, 4, 5}),
                Direction.INBOUND,
                "hi");
        writer.flush();
        String section = "0a0d0d0a" + "2c000000" + "4d3c2b1a" + "01000000" + "ffffffffffffffff" + "04000700"
                + "4c616e7961726400" + "00000000" + "2c000000";
        String networkInterface = "01000000" + "28000000" + "01000000" + "00000000" + "02000400" + "65746830"
                + "09000100" + "09000000" + "00000000" + "28000000";
        String packet = "06000000" + "3c000000" + "00000000" + "00000000" + "02ca9a3b" + "05000000" + "05000000"
                + "0102030405000000" + "01000200" + "68690000" + "02000400" + "01000000" + "00000000" + "3c000000";
        assertEquals(section + networkInterface + packet, HexFormat.of().formatHex(file.toByteArray()));
    }

    @Test
    void anIndependentReaderFindsWhatWasWritten() {
        int one = writer.addInterface("eins");
        writer.write(one, NOON, echo(), Direction.OUTBOUND, null);
        int two = writer.addInterface("zwölf");
        List<byte[]> contents = new ArrayList<>();
        for (int length : new int[] {0, 1, 2, 3, 4, 1514, 65_549}) {
            PacketBuffer frame = PacketBuffer.copyOf(new byte[length]);
            if (length > 0) {
                frame.putByte(length - 1, length);
            }
            contents.add(frame.toByteArray());
            writer.write(two, NOON.plusNanos(length), frame, Direction.INBOUND, "ß".repeat(length / 1000));
        }
        writer.close();

        PcapngReader reader = new PcapngReader(file.toByteArray());
        assertEquals("Lanyard", reader.application);
        assertEquals(List.of("eins", "zwölf"), reader.interfaces);
        PcapngReader.Packet first = reader.packets.get(0);
        assertEquals(2, first.flags());
        assertNull(first.comment());
        assertEquals(1767268800_123456789L, first.nanos());
        assertEquals(8, reader.packets.size());
        for (int i = 0; i < contents.size(); i++) {
            PcapngReader.Packet packet = reader.packets.get(i + 1);
            int length = contents.get(i).length;
            assertArrayEquals(contents.get(i), packet.bytes());
            assertEquals(1, packet.networkInterface());
            assertEquals(1, packet.flags());
            assertEquals(1767268800_123456789L + length, packet.nanos());
            assertEquals("ß".repeat(length / 1000), packet.comment());
        }
        assertTrue(failures.isEmpty());
    }

    @Test
    void completesChecksumsInTheFileOnly() {
        writer.addInterface("eth0");
        PacketBuffer frame = echo();
        writer.write(0, NOON, frame, Direction.OUTBOUND, null);
        writer.flush();
        byte[] written = new PcapngReader(file.toByteArray()).packets.get(0).bytes();
        // 0800 + 0001 + 0001 + 2a00 = 3202
        assertEquals((byte) 0xcd, written[36]);
        assertEquals((byte) 0xfd, written[37]);
        assertEquals(0, frame.getUnsignedShort(36));
        assertEquals(ChecksumState.PARTIAL, frame.checksum());
    }

    @Test
    void timesOutsideTheRangeAreTheNearestInIt() {
        assertEquals(0, PcapngWriter.nanosSinceEpoch(Instant.MIN));
        assertEquals(0, PcapngWriter.nanosSinceEpoch(Instant.ofEpochSecond(-1, 999_999_999)));
        assertEquals(1, PcapngWriter.nanosSinceEpoch(Instant.ofEpochSecond(0, 1)));
        assertEquals(
                9_223_372_035_999_999_999L,
                PcapngWriter.nanosSinceEpoch(Instant.ofEpochSecond(9_223_372_035L, 999_999_999)));
        assertEquals(Long.MAX_VALUE, PcapngWriter.nanosSinceEpoch(Instant.ofEpochSecond(9_223_372_036L)));
        assertEquals(Long.MAX_VALUE, PcapngWriter.nanosSinceEpoch(Instant.MAX));
    }

    @Test
    void aCommentThatIsTooLongEndsWithAWholeCharacter() {
        writer.addInterface("eth0");
        writer.write(0, NOON, echo(), Direction.OUTBOUND, "x" + "€".repeat(30_000));
        writer.close();
        assertEquals(
                "x" + "€".repeat(21_844),
                new PcapngReader(file.toByteArray()).packets.get(0).comment());
    }

    @Test
    void reportsAFullDiskOnceAndStops() {
        int[] writes = {0};
        boolean[] closed = {false};
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device " + ++writes[0]);
            }

            @Override
            public void close() throws IOException {
                closed[0] = true;
                throw new IOException("and cannot be closed");
            }
        };
        PcapngWriter failing = new PcapngWriter(full, failures::add);
        failing.addInterface("eth0");
        PacketBuffer frame = PacketBuffer.copyOf(new byte[1514]);
        for (int i = 0; i < 1000; i++) {
            failing.write(0, NOON, frame, Direction.OUTBOUND, null);
        }
        failing.addInterface("late");
        failing.flush();
        assertFalse(failing.isRecording());
        failing.close();
        assertEquals(1, failures.size());
        assertEquals("No space left on device 1", failures.get(0).getMessage());
        assertEquals(1, writes[0]);
        assertTrue(closed[0]);
    }

    @Test
    void namesTheFileItCannotCreate(@TempDir Path directory) {
        Path file = directory.resolve("missing/out.pcapng");
        IOException e = assertThrows(IOException.class, () -> PcapngWriter.create(file, failures::add));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    @Test
    void tsharkReadsIt(@TempDir Path directory) throws Exception {
        Interop.requireCommand("tshark");
        Path capture = directory.resolve("out.pcapng");
        try (PcapngWriter tested = PcapngWriter.create(capture, failures::add)) {
            tested.addInterface("client.eth0");
            tested.addInterface("server.eth0");
            tested.write(0, NOON, echo(), Direction.OUTBOUND, "dropped: loss");
            tested.write(1, NOON.plusNanos(1), echo(), Direction.INBOUND, null);
        }
        Path output = directory.resolve("out.txt");
        Process tshark = new ProcessBuilder(
                        "tshark",
                        "-n",
                        "-r",
                        capture.toString(),
                        "-T",
                        "fields",
                        "-E",
                        "separator=|",
                        "-e",
                        "frame.time_epoch",
                        "-e",
                        "frame.interface_name",
                        "-e",
                        "frame.packet_flags_direction",
                        "-e",
                        "frame.comment",
                        "-e",
                        "icmp.checksum.status",
                        "-e",
                        "ip.dst")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(tshark.waitFor(60, TimeUnit.SECONDS));
        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> line.contains("|"))
                .toList();
        assertEquals(
                List.of(
                        "1767268800.123456789|client.eth0|0x00000002|dropped: loss|1|192.168.0.2",
                        "1767268800.123456790|server.eth0|0x00000001||1|192.168.0.2"),
                lines);
    }
}
