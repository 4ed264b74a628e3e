package dev.lanyard.apps.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void writesInOrder() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Console console = new Console(out)) {
            console.print("one");
            console.write(ByteBuffer.wrap("two".getBytes(StandardCharsets.UTF_8)), Runnable::run);
            console.flush(LIMIT);
            assertEquals("one\ntwo", out.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aSlowReaderHoldsTheWriterUpWithoutBlockingIt() throws Exception {
        Semaphore reader = new Semaphore(0);
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes) {
                reader.acquireUninterruptibly();
            }
        };
        try (Console console = new Console(slow)) {
            var first =
                    console.write(ByteBuffer.allocate(100_000), Runnable::run).toCompletableFuture();
            var second =
                    console.write(ByteBuffer.allocate(200_000), Runnable::run).toCompletableFuture();
            assertTrue(first.isDone());
            assertFalse(second.isDone());
            reader.release(2);
            second.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClosedPipeSwallowsTheRest() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (Console console = new Console(closed)) {
            console.print("lost");
            console.flush(LIMIT);
            var more = console.write(ByteBuffer.allocate(1_000_000), Runnable::run);
            assertTrue(more.toCompletableFuture().isDone());
        }
    }

    @Test
    void linesAndBytesComeFromOneInput() {
        StandardInput input = new StandardInput(
                new ByteArrayInputStream("nc server 7\r\nhello\nlast".getBytes(StandardCharsets.UTF_8)));
        assertEquals("nc server 7\r", input.readLine().join());
        assertEquals("hello\nlast", text(input.read().join()));
        assertEquals(null, input.read().join());
        assertEquals(null, input.readLine().join());
    }

    @Test
    void bytesThatNobodyWantsAnyMoreAreKept() throws Exception {
        PipedOutputStream pipe = new PipedOutputStream();
        StandardInput input = new StandardInput(new PipedInputStream(pipe));
        var unwanted = input.read();
        unwanted.cancel(false);
        var line = input.readLine();
        pipe.write("kept\n".getBytes(StandardCharsets.UTF_8));
        pipe.flush();
        assertEquals("kept", line.get(20, TimeUnit.SECONDS));
        pipe.close();
        assertEquals(null, input.readLine().get(20, TimeUnit.SECONDS));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
