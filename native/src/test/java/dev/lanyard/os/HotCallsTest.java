package dev.lanyard.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class HotCallsTest {
    private static final int CLOSED = 1 << 20;

    private final ByteBuffer bytes = NativeMemory.allocate(16).order(ByteOrder.nativeOrder());
    private final long address = NativeMemory.address(bytes);

    /** Those that this JDK has. */
    static Stream<SystemCalls> calls() {
        return Stream.concat(Stream.of(SystemCalls.JNA), ForeignCalls.link().stream());
    }

    @Test
    void newerJdksLinkThem() {
        assertEquals(Runtime.version().feature() >= 22, ForeignCalls.link().isPresent());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void readWriteAndPoll(SystemCalls calls) throws IOException {
        try (EventFd event = EventFd.create()) {
            ByteBuffer pollfd = NativeMemory.allocate(8).order(ByteOrder.nativeOrder());
            pollfd.putInt(0, event.fd()).putShort(4, Poller.POLLIN);
            ByteBuffer now = NativeMemory.allocate(16);
            assertEquals(0, calls.ppoll(NativeMemory.address(pollfd), 1, NativeMemory.address(now)));

            bytes.putLong(0, 7);
            assertEquals(8, calls.write(event.fd(), address, 8));
            assertEquals(1, calls.ppoll(NativeMemory.address(pollfd), 1, NativeMemory.address(now)));
            assertEquals(Poller.POLLIN, pollfd.getShort(6));
            bytes.putLong(0, 0);
            assertEquals(8, calls.read(event.fd(), address, 8));
            assertEquals(7, bytes.getLong(0));
            assertEquals(-Errno.EAGAIN, calls.read(event.fd(), address, 8));
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aFailureSaysWhyOnEveryThread(SystemCalls calls) throws Exception {
        assertEquals(-Errno.EBADF, calls.write(CLOSED, address, 8));
        CompletableFuture<List<Long>> other =
                CompletableFuture.supplyAsync(() -> List.of(calls.read(CLOSED, address, 8), calls.ppoll(0, 1, 0)));
        assertEquals(List.of((long) -Errno.EBADF, -14L), other.get(10, TimeUnit.SECONDS)); // EFAULT
    }

    @Test
    void aBusyOwnerChangesOverInTheBackground() {
        SystemCalls expected = ForeignCalls.link().orElse(SystemCalls.JNA);
        HotCalls calls = new HotCalls();
        for (int i = 1; i < HotCalls.WORTH_LINKING; i++) {
            assertSame(SystemCalls.JNA, calls.current());
        }
        long start = System.nanoTime();
        while (calls.current().getClass() != expected.getClass()) {
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30), "not changed over");
            Thread.onSpinWait();
        }
    }
}
