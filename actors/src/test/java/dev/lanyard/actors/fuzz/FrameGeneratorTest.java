package dev.lanyard.actors.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.link.packet.InternetChecksum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameGeneratorTest {
    private static final int FRAMES = 20_000;

    private static List<String> frames() {
        FrameGenerator generator = new FrameGenerator(ParserFuzz.scene());
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            frames.add(HexFormat.of().formatHex(generator.next()));
        }
        return frames;
    }

    @Test
    @DisplayName("61. One seed makes the same frames twice")
    void repeats() {
        assertEquals(frames(), frames());
    }

    @Test
    @DisplayName("62. Most frames get past the checksum of IPv4, and few are the same")
    void reaches() {
        FrameGenerator generator = new FrameGenerator(ParserFuzz.scene());
        int ipv4 = 0;
        int good = 0;
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = generator.next();
            assertFalse(frame.length > 1514);
            if (frame.length >= 34 && Octets.u16(frame, 12) == EtherType.IPV4 && frame[14] == 0x45) {
                ipv4++;
                good += InternetChecksum.sum(ByteBuffer.wrap(frame), 14, 20) == 0xffff ? 1 : 0;
            }
        }
        int all = ipv4;
        int right = good;
        assertTrue(all > FRAMES / 2 && right > all * 3 / 4, () -> right + " of " + all + " of " + FRAMES);
        assertTrue(frames().stream().distinct().count() > FRAMES * 0.8);
    }
}
