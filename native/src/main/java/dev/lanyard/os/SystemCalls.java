package dev.lanyard.os;

/** The system calls of every burst of packets. They return what the call does, or a negated {@link Errno}. Safe from any thread. */
abstract class SystemCalls {
    /** By JNA: there from the beginning, on every JDK. */
    static final SystemCalls JNA = new Jna();

    /** {@code read(2)} */
    abstract long read(int fd, long address, long length);

    /** {@code write(2)} */
    abstract long write(int fd, long address, long length);

    /** {@code ppoll(2)} without a signal mask. */
    abstract long ppoll(long fds, long count, long timespec);

    private static final class Jna extends SystemCalls {
        @Override
        long read(int fd, long address, long length) {
            return result(LibC.read(fd, address, length));
        }

        @Override
        long write(int fd, long address, long length) {
            return result(LibC.write(fd, address, length));
        }

        @Override
        long ppoll(long fds, long count, long timespec) {
            return result(LibC.ppoll(fds, count, timespec, 0));
        }

        private static long result(long returned) {
            return returned < 0 ? -LibC.errno() : returned;
        }
    }
}
