package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.node.socket.SocketOptionNames;
import dev.lanyard.os.testing.Commands;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Urgent data with the kernel (RFC 6093), and options by the JDK's names")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KernelUrgentTest {
    private static final int PORT = 7;

    private TapNode tap;
    private BlockingTcpListener listener;

    @BeforeEach
    void start() throws Exception {
        tap = TapNode.start(true);
        listener = tap.node.blocking().listen(PORT, 8);
    }

    @AfterEach
    void stop() {
        if (tap != null) {
            tap.close();
        }
    }

    private Socket kernelConnects() throws Exception {
        return tap.kernel.call(() -> {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(TapNode.NODE, PORT), 30_000);
            socket.setSoTimeout(30_000);
            return socket;
        });
    }

    @Test
    @DisplayName("the kernel's urgent byte is received by itself, and the stream goes on without it")
    void outOfBand() throws Exception {
        try (Socket kernel = kernelConnects();
                BlockingTcpSocket ours = listener.accept(TapNode.LIMIT)) {
            ours.timeout(TapNode.LIMIT);
            kernel.getOutputStream().write(new byte[] {1, 2, 3});
            kernel.sendUrgentData(0xf0);
            kernel.getOutputStream().write(new byte[] {4, 5});
            kernel.shutdownOutput();
            assertEquals(0xf0, ours.receiveUrgent());
            assertEquals("1 2 3 4 5", text(ours.input().readAllBytes()));
        }
    }

    @Test
    @DisplayName("with SO_OOBINLINE it stays where it was sent")
    void inline() throws Exception {
        try (Socket kernel = kernelConnects();
                BlockingTcpSocket ours = listener.accept(TapNode.LIMIT)) {
            ours.option(SocketOptionNames.SO_OOBINLINE, true);
            ours.timeout(TapNode.LIMIT);
            kernel.getOutputStream().write(new byte[] {1, 2, 3});
            kernel.sendUrgentData(9);
            kernel.getOutputStream().write(4);
            kernel.shutdownOutput();
            assertEquals("1 2 3 9 4", text(ours.input().readAllBytes()));
        }
    }

    @Test
    @DisplayName("our urgent byte reaches the kernel: inline where it was sent, else the stream is without it")
    void sent() throws Exception {
        for (boolean inline : new boolean[] {true, false}) {
            try (Socket kernel = kernelConnects();
                    BlockingTcpSocket ours = listener.accept(TapNode.LIMIT)) {
                kernel.setOOBInline(inline);
                ours.output().write(new byte[] {1, 2});
                ours.sendUrgent(9);
                ours.output().write(new byte[] {3});
                ours.shutdownOutput();
                assertEquals(
                        inline ? "1 2 9 3" : "1 2 3",
                        text(kernel.getInputStream().readAllBytes()));
            }
        }
    }

    @Test
    @DisplayName("our urgent byte is what recv with MSG_OOB returns")
    void python() throws Exception {
        FutureTask<Commands.Result> kernel = Streams.start(
                "python",
                () -> tap.kernel.run(
                        "python3",
                        "-c",
                        "import socket,select\n"
                                + "s = socket.create_connection(('" + TapNode.NODE + "', " + PORT + "), 20)\n"
                                + "select.select([], [], [s], 20)\n"
                                + "print(s.recv(1, socket.MSG_OOB)[0], s.recv(100)[0])\n"));
        try (BlockingTcpSocket ours = listener.accept(TapNode.LIMIT)) {
            ours.output().write(5);
            ours.sendUrgent(77);
            assertEquals("77 5", kernel.get(30, TimeUnit.SECONDS).orFail().trim());
        }
    }

    @Test
    @DisplayName("options say what they were set to, at opening and later")
    void options() throws Exception {
        try (Socket kernel = kernelConnects();
                BlockingTcpSocket ours = listener.accept(TapNode.LIMIT)) {
            assertEquals(false, ours.option(StandardSocketOptions.TCP_NODELAY));
            assertEquals(-1, ours.option(StandardSocketOptions.SO_LINGER));
            assertEquals(true, ours.option(StandardSocketOptions.SO_REUSEADDR));
            ours.option(StandardSocketOptions.TCP_NODELAY, true);
            ours.option(StandardSocketOptions.SO_KEEPALIVE, true);
            ours.option(StandardSocketOptions.SO_LINGER, 3);
            ours.option(StandardSocketOptions.SO_SNDBUF, 10_000);
            ours.option(StandardSocketOptions.SO_RCVBUF, 20_000);
            assertEquals(true, ours.option(StandardSocketOptions.TCP_NODELAY));
            assertEquals(true, ours.option(StandardSocketOptions.SO_KEEPALIVE));
            assertEquals(3, ours.option(StandardSocketOptions.SO_LINGER));
            assertEquals(7200, ours.option(ExtendedSocketOptions.TCP_KEEPIDLE));
            ours.option(ExtendedSocketOptions.TCP_KEEPIDLE, 60);
            ours.option(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
            ours.option(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
            assertEquals(60, ours.option(ExtendedSocketOptions.TCP_KEEPIDLE));
            assertEquals(5, ours.option(ExtendedSocketOptions.TCP_KEEPINTERVAL));
            assertEquals(3, ours.option(ExtendedSocketOptions.TCP_KEEPCOUNT));
            assertThrows(IllegalArgumentException.class, () -> ours.option(ExtendedSocketOptions.TCP_KEEPCOUNT, 0));
            assertEquals(10_000, ours.option(StandardSocketOptions.SO_SNDBUF));
            assertEquals(20_000, ours.option(StandardSocketOptions.SO_RCVBUF));
            kernel.getOutputStream().write(1);
            assertEquals(1, ours.input().read());
        }
    }

    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            text.append(text.isEmpty() ? "" : " ").append(each);
        }
        return text.toString();
    }
}
