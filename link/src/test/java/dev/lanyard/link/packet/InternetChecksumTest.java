package dev.lanyard.link.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternetChecksumTest {
    @Test
    @DisplayName("RFC 1071 §3: the numerical example")
    void numericalExample() {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("0001f203f4f5f6f7"));
        assertEquals(0xddf2, InternetChecksum.sum(bytes, 0, 8));
        assertEquals(0x220d, InternetChecksum.complement(0xddf2));
    }

    @Test
    @DisplayName("RFC 1071 §2 (B): swapping the bytes swaps the sum")
    void byteOrderIndependence() {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("010003f2f5f4f7f6"));
        assertEquals(0xf2dd, InternetChecksum.sum(bytes, 0, 8));
    }

    @Test
    void anOddLastByteCountsAsIfAZeroFollowed() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0x12, 0x34, (byte) 0xab, 0x7f});
        assertEquals(0x1234 + 0xab00, InternetChecksum.sum(bytes, 0, 3));
        assertEquals(0x1200, InternetChecksum.sum(bytes, 0, 1));
        assertEquals(0, InternetChecksum.sum(bytes, 2, 0));
    }

    @Test
    void anIpv4HeaderWithItsChecksumSumsToAllOnes() {
        ByteBuffer header = ByteBuffer.wrap(HexFormat.of().parseHex("45000073000040004011b861c0a80001c0a800c7"));
        assertEquals(0xffff, InternetChecksum.sum(header, 0, 20));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyAlignmentAndLengthAgreesWithTheOracle(boolean direct) {
        Random random = new Random(11);
        byte[] content = new byte[160];
        ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(160) : ByteBuffer.allocate(160);
        for (int round = 0; round < 3; round++) {
            random.nextBytes(content);
            if (round == 1) {
                Arrays.fill(content, (byte) 0xff); // carries everywhere
            }
            bytes.put(0, content);
            for (int index = 0; index < 24; index++) {
                for (int length = 0; length <= 130; length++) {
                    assertEquals(
                            Naive.sum(content, index, index + length),
                            InternetChecksum.sum(bytes, index, length),
                            index + "+" + length);
                }
            }
        }
    }

    @Test
    void sixtyFourKilobytesOfOnesDoNotOverflow() {
        byte[] content = new byte[65_535];
        Arrays.fill(content, (byte) 0xff);
        assertEquals(
                Naive.sum(content, 0, content.length),
                InternetChecksum.sum(ByteBuffer.wrap(content), 0, content.length));
    }

    @Test
    void pseudoHeaderAgreesWithItsBytes() {
        byte[] header = HexFormat.of().parseHex("fffefdfc0a4d00020006ffff");
        assertEquals(Naive.sum(header, 0, 12), InternetChecksum.pseudoHeader(0xfffefdfc, 0x0a4d0002, 6, 0xffff));
    }

    @Test
    void foldsAnyPositiveSum() {
        assertEquals(0, InternetChecksum.fold(0));
        assertEquals(1, InternetChecksum.fold(0x1_0000));
        assertEquals(0xffff, InternetChecksum.fold(0xffff_ffffL));
        assertEquals(0x7fff, InternetChecksum.fold(Long.MAX_VALUE)); // 7fff + 3 * ffff
    }
}
