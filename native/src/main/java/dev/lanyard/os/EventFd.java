package dev.lanyard.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An {@code eventfd}: how other threads wake one that sleeps in {@link Poller#poll}.
 *
 * <p>{@link #signal} may be called by any thread at any time, even while or after another closes; {@link #drain} belongs to the
 * thread that polls. Signals add up until they are drained, so that none is lost between two polls.
 */
public final class EventFd implements AutoCloseable {
    private static final int COUNTER_LENGTH = 8;

    private final ByteBuffer one = NativeMemory.allocate(COUNTER_LENGTH).order(ByteOrder.nativeOrder());
    private final ByteBuffer counter = NativeMemory.allocate(COUNTER_LENGTH).order(ByteOrder.nativeOrder());
    private final long oneAddress = NativeMemory.address(one);
    private final long counterAddress = NativeMemory.address(counter);
    private final int fd;
    private boolean closed;

    private EventFd(int fd) {
        this.fd = fd;
        one.putLong(0, 1);
    }

    /**
     * A new one, not signalled, non-blocking.
     *
     * @throws IOException if the process has no file descriptor left
     */
    public static EventFd create() throws IOException {
        int fd = LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        if (fd < 0) {
            throw new IOException(
                    "cannot create an eventfd: " + Errno.text(LibC.errno()) + ". See the limit with: ulimit -n");
        }
        return new EventFd(fd);
    }

    /** The descriptor, to be polled for {@link Poller#POLLIN}. */
    public int fd() {
        return fd;
    }

    /** Makes {@link #fd()} readable; wakes the poll that waits for it. Does nothing once closed. */
    public synchronized void signal() {
        // Under the lock, as the number of a closed descriptor may already name another file.
        // EAGAIN means that the counter is full: signalled enough.
        if (!closed) {
            while (SystemCalls.JNA.write(fd, oneAddress, COUNTER_LENGTH) == -Errno.EINTR) {}
        }
    }

    /** Takes all signals given so far and returns how many they were; 0 if none. Does not wait. */
    public long drain() {
        while (!closed) {
            long count = SystemCalls.JNA.read(fd, counterAddress, COUNTER_LENGTH);
            if (count == COUNTER_LENGTH) {
                return counter.getLong(0);
            }
            if (count != -Errno.EINTR) {
                return 0;
            }
        }
        return 0;
    }

    /** Idempotent. Close it from the polling thread, or after that thread has ended. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
