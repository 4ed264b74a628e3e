package dev.lanyard.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.raw.RawDatagram;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.node.socket.BlockingRawSocket;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.node.socket.UdpOptionNames;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Type of service and time to live of a TCP connection (RFC 2474, RFC 9293 §3.9.2)")
class IpMarksTest {
    private static final int TCP = 6;

    private final World world = World.builder()
            .seed(9)
            .lan("lan", "10.0.1.0/24")
            .node("client", "lan", "10.0.1.1")
            .node("server", "lan", "10.0.1.2")
            .start();

    @AfterEach
    void stop() {
        world.close();
    }

    private static void expect(BlockingRawSocket wire, String source, int tos, int ttl) throws IOException {
        RawDatagram packet = wire.receive(Duration.ofSeconds(1));
        while (!packet.source().equals(Ipv4Address.parse(source))) {
            packet = wire.receive(Duration.ofSeconds(1));
        }
        assertEquals(tos, packet.packet()[1] & 0xff);
        assertEquals(ttl, packet.packet()[8] & 0xff);
    }

    @Test
    void ofOneSocket() throws IOException {
        BlockingTcpListener listener = world.node("server").blocking().listen(7, 1);
        BlockingTcpSocket client = world.node("client").blocking().connect("server", 7);
        BlockingTcpSocket server = listener.accept();
        assertEquals(0, client.option(StandardSocketOptions.IP_TOS));
        assertEquals(64, client.option(UdpOptionNames.IP_TTL));
        client.option(StandardSocketOptions.IP_TOS, 0xbb); // EF, and bits that are not ours to choose
        client.option(UdpOptionNames.IP_TTL, 9);
        assertEquals(0xb8, client.option(StandardSocketOptions.IP_TOS));
        assertEquals(9, client.option(UdpOptionNames.IP_TTL));
        try (BlockingRawSocket wire = world.node("server").blocking().raw(TCP, RawOptions.DEFAULT)) {
            client.output().write(1);
            expect(wire, "10.0.1.1", 0xb8, 9);
        }
        try (BlockingRawSocket wire = world.node("client").blocking().raw(TCP, RawOptions.DEFAULT)) {
            server.output().write(1);
            expect(wire, "10.0.1.2", 0, 64);
        }
    }

    @Test
    void wrongOnesAreRefused() throws IOException {
        world.node("server").blocking().listen(7, 1);
        BlockingTcpSocket client = world.node("client").blocking().connect("server", 7);
        assertThrows(IllegalArgumentException.class, () -> client.option(StandardSocketOptions.IP_TOS, 256));
        assertThrows(IllegalArgumentException.class, () -> client.option(UdpOptionNames.IP_TTL, 0));
    }
}
