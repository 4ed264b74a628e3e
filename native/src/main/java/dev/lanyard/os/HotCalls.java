package dev.lanyard.os;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The system calls of every burst of packets. They return what the call does, or a negated {@link Errno}.
 *
 * <p>JNA makes them first. Once a process has made {@value #WORTH_LINKING} of them, and if its JDK has the foreign function interface
 * (22 and newer), a thread in the background links them by that, which costs a tenth of a second once and saves a fifth of a
 * microsecond a call: docs/adr/010. Safe from any thread.
 */
abstract class HotCalls {
    /** Calls after which a process is one that moves packets, and not a short command. */
    static final int WORTH_LINKING = 20_000;

    /** By JNA. */
    static final HotCalls JNA = new Jna();

    private static final AtomicReference<HotCalls> CURRENT = new AtomicReference<>(JNA);

    /** What to make the calls with now. */
    static HotCalls current() {
        // Plain: a thread that sees the older one a little longer makes its calls all the same.
        return CURRENT.getPlain();
    }

    /** {@code read(2)} */
    abstract long read(int fd, long address, long length);

    /** {@code write(2)} */
    abstract long write(int fd, long address, long length);

    /** {@code ppoll(2)} without a signal mask. */
    abstract long ppoll(long fds, long count, long timespec);

    private static final class Jna extends HotCalls {
        // Counted without care for other threads: some may get lost.
        private int calls;

        private long counted(long result) {
            int count = ++calls;
            if (count == WORTH_LINKING) {
                linkInBackground();
            }
            return result < 0 ? -LibC.errno() : result;
        }

        @Override
        long read(int fd, long address, long length) {
            return counted(LibC.read(fd, address, length));
        }

        @Override
        long write(int fd, long address, long length) {
            return counted(LibC.write(fd, address, length));
        }

        @Override
        long ppoll(long fds, long count, long timespec) {
            return counted(LibC.ppoll(fds, count, timespec, 0));
        }

        private static void linkInBackground() {
            Thread linker = new Thread(() -> ForeignCalls.link().ifPresent(CURRENT::set), "lanyard-linker");
            linker.setDaemon(true);
            linker.start();
        }
    }
}
