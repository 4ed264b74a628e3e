package dev.lanyard.os;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;

/**
 * Linux network namespaces, as {@code ip netns} makes them.
 *
 * <p>A socket or tap belongs for ever to the namespace in which its thread was when it was opened; it may be used from anywhere
 * afterwards.
 */
public final class NetworkNamespace {
    private static final String DIRECTORY = "/run/netns/";
    private static final String CURRENT = "/proc/thread-self/ns/net";
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private NetworkNamespace() {}

    /**
     * Runs a body on the calling thread, moved into a network namespace for as long as the body runs. Threads that the body
     * starts begin in that namespace and stay there: start none, and touch no lazily started pool. A {@link java.net.Socket} opens
     * its descriptor only when bound or connected, a channel when opened; do that in the body. Needs CAP_SYS_ADMIN.
     *
     * @param nameOrPath a name that {@code ip netns list} shows, or the path of a namespace file if it has a slash in it
     * @throws IOException if there is no such namespace or it may not be entered; the body has not run
     * @throws Exception what the body throws
     * @throws Error if the thread cannot be moved back: it must not go on, since its sockets would belong elsewhere
     * @throws IllegalStateException on a virtual thread, whose carrier would be moved under other threads
     */
    public static <T> T call(String nameOrPath, Callable<T> body) throws Exception {
        refuseVirtualThread();
        int origin = open(CURRENT, "the current network namespace");
        try {
            enter(nameOrPath);
            Throwable failure = null;
            try {
                return body.call();
            } catch (Throwable e) {
                failure = e;
                throw e;
            } finally {
                moveBack(origin, nameOrPath, failure);
            }
        } finally {
            LibC.close(origin);
        }
    }

    private static void enter(String nameOrPath) throws IOException {
        String shown = "network namespace " + nameOrPath;
        int target = open(path(nameOrPath), shown);
        int errno = LibC.setns(target, LibC.CLONE_NEWNET) < 0 ? LibC.errno() : 0;
        LibC.close(target);
        if (errno != 0) {
            throw new OsException("cannot enter " + shown + ": " + Errno.text(errno) + hint(errno, nameOrPath), errno);
        }
    }

    private static void moveBack(int origin, String nameOrPath, Throwable failure) {
        if (LibC.setns(origin, LibC.CLONE_NEWNET) < 0) {
            Error stranded = new Error("thread " + Thread.currentThread().getName() + " cannot leave network namespace "
                    + nameOrPath + ": " + Errno.text(LibC.errno()));
            if (failure != null) {
                stranded.addSuppressed(failure);
            }
            throw stranded;
        }
    }

    private static int open(String path, String shown) throws IOException {
        int fd = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (fd < 0) {
            int errno = LibC.errno();
            throw new OsException("cannot open " + shown + ": " + Errno.text(errno) + hint(errno, path), errno);
        }
        return fd;
    }

    private static String hint(int errno, String nameOrPath) {
        return switch (errno) {
            case Errno.ENOENT ->
                nameOrPath.startsWith(DIRECTORY)
                        ? ". Create it with: ip netns add " + nameOrPath.substring(DIRECTORY.length())
                        : "";
            case Errno.EINVAL -> ". It is no network namespace; list those with: ip netns list";
            case Errno.EPERM, Errno.EACCES -> ". Run as root, or give the JVM CAP_SYS_ADMIN";
            default -> "";
        };
    }

    /** The file of a namespace. */
    static String path(String nameOrPath) {
        if (nameOrPath.isEmpty() || nameOrPath.equals(".") || nameOrPath.equals("..")) {
            throw new IllegalArgumentException("'" + nameOrPath + "' names no network namespace");
        }
        return nameOrPath.indexOf('/') >= 0 ? nameOrPath : DIRECTORY + nameOrPath;
    }

    private static void refuseVirtualThread() {
        try {
            if (IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread())) {
                throw new IllegalStateException(
                        "a virtual thread cannot enter a network namespace: use a platform thread");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Thread.isVirtual, or null before Java 21. */
    private static MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }
}
