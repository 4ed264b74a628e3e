package dev.lanyard.os;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A set of file descriptors to wait for, with {@code ppoll} and nanosecond timeouts. Made for the handful of descriptors of one
 * event loop: allocates only when the set grows.
 *
 * <p>Descriptors have indices from 0 in the order in which they were added; removing one moves those behind it down. Not
 * thread-safe: it belongs to one thread, which others wake by an {@link EventFd} in the set.
 */
public final class Poller implements AutoCloseable {
    public static final short POLLIN = 0x001;
    public static final short POLLOUT = 0x004;
    /** Reported unasked; of a tap: its interface was deleted. */
    public static final short POLLERR = 0x008;
    /** Reported unasked: the other end has gone. */
    public static final short POLLHUP = 0x010;
    /** Reported unasked: the descriptor is not open. */
    public static final short POLLNVAL = 0x020;

    /** For {@link #poll}: wait until something happens. */
    public static final long FOREVER = -1;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    // struct pollfd
    private static final int FD_OFFSET = 0;
    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;
    private static final int POLLFD_LENGTH = 8;

    // struct timespec
    private static final int SECONDS_OFFSET = 0;
    private static final int NANOS_OFFSET = 8;
    private static final int TIMESPEC_LENGTH = 16;

    private final HotCalls calls = new HotCalls();
    private final ByteBuffer timespec = nativeOrder(TIMESPEC_LENGTH);
    private final long timespecAddress = NativeMemory.address(timespec);
    private ByteBuffer fds;
    private long fdsAddress;
    private int size;
    private boolean closed;

    /** An empty set. */
    public Poller() {
        reserve(4);
    }

    /**
     * Adds a descriptor and returns its index.
     *
     * @param events {@link #POLLIN}, {@link #POLLOUT}, both or 0 (errors only)
     * @throws IllegalArgumentException if it is in the set already, or negative
     */
    public int add(int fd, short events) {
        if (fd < 0 || indexOf(fd) >= 0) {
            throw new IllegalArgumentException("descriptor " + fd + (fd < 0 ? " is not open" : " is polled already"));
        }
        if (size * POLLFD_LENGTH == fds.capacity()) {
            reserve(2 * size);
        }
        int at = size * POLLFD_LENGTH;
        fds.putInt(at + FD_OFFSET, fd);
        fds.putShort(at + EVENTS_OFFSET, events);
        fds.putShort(at + REVENTS_OFFSET, (short) 0);
        return size++;
    }

    /** Changes what a descriptor is polled for. */
    public void events(int index, short events) {
        fds.putShort(offset(index) + EVENTS_OFFSET, events);
    }

    /** Removes a descriptor; returns false if it was not in the set. Do so before closing it. */
    public boolean remove(int fd) {
        int index = indexOf(fd);
        if (index < 0) {
            return false;
        }
        for (int i = index + 1; i < size; i++) {
            fds.putLong((i - 1) * POLLFD_LENGTH, fds.getLong(i * POLLFD_LENGTH));
        }
        size--;
        return true;
    }

    /**
     * Waits until a descriptor is ready.
     *
     * @param timeoutNanos how long to wait at most, in nanoseconds; 0 only looks, a negative number waits for ever
     * @return how many descriptors are ready; 0 if the time is over or a signal interrupted the wait (then {@link #revents} is 0
     *     for all)
     * @throws IllegalStateException if closed
     */
    public int poll(long timeoutNanos) {
        if (closed) {
            throw new IllegalStateException("the poller is closed");
        }
        long timeout = 0;
        if (timeoutNanos >= 0) {
            timespec.putLong(SECONDS_OFFSET, timeoutNanos / NANOS_PER_SECOND);
            timespec.putLong(NANOS_OFFSET, timeoutNanos % NANOS_PER_SECOND);
            timeout = timespecAddress;
        }
        int ready = (int) calls.current().ppoll(fdsAddress, size, timeout);
        if (ready < 0) {
            interrupted(-ready);
            ready = 0;
        }
        Reference.reachabilityFence(this);
        return ready;
    }

    /** A failed ppoll leaves the events of the one before in place. */
    private void interrupted(int errno) {
        for (int i = 0; i < size; i++) {
            fds.putShort(i * POLLFD_LENGTH + REVENTS_OFFSET, (short) 0);
        }
        if (errno != Errno.EINTR) {
            throw new IllegalStateException("cannot poll " + size + " descriptors: " + Errno.text(errno));
        }
    }

    /** How many descriptors are in the set. */
    public int size() {
        return size;
    }

    /** The descriptor at an index. */
    public int fd(int index) {
        return fds.getInt(offset(index) + FD_OFFSET);
    }

    /** What the last {@link #poll} found for the descriptor at an index; 0 if nothing. */
    public short revents(int index) {
        return fds.getShort(offset(index) + REVENTS_OFFSET);
    }

    /** The index of a descriptor, or -1. */
    public int indexOf(int fd) {
        for (int i = 0; i < size; i++) {
            if (fds.getInt(i * POLLFD_LENGTH + FD_OFFSET) == fd) {
                return i;
            }
        }
        return -1;
    }

    /** Empties the set; closes none of its descriptors. Idempotent. */
    @Override
    public void close() {
        closed = true;
        size = 0;
    }

    private int offset(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return index * POLLFD_LENGTH;
    }

    private void reserve(int capacity) {
        ByteBuffer larger = nativeOrder(capacity * POLLFD_LENGTH);
        if (fds != null) {
            larger.put(0, fds, 0, size * POLLFD_LENGTH);
        }
        fds = larger;
        fdsAddress = NativeMemory.address(larger);
    }

    private static ByteBuffer nativeOrder(int length) {
        return NativeMemory.allocate(length).order(ByteOrder.nativeOrder());
    }
}
