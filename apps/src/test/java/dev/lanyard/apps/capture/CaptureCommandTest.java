package dev.lanyard.apps.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.testing.Run;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.simulator.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureCommandTest {
    private static final String UDP = "020000000002" + "020000000001" + "0800" + "4500001f000100004011" + "0000"
            + "0a000001" + "0a000002" + "1f90003500" + "0b0000" + "616263";
    private static final String ARP = "ffffffffffff" + "020000000001" + "0806" + "0001080006040001" + "020000000001"
            + "0a000001" + "000000000000" + "0a000002";

    private final World world = World.builder()
            .seed(1)
            .lan("lan", "10.0.0.0/24")
            .node("a", "lan", "10.0.0.1")
            .node("b", "lan", "10.0.0.2")
            .services("b", "echo")
            .start();

    @AfterEach
    void close() {
        world.close();
    }

    private Run start(String line) {
        world.runFor(Duration.ofSeconds(10)); // until both have announced their addresses
        return Run.start(world, "a", line);
    }

    @Test
    @DisplayName("a short line for each frame, until there are enough")
    void lines() {
        Run capture = start("capture -c 4");
        Run.start(world, "a", "ping -c 1 10.0.0.2").result();
        assertEquals(0, capture.result().status());
        assertEquals(4L, capture.value("frames"));
        String time = "[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6} ";
        String id = "id [0-9]+, seq 1, length 64";
        List<String> expected = List.of(
                time + "Out ARP, Request who-has 10\\.0\\.0\\.2 tell 10\\.0\\.0\\.1",
                time + "In  ARP, Reply 10\\.0\\.0\\.2 is-at [0-9a-f:]{17}",
                time + "Out IP 10\\.0\\.0\\.1 > 10\\.0\\.0\\.2: ICMP echo request, " + id,
                time + "In  IP 10\\.0\\.0\\.2 > 10\\.0\\.0\\.1: ICMP echo reply, " + id,
                "4 frames");
        for (int i = 0; i < 5; i++) {
            assertTrue(capture.lines.get(i).matches(expected.get(i)), capture.lines::toString);
        }
    }

    @Test
    @DisplayName("a filter chooses, an interrupt or the time ends it, and nobody is left waiting")
    void filtered() {
        Run tcp = start("capture 'tcp dst port 7 and not (src host 10.0.0.2)'");
        Run program = Run.start(world, "a", "capture --for 5s --bpf '4 40 0 0 12 21 0 1 2054 6 0 0 1 6 0 0 0'");
        Run.start(world, "a", "nc 10.0.0.2 7", "hello").result();
        assertEquals(2L, program.value("frames"));
        assertTrue((long) tcp.interrupt().value("frames") >= 3);
        assertTrue(tcp.lines
                .get(0)
                .matches(".* Out IP 10\\.0\\.0\\.1\\.[0-9]+ > 10\\.0\\.0\\.2\\.7: Flags \\[S\\], seq .*"));
        assertEquals(0, world.counters("a").get("packet.sockets"));
    }

    @Test
    @DisplayName("frames are recorded in a file")
    void recorded(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("frames.pcapng");
        Run capture = start("capture -c 2 -w " + file + " icmp");
        Run.start(world, "a", "ping -c 1 10.0.0.2").result();
        assertEquals(List.of("2 frames"), resultLines(capture));
        assertTrue(Files.size(file) > 2 * 98);
    }

    private static List<String> resultLines(Run run) {
        assertEquals(0, run.result().status(), run.lines::toString);
        return run.lines;
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("what is not understood is named")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "capture host; ends where an address is missing",
                "capture frobnicate; 'frobnicate' in the filter is not understood",
                "capture tcp or; ends where a word",
                "capture '(tcp'; has no )",
                "capture 'tcp)'; ')' in the filter is not understood",
                "capture port 70000; not a number of 0 to 65535",
                "capture src arp; 'arp' in the filter",
                "capture -i eth9; no interface eth9",
                "capture -c 0; count of 1 or more",
                "capture --bpf '1 0 0 0 0'; last instruction does not return",
                "capture -w /nowhere/x; cannot create the capture file",
            })
    void mistakes(String line, String why) {
        Run run = Run.start(world, "a", line);
        assertEquals(2, run.result().status(), run.lines::toString);
        assertTrue(run.lines.get(0).contains(why), run.lines::toString);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @DisplayName("the words of pcap-filter(7)")
    @CsvSource({
        "ip, true, false",
        "arp, false, true",
        "udp, true, false",
        "icmp or arp, false, true",
        "host 10.0.0.2, true, true",
        "src host 10.0.0.2, false, false",
        "dst net 10.0.0.2/31, true, true",
        "udp port 53, true, false",
        "src port 53, false, false",
        "dst port 53 or src port 8080 and tcp, true, false",
        "(dst port 53 or src port 8080) and tcp, false, false",
        "not udp, false, true",
        "! udp && ! arp, false, false",
        "ether src 02:00:00:00:00:01, true, true",
        "ether dst host 02:00:00:00:00:01, false, false",
        "ether proto 0x0806, false, true",
        "broadcast, false, true",
        "multicast, false, true",
        "proto 17, true, false",
        "less 42, false, true",
        "greater 43, true, false",
    })
    void words(String expression, boolean udp, boolean arp) {
        FrameFilter filter = CaptureExpression.parse(List.of(expression.split(" ")));
        assertEquals(udp, filter.matches(frame(UDP)));
        assertEquals(arp, filter.matches(frame(ARP)));
        assertFalse(CaptureExpression.parse(List.of("tcp port 80")).matches(frame(UDP.substring(0, 28))));
    }

    private static PacketBuffer frame(String hex) {
        return PacketBuffer.copyOf(HexFormat.of().parseHex(hex));
    }

    @Test
    @DisplayName("62: every frame has a line, and every expression is read or refused")
    void fuzz() {
        assertEquals(
                "IP 10.0.0.1.8080 > 10.0.0.2.53: UDP, length 3",
                FrameText.describe(frame(UDP).toByteArray()));
        SplittableRandom random = new SplittableRandom(62);
        String[] words = {
            "(",
            ")",
            "not",
            "and",
            "or",
            "tcp",
            "host",
            "10.0.0.1",
            "port",
            "80",
            "src",
            "dst",
            "ether",
            "net",
            "10.0.0.0/8"
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(i % 2 == 0 ? UDP : ARP);
            for (int j = 0; j < 4; j++) {
                bytes[12 + random.nextInt(bytes.length - 12)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            assertFalse(FrameText.describe(cut).isEmpty());
            StringBuilder expression = new StringBuilder();
            for (int j = random.nextInt(10); j >= 0; j--) {
                expression.append(words[random.nextInt(words.length)]).append(' ');
            }
            try {
                FrameFilter filter = CaptureExpression.parse(List.of(expression.toString()));
                if (cut.length >= 14) {
                    filter.matches(PacketBuffer.copyOf(cut));
                }
            } catch (IllegalArgumentException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
        String deep = "( ".repeat(100_000);
        assertThrows(IllegalArgumentException.class, () -> CaptureExpression.parse(List.of(deep)));
    }
}
