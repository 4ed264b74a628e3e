package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the event loop's thread allocates while a connection carries bulk data: the whole stack from the tap to the socket, but not the
 * program's own threads. Objects are per burst (a batch of up to 64 frames, a super-segment, a read or write), so a segment's share
 * of them is a few bytes, where one object a segment and layer would be hundreds.
 */
@DisplayName("Allocation per segment of bulk data, tap to socket")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BulkAllocationTest {
    private static final int PORT = 7;
    private static final int CHUNK = 1 << 16;
    private static final long WARM_UP = 128L << 20;
    private static final long MEASURED = 64L << 20;
    private static final int SEGMENT = 1448;

    /** Less than one object a segment in each of the four layers. */
    private static final double MOST = 100;

    private TapNode tap;

    @AfterEach
    void stop() {
        if (tap != null) {
            tap.close();
        }
    }

    private long loopThread() throws Exception {
        CompletableFuture<Long> id = new CompletableFuture<>();
        tap.system.loop().execute(() -> id.complete(Thread.currentThread().getId()));
        return id.get(10, TimeUnit.SECONDS);
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(TapNode.NODE, PORT), 30_000);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void send(OutputStream output) throws Exception {
        byte[] chunk = new byte[CHUNK];
        for (long left = WARM_UP + MEASURED; left > 0; left -= chunk.length) {
            output.write(chunk);
        }
    }

    private static void receive(InputStream input, long count) throws Exception {
        byte[] chunk = new byte[CHUNK];
        long left = count;
        while (left > 0) {
            int read = input.read(chunk, 0, (int) Math.min(chunk.length, left));
            assertTrue(read > 0, "the stream ended early");
            left -= read;
        }
    }

    /** Bytes that the loop allocates for each segment's worth of data that comes out of the stream. */
    private double measure(InputStream input) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long loop = loopThread();
        receive(input, WARM_UP);
        long before = threads.getThreadAllocatedBytes(loop);
        receive(input, MEASURED);
        long allocated = threads.getThreadAllocatedBytes(loop) - before;
        return (double) allocated / (MEASURED / SEGMENT);
    }

    @ParameterizedTest(name = "offload {0}")
    @ValueSource(booleans = {true, false})
    void intoTheNode(boolean offload, TestReporter reporter) throws Exception {
        exchange(offload, true, reporter);
    }

    @ParameterizedTest(name = "offload {0}")
    @ValueSource(booleans = {true, false})
    void outOfTheNode(boolean offload, TestReporter reporter) throws Exception {
        exchange(offload, false, reporter);
    }

    private void exchange(boolean offload, boolean intoTheNode, TestReporter reporter) throws Exception {
        tap = TapNode.start(offload);
        try (BlockingTcpListener listener = tap.node.blocking().listen(PORT, 8);
                Socket kernel = tap.kernel.call(this::connect)) {
            try (BlockingTcpSocket node = listener.accept(TapNode.LIMIT)) {
                OutputStream from = intoTheNode ? kernel.getOutputStream() : node.output();
                InputStream to = intoTheNode ? node.input() : kernel.getInputStream();
                FutureTask<Void> sender = Streams.start("sender", () -> {
                    send(from);
                    return null;
                });
                double bytes = measure(to);
                sender.get(60, TimeUnit.SECONDS);
                reporter.publishEntry("bytes allocated a segment", String.format(Locale.ROOT, "%.1f", bytes));
                assertTrue(bytes < MOST, () -> bytes + " bytes a segment");
            }
        }
    }
}
