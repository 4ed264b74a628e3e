package dev.lanyard.os;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library, by JNA direct mapping.
 *
 * <p>A failed call returns -1 (0 from {@link #if_nametoindex}) and leaves its reason in {@link #errno()}, per thread, until the
 * next call. No method throws: {@code LastErrorException} costs ten times the call itself, and on a non-blocking descriptor
 * EAGAIN is the normal end of every burst. Addresses are those of {@link NativeMemory#address}; an array argument would be
 * copied whole, both ways.
 */
final class LibC {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x8_0000;

    static final int EFD_NONBLOCK = O_NONBLOCK;
    static final int EFD_CLOEXEC = O_CLOEXEC;

    static final short AF_INET = 2;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = O_CLOEXEC;

    static final int CLONE_NEWNET = 0x4000_0000;

    static {
        // The process has libc loaded already: asking it saves the search for a library file.
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    /** The reason why this thread's last call failed. */
    static int errno() {
        return Native.getLastError();
    }

    static native int open(String path, int flags);

    static native int close(int fd);

    static native long read(int fd, long address, long length);

    static native long write(int fd, long address, long length);

    static native int ioctl(int fd, long request, long argument);

    /** {@code fds} is an array of {@code struct pollfd}; {@code timespec} and {@code sigmask} may be 0 (NULL). */
    static native int ppoll(long fds, long count, long timespec, long sigmask);

    static native int eventfd(int initial, int flags);

    static native int socket(int domain, int type, int protocol);

    static native int setns(int fd, int type);

    static native int if_nametoindex(String name);

    static native String strerror(int errno);
}
