package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.node.socket.BlockingUdpSocket;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("UDP with the kernel (RFC 768)")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KernelUdpTest {
    private static final int PORT = 7;
    private static final int LARGEST = 1500 - 28;
    private static final int DATAGRAMS = 1000;

    private TapNode tap;
    private DatagramSocket kernel;

    @BeforeEach
    void start() throws Exception {
        tap = TapNode.start(true);
        kernel = tap.kernel.call(() -> new DatagramSocket(new InetSocketAddress(TapNode.KERNEL, 0)));
        kernel.setSoTimeout(20_000);
    }

    @AfterEach
    void stop() {
        if (kernel != null) {
            kernel.close();
        }
        if (tap != null) {
            tap.close();
        }
    }

    /** Sizes from 0 to the MTU, so that a thousand datagrams take in both ends. */
    private static byte[] payload(int i, SplittableRandom random) {
        byte[] payload = new byte[(int) ((long) i * LARGEST / (DATAGRAMS - 1))];
        random.nextBytes(payload);
        return payload;
    }

    @Test
    @DisplayName("1,000 datagrams of 0 to 1472 bytes from the kernel, and back")
    void everySize() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        InetAddress node = InetAddress.getByName(TapNode.NODE);
        byte[] buffer = new byte[LARGEST + 1];
        try (BlockingUdpSocket socket = tap.node.blocking().udp(PORT)) {
            for (int i = 0; i < DATAGRAMS; i++) {
                byte[] payload = payload(i, random);
                kernel.send(new DatagramPacket(payload, payload.length, node, PORT));
                Datagram datagram = socket.receive(TapNode.LIMIT);
                assertArrayEquals(payload, datagram.payload());
                assertEquals(kernel.getLocalPort(), datagram.source().port());
                socket.send(datagram.source(), datagram.payload());
                DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
                kernel.receive(answer);
                assertArrayEquals(payload, Arrays.copyOf(buffer, answer.getLength()));
            }
        }
    }

    @Test
    @DisplayName("51: datagrams of up to 65,507 bytes, in fragments, both ways")
    void fragments() throws Exception {
        SplittableRandom random = new SplittableRandom(2);
        byte[] buffer = new byte[65_508];
        try (BlockingUdpSocket socket = tap.node.blocking().udp(PORT)) {
            for (int size : new int[] {LARGEST + 1, 9000, 65_506, 65_507}) {
                byte[] payload = new byte[size];
                random.nextBytes(payload);
                kernel.send(new DatagramPacket(payload, size, InetAddress.getByName(TapNode.NODE), PORT));
                Datagram datagram = socket.receive(TapNode.LIMIT);
                assertArrayEquals(payload, datagram.payload());
                socket.send(datagram.source(), payload);
                DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
                kernel.receive(answer);
                assertArrayEquals(payload, Arrays.copyOf(buffer, answer.getLength()));
            }
        }
        assertEquals(4L, tap.node.counters().get("ip.reassembled"));
    }

    @Test
    @DisplayName("a port that nobody has is reported, both ways (RFC 1122 §4.1.3.1)")
    void portUnreachable() throws Exception {
        kernel.connect(new InetSocketAddress(TapNode.NODE, 4000));
        kernel.send(new DatagramPacket(new byte[1], 1));
        assertThrows(PortUnreachableException.class, () -> kernel.receive(new DatagramPacket(new byte[1], 1)));
        try (BlockingUdpSocket socket = tap.node.blocking().udp(0)) {
            socket.connect(TapNode.kernelPort(4000));
            socket.send(TapNode.kernelPort(4000), new byte[1]);
            PortUnreachableException unreachable =
                    assertThrows(PortUnreachableException.class, () -> socket.receive(TapNode.LIMIT));
            assertTrue(unreachable.getMessage().contains("10.77.0.1"), unreachable::getMessage);
        }
    }
}
