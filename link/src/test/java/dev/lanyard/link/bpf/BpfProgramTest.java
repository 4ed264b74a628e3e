package dev.lanyard.link.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Classic BPF (McCanne and Jacobson 1993)")
class BpfProgramTest {
    private static BpfInstruction word(int code, int jumpTrue, int jumpFalse, int k) {
        return new BpfInstruction(code, jumpTrue, jumpFalse, k);
    }

    private static int run(int... kAndCodes) {
        List<BpfInstruction> program = new ArrayList<>();
        for (int i = 0; i < kAndCodes.length; i += 2) {
            program.add(word(kAndCodes[i], 0, 0, kAndCodes[i + 1]));
        }
        program.add(word(0x16, 0, 0, 0)); // return A
        return BpfProgram.of(program).run(PacketBuffer.copyOf(new byte[] {1, 2, 3, 4, (byte) 0xf5}));
    }

    @Test
    @DisplayName("loads, memory and arithmetic, all of it unsigned")
    void operations() {
        assertEquals(0x01020304, run(0x20, 0));
        assertEquals(0x0304, run(0x28, 2));
        assertEquals(0xf5, run(0x30, 4));
        assertEquals(5, run(0x80, 0));
        assertEquals(20, run(0xb1, 4, 0x87, 0)); // X = 4 × low nibble of octet 4; A = X
        assertEquals(0x0203, run(0x01, 1, 0x48, 0)); // H at X + 0
        assertEquals(7, run(0x00, 7, 0x02, 3, 0x00, 0, 0x60, 3));
        assertEquals(9, run(0x00, 9, 0x07, 0, 0x03, 15, 0x00, 0, 0x61, 15, 0x87, 0));
        assertEquals(0x7fff_ffff, run(0x00, -1, 0x34, 2));
        assertEquals(5, run(0x00, -1, 0x94, 10)); // 4294967295 mod 10
        assertEquals(-3, run(0x00, 3, 0x84, 0));
        assertEquals(6, run(0x00, 5, 0xa4, 3));
        assertEquals(0xf0, run(0x00, 0x0f, 0x64, 4));
        assertEquals(0, run(0x01, 32, 0x00, 1, 0x6c, 0)); // shifted by 32
        assertEquals(16, run(0x00, 4, 0x07, 0, 0x2c, 0)); // A × X
        assertEquals(8, run(0x00, 5, 0x04, 3));
        assertEquals(2, run(0x00, 5, 0x14, 3));
        assertEquals(7, run(0x00, 5, 0x44, 3));
        assertEquals(1, run(0x00, 5, 0x54, 3));
    }

    @Test
    @DisplayName("what lies beyond the frame, and a division by zero, end the program with 0")
    void ends() {
        assertEquals(0, run(0x20, 2, 0x00, 9));
        assertEquals(0, run(0x30, 5, 0x00, 9));
        assertEquals(0, run(0x30, -5000, 0x00, 9));
        assertEquals(0, run(0x01, -1, 0x50, 2, 0x00, 9));
        assertEquals(0, run(0x01, 0, 0x00, 9, 0x3c, 0, 0x00, 9));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("what may not run is refused, and what is wrong is said")
    @CsvSource({
        "'0', 1 to 4096 instructions",
        "'1 0 0 0 1', last instruction does not return",
        "'2 5 0 0 1 6 0 0 1', jumps out",
        "'2 5 0 0 4294967295 6 0 0 1', jumps out",
        "'2 21 1 0 5 6 0 0 1', jumps out",
        "'2 21 0 1 5 6 0 0 1', jumps out",
        "'2 96 0 0 16 6 0 0 1', word 16 of memory",
        "'2 3 0 0 4294967295 6 0 0 1', word 4294967295 of memory",
        "'2 52 0 0 0 6 0 0 1', divides by zero",
        "'2 148 0 0 0 6 0 0 1', divides by zero",
        "'2 100 0 0 32 6 0 0 1', shifts",
        "'2 48 0 0 4294963200 6 0 0 1', only Linux",
        "'2 24 0 0 0 6 0 0 1', no such operation",
        "'2 65535 0 0 0 6 0 0 1', no such operation",
        "'1 14 0 0 0', no such operation",
        "'2 6 0 0 1', so many times four",
        "'1 6 0 0', so many times four",
        "'1 6 0 0 x', not a number",
        "'1 6 256 0 1', out of range",
        "'1 6 0 0 4294967296', out of range",
        "'', not a number",
    })
    void refused(String text, String reason) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> BpfProgram.parse(text));
        assertTrue(e.getMessage().contains(reason), e::getMessage);
    }

    @Test
    @DisplayName("62: programs of random numbers are refused or end, on any frame")
    void random() {
        SplittableRandom random = new SplittableRandom(62);
        int[] codes = {
            0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0x80, 0xb1, 0x00, 0x01, 0x02, 0x03, 0x60, 0x61, 0x04, 0x0c, 0x14, 0x2c,
            0x34, 0x3c, 0x64, 0x6c, 0x74, 0x84, 0x9c, 0xa4, 0x05, 0x15, 0x1d, 0x25, 0x35, 0x45, 0x07, 0x87
        };
        int ran = 0;
        for (int i = 0; i < 100_000; i++) {
            List<BpfInstruction> program = new ArrayList<>();
            int length = random.nextInt(1, 20);
            for (int j = 0; j < length; j++) {
                int code = random.nextInt(50) == 0 ? random.nextInt(65536) : codes[random.nextInt(codes.length)];
                program.add(word(code, random.nextInt(length - j), random.nextInt(length - j), random.nextInt(-2, 16)));
            }
            program.add(word(random.nextBoolean() ? 0x16 : 6, 0, 0, 1));
            if (BpfVerifier.problem(program) == null) {
                byte[] frame = new byte[random.nextInt(60)];
                random.nextBytes(frame);
                BpfProgram.of(program).run(PacketBuffer.copyOf(frame));
                ran++;
            }
        }
        assertTrue(ran > 5_000, "only " + ran + " ran");
    }

    @Test
    @DisplayName("tcpdump -ddd 'ip': matches IPv4, and nothing shorter than a header")
    void ip() {
        BpfProgram ip = BpfProgram.parse("4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n");
        byte[] frame = new byte[14];
        frame[12] = 8;
        assertTrue(ip.matches(PacketBuffer.copyOf(frame)));
        assertEquals(262_144, ip.run(PacketBuffer.copyOf(frame)));
        frame[13] = 6;
        assertFalse(ip.matches(PacketBuffer.copyOf(frame)));
        assertFalse(ip.matches(PacketBuffer.copyOf(new byte[13])));
    }
}
