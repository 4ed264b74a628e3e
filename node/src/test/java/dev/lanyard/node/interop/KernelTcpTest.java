package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("TCP with the kernel (RFC 9293)")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KernelTcpTest {
    private static final long BULK = 64L << 20;
    private static final int PORT = 7;
    private static final int WAIT_MILLIS = 30_000;

    private TapNode tap;

    @AfterEach
    void stop() {
        if (tap != null) {
            tap.close();
        }
    }

    private Socket kernelConnects() throws Exception {
        return tap.kernel.call(() -> {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(TapNode.NODE, PORT), WAIT_MILLIS);
            socket.setSoTimeout(WAIT_MILLIS);
            return socket;
        });
    }

    private ServerSocket kernelListens() throws Exception {
        return tap.kernel.call(() -> {
            ServerSocket server = new ServerSocket(PORT, 8, InetAddress.getByName(TapNode.KERNEL));
            server.setSoTimeout(WAIT_MILLIS);
            return server;
        });
    }

    private static FutureTask<Void> echoOnce(BlockingTcpListener listener) {
        return Streams.start("node-echo", () -> {
            try (BlockingTcpSocket socket = listener.accept(TapNode.LIMIT)) {
                return Streams.echo(socket.input(), socket.output());
            }
        });
    }

    private static <T> T join(FutureTask<T> task) throws Exception {
        return task.get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "offload {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("64 MB through our echo come back to the kernel as they were sent")
    void kernelIsClient(boolean offload) throws Exception {
        tap = TapNode.start(offload);
        int buffers = tap.pool.available();
        try (BlockingTcpListener listener = tap.node.blocking().listen(PORT, 8)) {
            FutureTask<Void> echo = echoOnce(listener);
            try (Socket socket = kernelConnects()) {
                FutureTask<String> sent = Streams.start("kernel-writer", () -> {
                    String digest = Streams.write(socket.getOutputStream(), BULK, 1);
                    socket.shutdownOutput();
                    return digest;
                });
                String received = Streams.read(socket.getInputStream(), BULK);
                assertEquals(join(sent), received);
                assertEquals(-1, socket.getInputStream().read());
            }
            join(echo);
        }
        tap.assertReturned(buffers);
    }

    @ParameterizedTest(name = "offload {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("64 MB through the kernel's echo come back to us as we sent them")
    void nodeIsClient(boolean offload) throws Exception {
        tap = TapNode.start(offload);
        try (ServerSocket server = kernelListens()) {
            FutureTask<Void> echo = Streams.start("kernel-echo", () -> {
                try (Socket socket = server.accept()) {
                    return Streams.echo(socket.getInputStream(), socket.getOutputStream());
                }
            });
            try (BlockingTcpSocket socket = tap.node.blocking().connect(TapNode.kernelPort(PORT))) {
                FutureTask<String> sent = Streams.start("node-writer", () -> {
                    String digest = Streams.write(socket.output(), BULK, 2);
                    socket.shutdownOutput();
                    return digest;
                });
                String received = Streams.read(socket.input(), BULK);
                assertEquals(join(sent), received);
                assertEquals(-1, socket.input().read());
            }
            join(echo);
        }
    }

    @Test
    @DisplayName("18. A port that nobody listens on refuses, both ways")
    void refused() throws Exception {
        tap = TapNode.start(true);
        ConnectException kernels = assertThrows(ConnectException.class, this::kernelConnects);
        assertTrue(kernels.getMessage().contains("refused"), kernels::getMessage);
        ConnectException ours =
                assertThrows(ConnectException.class, () -> tap.node.blocking().connect(TapNode.kernelPort(PORT)));
        assertTrue(ours.getMessage().contains("refused"), ours::getMessage);
    }

    @Test
    @DisplayName("a listener that is closed refuses, one that is opened again serves")
    void listenerRestarted() throws Exception {
        tap = TapNode.start(true);
        for (int round = 0; round < 3; round++) {
            try (BlockingTcpListener listener = tap.node.blocking().listen(PORT, 8)) {
                FutureTask<Void> echo = echoOnce(listener);
                exchange();
                join(echo);
            }
            assertThrows(ConnectException.class, this::kernelConnects);
        }
    }

    @Test
    @DisplayName("a connection outlives its tap: deleted, created again, and the bytes go on")
    void tapDeleted() throws Exception {
        tap = TapNode.start(true);
        try (BlockingTcpListener listener = tap.node.blocking().listen(PORT, 8)) {
            FutureTask<Void> echo = echoOnce(listener);
            try (Socket socket = kernelConnects()) {
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
                tap.kernel.delete("tap0");
                tap.kernel.tap("tap0", TapNode.KERNEL + "/24");
                socket.getOutputStream().write(2);
                assertEquals(2, socket.getInputStream().read());
            }
            join(echo);
        }
    }

    private void exchange() throws Exception {
        try (Socket socket = kernelConnects()) {
            String sent = Streams.write(socket.getOutputStream(), 10_000, 3);
            assertEquals(sent, Streams.read(socket.getInputStream(), 10_000));
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read());
        } catch (IOException e) {
            throw new AssertionError("the exchange failed; counters " + tap.node.counters(), e);
        }
    }
}
