package dev.lanyard.actors.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpHeaderTest {
    private static final int SOURCE = 0xc0a80102;
    private static final int DESTINATION = 0xc0a80103;
    private static final HexFormat HEX = HexFormat.of();

    /** A SYN as Linux sends it, from 192.168.1.2 to 192.168.1.3, with its checksum. */
    private static final String SYN =
            "9c40001700000001000000" + "00a002faf0" + "0000" + "0000" + "020405b40402080a00000001000000000103" + "0307";

    private static TcpSegment segment() {
        TcpSegment segment = new TcpSegment();
        segment.clear();
        return segment;
    }

    /** The bytes with their checksum completed, as they come from a wire. */
    private static PacketBuffer onTheWire(byte[] bytes) {
        PacketBuffer packet = PacketBuffer.copyOf(bytes);
        packet.putShort(16, 0);
        int sum = InternetChecksum.sum(packet.bytes(), packet.head(), bytes.length)
                + InternetChecksum.pseudoHeader(SOURCE, DESTINATION, 6, bytes.length);
        packet.putShort(16, InternetChecksum.complement(InternetChecksum.fold(sum)));
        return packet;
    }

    @Test
    @DisplayName("RFC 9293 §3.1: a SYN from Linux, field by field")
    void golden() {
        TcpSegment segment = segment();
        assertNull(TcpHeader.parse(onTheWire(HEX.parseHex(SYN)), SOURCE, DESTINATION, segment));
        assertEquals(40_000, segment.sourcePort);
        assertEquals(23, segment.destinationPort);
        assertEquals(1, segment.seq);
        assertEquals(TcpSegment.SYN, segment.flags);
        assertEquals(64_240, segment.window);
        assertEquals(1460, segment.mss);
        assertEquals(7, segment.windowScale);
        assertTrue(segment.sackPermitted && segment.hasTimestamps);
        assertEquals(1, segment.tsVal);
        assertEquals(0, segment.payloadLength);
    }

    @Test
    @DisplayName("RFC 9293 §3.1: we write the same bytes, with the pseudo-header's sum where the checksum will be")
    void goldenWrite() {
        TcpSegment segment = segment();
        assertNull(TcpHeader.parse(onTheWire(HEX.parseHex(SYN)), SOURCE, DESTINATION, segment));
        PacketBuffer packet = PacketBuffer.allocate(0);
        TcpHeader.write(segment, packet, SOURCE, DESTINATION);
        assertEquals(PacketBuffer.ChecksumState.PARTIAL, packet.checksum());
        assertEquals(packet.head(), packet.checksumStart());
        assertEquals(16, packet.checksumOffset());
        assertEquals(InternetChecksum.pseudoHeader(SOURCE, DESTINATION, 6, 40), packet.getUnsignedShort(16));
        packet.putShort(16, 0);
        assertArrayEquals(HEX.parseHex(SYN), packet.toByteArray());
    }

    @Test
    @DisplayName("Round trip: random segments with every combination of options")
    void roundTrip() {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            TcpSegment segment = segment();
            boolean syn = random.nextBoolean();
            segment.sourcePort = random.nextInt(65_536);
            segment.destinationPort = random.nextInt(65_536);
            segment.seq = random.nextInt();
            segment.ack = random.nextInt();
            segment.flags = syn ? TcpSegment.SYN | random.nextInt(2) * TcpSegment.ACK : TcpSegment.ACK;
            segment.window = random.nextInt(65_536);
            segment.hasTimestamps = random.nextBoolean();
            segment.tsVal = segment.hasTimestamps ? random.nextInt() : 0;
            segment.tsEcr = segment.hasTimestamps ? random.nextInt() : 0;
            if (syn) {
                segment.mss = random.nextBoolean() ? random.nextInt(65_536) : TcpSegment.ABSENT;
                segment.windowScale = random.nextBoolean() ? random.nextInt(15) : TcpSegment.ABSENT;
                segment.sackPermitted = random.nextBoolean();
            } else {
                for (int blocks = random.nextInt(segment.hasTimestamps ? 4 : 5); blocks > 0; blocks--) {
                    segment.addSackBlock(random.nextInt(), random.nextInt());
                }
            }
            byte[] payload = new byte[random.nextInt(100)];
            random.nextBytes(payload);
            PacketBuffer packet = PacketBuffer.copyOf(payload);
            TcpHeader.write(segment, packet, SOURCE, DESTINATION);
            TcpSegment back = segment();
            assertNull(TcpHeader.parse(onTheWire(packet.toByteArray()), SOURCE, DESTINATION, back));
            segment.payloadLength = payload.length;
            assertEquals(fields(segment), fields(back));
        }
    }

    private static String fields(TcpSegment s) {
        return s + " " + s.sourcePort + " " + s.destinationPort + " " + s.mss + " " + s.windowScale + " "
                + s.sackPermitted + " " + s.hasTimestamps + " " + s.tsVal + " " + s.tsEcr + " "
                + Arrays.toString(Arrays.copyOf(s.sackEdges, 2 * s.sackBlocks));
    }

    @ParameterizedTest
    @DisplayName("62: what is cut off is rejected by name")
    @CsvSource({"0, TRUNCATED", "19, TRUNCATED", "20, BAD_DATA_OFFSET", "39, BAD_DATA_OFFSET"})
    void truncated(int length, TcpDrop reason) {
        byte[] bytes = Arrays.copyOf(HEX.parseHex(SYN), length);
        PacketBuffer packet = PacketBuffer.copyOf(bytes);
        assertEquals(reason, TcpHeader.parse(packet, SOURCE, DESTINATION, segment()));
    }

    @Test
    @DisplayName(
            "RFC 9293 §3.1: a data offset below five, and a wrong checksum, are rejected; a verified one is believed")
    void rejects() {
        byte[] bytes = HEX.parseHex(SYN);
        bytes[12] = 0x40;
        assertEquals(TcpDrop.BAD_DATA_OFFSET, TcpHeader.parse(onTheWire(bytes), SOURCE, DESTINATION, segment()));
        PacketBuffer packet = onTheWire(HEX.parseHex(SYN));
        packet.putByte(4, 1);
        assertEquals(TcpDrop.BAD_CHECKSUM, TcpHeader.parse(packet, SOURCE, DESTINATION, segment()));
        packet.checksumVerified();
        assertNull(TcpHeader.parse(packet, SOURCE, DESTINATION, segment()));
    }

    @ParameterizedTest
    @DisplayName("23: SYN+FIN and SYN+RST are dropped")
    @ValueSource(ints = {0x03, 0x06, 0x13, 0x16, 0x07, 0xff})
    void flags(int flags) {
        byte[] bytes = HEX.parseHex(SYN);
        bytes[13] = (byte) flags;
        assertEquals(TcpDrop.BAD_FLAGS, TcpHeader.parse(onTheWire(bytes), SOURCE, DESTINATION, segment()));
    }

    @ParameterizedTest
    @DisplayName("52: options of length 0 or 1, cut off, or unknown neither loop nor throw")
    @ValueSource(
            strings = {
                "0200000000000000", "0201000000000000", "0101010101010102", "0101010101010103", "fe00000000000000",
                "ff08000000000000", "0ff0000000000000", "0822000000000000", "0504000000000000", "0522000000000000",
                "0203010101010101", "0001020304050607", "030400040101010a", "0404010105020502"
            })
    void options(String options) {
        byte[] bytes = HEX.parseHex("9c4000170000000100000000" + "70" + "02" + "ffff00000000" + options);
        TcpSegment segment = segment();
        assertNull(TcpHeader.parse(onTheWire(bytes), SOURCE, DESTINATION, segment));
        assertEquals(TcpSegment.ABSENT, segment.mss);
        assertFalse(segment.sackPermitted || segment.hasTimestamps);
        assertEquals(0, segment.sackBlocks);
    }

    @Test
    @DisplayName("Options of a SYN count on a SYN only")
    void synOptions() {
        byte[] bytes = HEX.parseHex(SYN);
        bytes[13] = TcpSegment.ACK;
        TcpSegment segment = segment();
        assertNull(TcpHeader.parse(onTheWire(bytes), SOURCE, DESTINATION, segment));
        assertEquals(TcpSegment.ABSENT, segment.mss);
        assertEquals(TcpSegment.ABSENT, segment.windowScale);
        assertFalse(segment.sackPermitted);
        assertTrue(segment.hasTimestamps);
    }

    @Test
    @DisplayName("62: random bytes never throw")
    void randomBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            PacketBuffer packet = PacketBuffer.copyOf(bytes);
            packet.checksumVerified();
            TcpHeader.parse(packet, SOURCE, DESTINATION, segment());
        }
    }
}
