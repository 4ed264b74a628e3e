package dev.lanyard.link.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.pcapng.PcapngWriter;
import dev.lanyard.os.testing.Commands;
import dev.lanyard.os.testing.Interop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Programs of tcpdump's compiler choose the frames that tcpdump chooses")
class TcpdumpTest {
    private static final List<String> EXPRESSIONS = List.of(
            "ip",
            "arp",
            "icmp",
            "tcp port 80",
            "udp and src host 10.0.0.1",
            "not (tcp or udp)",
            "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
            "ip[6:2] & 0x1fff = 0 and udp dst port 53",
            "net 10.0.0.0/31 and greater 100",
            "ether broadcast or ether multicast",
            "ip proto 47 or less 60",
            "icmp[icmptype] = icmp-echo and ip[8] < 10",
            "len * 3 / 2 - 1 > 200",
            "portrange 50-90");

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Frames of all sorts; what is random is drawn from what makes a difference to some expression. */
    private static List<PacketBuffer> frames() {
        SplittableRandom random = new SplittableRandom(7);
        HexFormat hex = HexFormat.of();
        List<PacketBuffer> frames = new ArrayList<>();
        String[] stations = {"ffffffffffff", "01005e000001", "020000000001", "020000000002"};
        int[] protocols = {1, 6, 17, 47};
        int[] ports = {53, 60, 80, 8080};
        for (int i = 0; i < 600; i++) {
            PacketBuffer frame = PacketBuffer.allocate(1000);
            byte[] ethernet = hex.parseHex(
                    stations[random.nextInt(4)] + "020000000003" + (random.nextInt(8) == 0 ? "0806" : "0800"));
            frame.append(ethernet, 0, 14);
            int options = random.nextInt(4) == 0 ? 4 : 0;
            byte[] packet = new byte[20 + options + 20 + random.nextInt(200)];
            random.nextBytes(packet);
            packet[0] = (byte) (0x45 + options / 4);
            packet[2] = (byte) (packet.length >>> 8);
            packet[3] = (byte) packet.length;
            packet[6] = 0;
            packet[7] = (byte) (random.nextInt(4) == 0 ? 3 : 0);
            packet[8] = (byte) random.nextInt(20);
            packet[9] = (byte) protocols[random.nextInt(4)];
            byte[] addresses = {10, 0, 0, (byte) random.nextInt(4), 10, 0, 0, (byte) random.nextInt(4)};
            System.arraycopy(addresses, 0, packet, 12, 8);
            int transport = 20 + options;
            packet[transport] = (byte) (packet[9] == 1 ? 8 * random.nextInt(2) : 0);
            packet[transport + 1] = (byte) ports[random.nextInt(3)];
            packet[transport + 2] = 0;
            packet[transport + 3] = (byte) ports[random.nextInt(3)];
            frame.append(packet, 0, packet.length);
            frames.add(frame);
        }
        return frames;
    }

    @Test
    void sameFrames(@TempDir Path directory) throws Exception {
        Interop.requireCommand("tcpdump");
        List<PacketBuffer> frames = frames();
        Path file = directory.resolve("frames.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file, failure -> {
            throw new AssertionError(failure);
        })) {
            writer.addInterface("eth0");
            for (int i = 0; i < frames.size(); i++) {
                writer.write(0, Instant.ofEpochSecond(i), frames.get(i), PcapngWriter.Direction.INBOUND, null);
            }
        }
        for (String expression : EXPRESSIONS) {
            String text = Commands.run(LIMIT, List.of("tcpdump", "-y", "EN10MB", "-ddd", expression))
                    .orFail();
            BpfProgram program = BpfProgram.parse(text);
            List<Integer> ours = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                if (program.matches(frames.get(i))) {
                    ours.add(i);
                }
            }
            assertEquals(theirs(file, expression), ours, expression);
            assertTrue(ours.size() > 0 && ours.size() < frames.size(), expression + " makes no difference");
        }
    }

    /** The frames that tcpdump prints: their time says which. */
    private static List<Integer> theirs(Path file, String expression) {
        List<Integer> chosen = new ArrayList<>();
        String output = Commands.run(LIMIT, List.of("tcpdump", "-q", "-n", "-tt", "-r", file.toString(), expression))
                .orFail();
        output.lines()
                .filter(line -> line.matches("[0-9]+\\.[0-9]{6,9} .*"))
                .forEach(line -> chosen.add(Integer.parseInt(line.substring(0, line.indexOf('.')))));
        return chosen;
    }
}
