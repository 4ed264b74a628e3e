package dev.lanyard.link.tap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("virtio_net_hdr (Virtual I/O Device 1.2 §5.1.6)")
class VirtioNetHeaderTest {
    private static final byte[] FRAME = new byte[100];

    private static PacketBuffer read(String header) {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(header), 10 + FRAME.length);
        return PacketBuffer.copyOf(bytes);
    }

    @Test
    @DisplayName("a super-segment from the kernel: partial checksum at 34+16, segments of 1448 bytes")
    void stripSuperSegment() {
        PacketBuffer frame = read("0101" + "4200" + "a805" + "2200" + "1000");
        assertTrue(VirtioNetHeader.strip(frame));
        assertEquals(FRAME.length, frame.length());
        assertEquals(ChecksumState.PARTIAL, frame.checksum());
        assertEquals(34, frame.checksumStart() - frame.head());
        assertEquals(16, frame.checksumOffset());
        assertEquals(1448, frame.segmentSize());
    }

    @Test
    @DisplayName("a frame whose checksum the kernel vouches for, and one that it says nothing of")
    void stripPlain() {
        PacketBuffer valid = read("02000000000000000000");
        assertTrue(VirtioNetHeader.strip(valid));
        assertEquals(ChecksumState.VERIFIED, valid.checksum());
        PacketBuffer plain = read("00000000000000000000");
        assertTrue(VirtioNetHeader.strip(plain));
        assertEquals(ChecksumState.UNKNOWN, plain.checksum());
        assertEquals(0, plain.segmentSize());
    }

    @Test
    @DisplayName("a frame no longer than the header, and a checksum that lies outside, are refused")
    void stripMalformed() {
        assertFalse(VirtioNetHeader.strip(PacketBuffer.copyOf(new byte[10])));
        assertFalse(VirtioNetHeader.strip(read("0100" + "0000" + "0000" + "6300" + "1000")));
    }

    @Test
    @DisplayName("what we ask the kernel for reads back as it was asked")
    void roundTrip() {
        PacketBuffer frame = PacketBuffer.copyOf(FRAME);
        frame.putByte(34 + 12, 8 << 4);
        frame.checksumPartial(34, 16);
        frame.segmentSize(1460);
        VirtioNetHeader.prepend(frame);
        byte[] header = Arrays.copyOf(frame.toByteArray(), 10);
        assertArrayEquals(HexFormat.of().parseHex("0101" + "4200" + "b405" + "2200" + "1000"), header);
        assertTrue(VirtioNetHeader.strip(frame));
        assertEquals(1460, frame.segmentSize());
    }

    @Test
    @DisplayName("a finished frame asks for nothing")
    void prependPlain() {
        PacketBuffer frame = PacketBuffer.copyOf(FRAME);
        frame.checksumVerified();
        VirtioNetHeader.prepend(frame);
        assertArrayEquals(new byte[10], Arrays.copyOf(frame.toByteArray(), 10));
    }
}
