package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.IcmpLimits;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.raw.RawDatagram;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.actors.udp.UdpHandler;
import dev.lanyard.actors.udp.UdpHeader;
import dev.lanyard.actors.udp.UdpSender;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.node.socket.BlockingRawSocket;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.os.testing.Commands;
import dev.lanyard.os.testing.Interop;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Raw sockets, options and scans between the kernel and a node")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class RawInteropTest {
    private static final int EXPERIMENT = 253; // RFC 3692

    private static final Ipv4Address KERNEL = Ipv4Address.parse(TapNode.KERNEL);
    private TapNode tap;

    @BeforeEach
    void start() throws IOException {
        tap = TapNode.start(true);
    }

    @AfterEach
    void stop() {
        if (tap != null) {
            tap.close();
        }
    }

    private String kernel(int status, String... command) {
        Interop.requireCommand(command[0]);
        Commands.Result result = tap.kernel.run(command);
        assertEquals(status, result.status(), result::output);
        return result.output();
    }

    @Test
    @DisplayName("socat's ip-datagram and a raw socket of ours exchange packets of a protocol of their own")
    void socat() throws Exception {
        Interop.requireCommand("socat");
        try (BlockingRawSocket socket = tap.node.blocking().raw(EXPERIMENT, RawOptions.DEFAULT)) {
            Process socat = tap.kernel.start(
                    "socat",
                    "-T20",
                    "STDIO",
                    "IP4-DATAGRAM:" + TapNode.NODE + ":" + EXPERIMENT + ",range=10.77.0.2/32");
            socat.getOutputStream().write("to lanyard".getBytes(StandardCharsets.UTF_8));
            socat.getOutputStream().flush();
            RawDatagram datagram = socket.receive(TapNode.LIMIT);
            assertEquals("to lanyard", new String(datagram.payload(), StandardCharsets.UTF_8));
            assertEquals(KERNEL, datagram.source());
            byte[] large = new byte[5000];
            Arrays.fill(large, (byte) 'x');
            socket.send(KERNEL, large);
            assertArrayEquals(large, socat.getInputStream().readNBytes(5000));
            Commands.kill(socat);
        }
    }

    @Test
    @DisplayName("a raw ICMP socket sees the kernel's echoes, which are answered all the same")
    void icmp() throws Exception {
        try (BlockingRawSocket socket = tap.node.blocking().raw(1, RawOptions.DEFAULT)) {
            String output = kernel(0, "ping", "-c", "1", "-s", "3000", "-W", "5", TapNode.NODE);
            assertTrue(output.contains("1 received"), output);
            RawDatagram echo = socket.receive(TapNode.LIMIT);
            assertEquals(8, echo.payload()[0]);
            assertEquals(3028, echo.packet().length);
        }
    }

    @Test
    @DisplayName("the kernel tells a raw socket that it does not know a protocol, whoever wrote the header")
    void protocolUnreachable() throws Exception {
        for (boolean header : new boolean[] {false, true}) {
            RawOptions options = RawOptions.DEFAULT.withReceiveErrors(true).withHeaderIncluded(header);
            try (BlockingRawSocket socket = tap.node.blocking().raw(EXPERIMENT, options)) {
                byte[] packet = new byte[40];
                packet[0] = 0x45;
                packet[8] = 64;
                packet[9] = (byte) EXPERIMENT;
                System.arraycopy(new byte[] {10, 77, 0, 1}, 0, packet, 16, 4);
                socket.send(KERNEL, packet);
                IOException e = assertThrows(PortUnreachableException.class, () -> socket.receive(TapNode.LIMIT));
                assertTrue(e.getMessage().contains("Destination Protocol Unreachable"), e::getMessage);
            }
        }
    }

    @Test
    @DisplayName("RFC 791: the kernel's ping -R and -T tsonly show us, and our own echo shows the kernel")
    void recordRoute() throws Exception {
        String route = kernel(0, "ping", "-c", "1", "-W", "5", "-R", TapNode.NODE);
        assertTrue(route.replaceAll("\\s+", " ").contains("RR: 10.77.0.1 10.77.0.2 10.77.0.2 10.77.0.1"), route);
        String times = kernel(0, "ping", "-c", "1", "-W", "5", "-T", "tsonly", TapNode.NODE);
        assertTrue(times.matches("(?s).*TS: \\t[0-9]+ absolute\\n(\\t-?[0-9]+\\n){3}.*"), times);
        String both = kernel(0, "ping", "-c", "1", "-W", "5", "-T", "tsandaddr", TapNode.NODE);
        assertTrue(both.contains("\t10.77.0.2\t"), both);
        EchoSocket echo = tap.await(tap.node.echo());
        tap.await(echo.send(KERNEL, 1, 56, 64, IpOptions.recordRoute()));
        EchoSocket.Reply reply = (EchoSocket.Reply) tap.await(echo.receive());
        List<Ipv4Address> recorded = IpOptions.recordedRoute(reply.options());
        Ipv4Address own = Ipv4Address.parse(TapNode.NODE);
        assertEquals(own, recorded.get(0));
        assertTrue(recorded.contains(KERNEL), recorded::toString);
        assertEquals(own, recorded.get(recorded.size() - 1));
    }

    @Test
    @DisplayName("nmap -sO: protocols that the node has are open, others closed, and one of a raw socket is not closed")
    void protocolScan() throws Exception {
        scanSettings();
        try (BlockingRawSocket socket = tap.node.blocking().raw(EXPERIMENT, RawOptions.DEFAULT)) {
            String output = kernel(
                    0, "nmap", "-n", "-Pn", "-T5", "--max-retries", "1", "-sO", "-p", "1,6,17,47,50,253", TapNode.NODE);
            assertTrue(output.matches("(?s).*\\n1 +open +icmp.*"), output);
            assertTrue(output.matches("(?s).*\\n6 +open +tcp.*"), output);
            assertTrue(output.matches("(?s).*\\n17 +open +udp.*"), output);
            assertTrue(output.matches("(?s).*\\n47 +closed +gre.*"), output);
            assertTrue(output.matches("(?s).*\\n50 +closed +esp.*"), output);
            assertTrue(output.matches("(?s).*\\n253 +open\\|filtered .*"), output);
            assertTrue(socket.receive(Duration.ofSeconds(1)).packet().length >= 20);
        }
    }

    @Test
    @DisplayName("nmap -sU: a port that answers is open, one that is silent open or filtered, others closed")
    void portScan() throws Exception {
        scanSettings();
        tap.await(tap.node.udp(1000, (sender, packets) -> packets.release()));
        tap.await(tap.node.udp(53, new UdpHandler() {
            @Override
            public void received(UdpSender sender, PacketBatch packets) {
                for (int i = 0; i < packets.size(); i++) {
                    PacketBuffer packet = packets.get(i);
                    PacketBuffer answer = sender.allocate(packet.length());
                    answer.append(packet);
                    sender.send(answer, 0, Ipv4Header.source(packet), UdpHeader.sourcePort(packet));
                }
                packets.release();
            }
        }));
        String output = kernel(
                0, "nmap", "-n", "-Pn", "-T5", "--max-retries", "1", "-sU", "-p", "7,53,123,1000-1003", TapNode.NODE);
        assertTrue(output.matches("(?s).*\\n53/udp +open +.*"), output);
        assertTrue(output.matches("(?s).*\\n1000/udp +open\\|filtered +.*"), output);
        for (int port : new int[] {7, 123, 1001, 1002, 1003}) {
            assertTrue(output.matches("(?s).*\\n" + port + "/udp +closed +.*"), output);
        }
    }

    /** Enough for a scan that does not wait. */
    private void scanSettings() throws Exception {
        Ipv4Settings settings = Ipv4Settings.HOST.withIcmpLimits(IcmpLimits.of(10_000, 1000));
        tap.await(tap.node.network().configure(settings));
    }

    @Test
    @DisplayName("58: arping -D of iputils finds our address taken, and another free")
    void duplicateAddressDetection() {
        String taken = kernel(1, "arping", "-D", "-I", "tap0", "-c", "2", "-w", "5", TapNode.NODE);
        assertTrue(taken.contains("Received 1 response(s)"), taken);
        assertTrue(taken.toLowerCase().contains("02:00:00:00:00:02"), taken);
        String free = kernel(0, "arping", "-D", "-I", "tap0", "-c", "2", "-w", "3", "10.77.0.9");
        assertTrue(free.contains("Received 0 response(s)"), free);
    }
}
