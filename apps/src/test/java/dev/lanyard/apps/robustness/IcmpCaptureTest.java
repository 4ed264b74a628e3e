package dev.lanyard.apps.robustness;

import static dev.lanyard.apps.robustness.Frames.FRAGMENT;
import static dev.lanyard.apps.robustness.Frames.ICMP;
import static dev.lanyard.apps.robustness.Frames.IP;
import static dev.lanyard.apps.robustness.Frames.NODE;
import static dev.lanyard.apps.robustness.Frames.PEER;
import static dev.lanyard.apps.robustness.Frames.TRANSPORT;
import static dev.lanyard.apps.robustness.Frames.TTL;
import static dev.lanyard.apps.robustness.Frames.UDP;
import static dev.lanyard.apps.robustness.Frames.icmp;
import static dev.lanyard.apps.robustness.Frames.ipv4;
import static dev.lanyard.apps.robustness.Frames.mend;
import static dev.lanyard.apps.robustness.Frames.udp;
import static dev.lanyard.apps.robustness.Frames.with16;
import static dev.lanyard.apps.robustness.Frames.with8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.pcapng.PcapngWriter;
import dev.lanyard.link.pcapng.PcapngWriter.Direction;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.UdpSocket;
import dev.lanyard.os.testing.Captures;
import dev.lanyard.os.testing.Interop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("tshark reads every kind of ICMP message that a router sends, and UDP with and without checksum")
class IcmpCaptureTest {
    private static final Ipv4Address FAR = Ipv4Address.parse("198.51.100.11");
    private static final Ipv4Address NOWHERE = Ipv4Address.parse("203.0.113.5");
    private static final Ipv4Address FARTHER = Ipv4Address.parse("203.0.113.6");

    /** Unreachable 0 to 5, redirect, echo and reply, time exceeded twice, parameter problem, timestamp and mask replies. */
    private static final Set<String> KINDS = new TreeSet<>(Set.of(
            "0|0", "3|0", "3|1", "3|2", "3|3", "3|4", "3|5", "5|1", "8|0", "11|0", "11|1", "12|0", "14|0", "18|0"));

    private static byte[] passing(Ipv4Address destination, byte[] options, int size) {
        return ipv4(PEER, destination, UDP, options, udp(1024, 4000, new byte[size]));
    }

    private static void provoke(Victim victim) throws Exception {
        victim.arrive(
                ipv4(ICMP, icmp(8, 0, 1, new byte[3000 - 28 - 1500])),
                ipv4(ICMP, icmp(13, 0, 1, new byte[12])),
                ipv4(ICMP, icmp(17, 0, 1, new byte[4])),
                ipv4(99, new byte[5]),
                ipv4(UDP, udp(1024, 4000, new byte[7])),
                with16(ipv4(UDP, udp(1024, 4001, new byte[7])), TRANSPORT + 6, 0));
        victim.arrive(
                passing(NOWHERE, new byte[0], 5),
                mend(with16(passing(FAR, new byte[0], 900), FRAGMENT, 0x4000)),
                passing(FAR, new byte[] {(byte) 131, 3, 4, 0}, 5),
                passing(FAR, new byte[] {7, 0, 4, 0}, 5),
                mend(with8(passing(FAR, new byte[0], 1000), TTL, 1)),
                passing(FARTHER, new byte[0], 5),
                passing(FAR, new byte[0], 5),
                mend(with16(with16(ipv4(UDP, new byte[8]), IP + 4, 99), FRAGMENT, 0x2000)));
        UdpSocket socket = victim.await(victim.node.udp(0, UdpOptions.DEFAULT, null));
        victim.await(socket.send(new Endpoint(PEER, 9), ByteBuffer.allocate(5001)));
        EchoSocket echo = victim.await(victim.node.echo());
        victim.await(echo.send(PEER, 1, 3001, 64));
        victim.pass(Duration.ofSeconds(40));
    }

    private static void write(Path file, List<byte[]> frames) throws IOException {
        try (PcapngWriter writer = PcapngWriter.create(file, failure -> {
            throw new AssertionError(failure);
        })) {
            int link = writer.addInterface("link");
            for (byte[] frame : frames) {
                writer.write(link, Instant.EPOCH, PacketBuffer.copyOf(frame), Direction.OUTBOUND, null);
            }
        }
    }

    @Test
    @DisplayName("RFC 792, RFC 950, RFC 1812 §4.3")
    void kinds(@TempDir Path folder) throws Exception {
        Interop.requireCommand("tshark");
        Path file = folder.resolve("icmp.pcapng");
        try (Victim victim = Victim.router()) {
            victim.await(victim.node
                    .network()
                    .addRoute(new StaticRoute(new Ipv4Prefix(FARTHER, 32), Ipv4Address.parse("192.0.2.77"), 0)));
            List<byte[]> sent = victim.link.record();
            provoke(victim);
            write(file, sent);
        }
        Captures.assertFlawless(file);
        Set<String> kinds = new TreeSet<>();
        for (String line : Captures.fields(file, "icmp && ip.src#1 == " + NODE, "icmp.type", "icmp.code")) {
            String[] fields = line.split("\\|");
            kinds.add(fields[0].split(",")[0] + "|" + fields[1].split(",")[0]);
        }
        assertEquals(KINDS, kinds);
    }
}
