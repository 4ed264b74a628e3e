package dev.lanyard.apps.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanyard.actors.dns.DnsData;
import dev.lanyard.actors.dns.DnsMessage;
import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsQuestion;
import dev.lanyard.actors.dns.DnsType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.simulator.World;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The dns-server service over TCP (RFC 7766)")
class DnsServerTcpTest {
    private final World world = World.builder()
            .seed(7766)
            .lan("lan", "10.0.1.0/24")
            .node("client", "lan", "10.0.1.1")
            .node("server", "lan", "10.0.1.2")
            .services("server", "dns-server www=10.9.9.1")
            .start();
    private final BlockingTcpSocket socket;
    private final DataOutputStream output;
    private final DataInputStream input;

    DnsServerTcpTest() throws IOException {
        socket = world.node("client").blocking().connect("server", 53);
        output = new DataOutputStream(socket.output());
        input = new DataInputStream(socket.input());
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void ask(int id) throws IOException {
        byte[] question = DnsMessage.query(id, new DnsQuestion(DnsName.parse("www"), DnsType.A), Optional.empty())
                .emit();
        output.writeShort(question.length);
        output.write(question);
    }

    private void expect(int id) throws IOException {
        DnsMessage answer =
                DnsMessage.parse(input.readNBytes(input.readUnsignedShort())).message();
        assertEquals(id, answer.id());
        DnsData.Address data = (DnsData.Address) answer.answers().get(0).data();
        assertEquals(Ipv4Address.parse("10.9.9.1"), data.address());
    }

    @Test
    @DisplayName("§6.2.1: several questions on one connection")
    void severalQuestions() throws IOException {
        ask(1);
        ask(2);
        expect(1);
        expect(2);
        ask(3);
        expect(3);
        socket.shutdownOutput();
        assertEquals(-1, input.read());
    }

    @Test
    @DisplayName("§6.2.3: a client that asks nothing, or stops in the middle, is not waited for")
    void silence() throws IOException {
        ask(1);
        expect(1);
        output.writeByte(0);
        world.runFor(Duration.ofSeconds(9));
        assertEquals(0, input.available());
        world.runFor(Duration.ofSeconds(2));
        assertThrows(IOException.class, input::read);
    }
}
