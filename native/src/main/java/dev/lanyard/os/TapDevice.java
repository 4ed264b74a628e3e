package dev.lanyard.os;

import static dev.lanyard.os.IfTun.*;

import com.sun.jna.Platform;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * A tap device: an Ethernet interface of this machine's kernel, whose other end of the cable is this program.
 *
 * <p>Every frame has a {@code struct virtio_net_hdr} of {@value #HEADER_LENGTH} bytes, little-endian, before its Ethernet header,
 * both ways. It belongs to one thread, which polls {@link #fd()}, reads and writes; nothing here waits. If the interface is deleted
 * meanwhile, poll reports {@link Poller#POLLERR}, read and write {@link Errno#EBADFD}: close it and open it anew.
 */
public final class TapDevice implements AutoCloseable {
    /** Bytes of the virtio-net header before each frame. */
    public static final int HEADER_LENGTH = VIRTIO_NET_HDR_LENGTH;

    /**
     * The longest that {@link #read} returns, in bytes: virtio-net header, Ethernet header with a VLAN tag, and a 64 KB IP packet
     * that the kernel leaves to us to segment. A frame that does not fit into the reader's memory is silently cut.
     */
    public static final int MAX_FRAME_LENGTH = HEADER_LENGTH + 14 + 4 + 65_535;

    /** The largest MTU of a tap, in bytes. */
    public static final int MAX_MTU = 65_521;

    private static final long RUNNING_LIMIT_NANOS = 100_000_000;
    private static final long RUNNING_RETRY_NANOS = 100_000;

    private final HotCalls calls = new HotCalls();
    private final String name;
    private final boolean created;
    private final boolean offload;
    private final TapErrors errors;
    private int fd;
    /** A socket in the interface's namespace, by which it is configured. */
    private int control;

    TapDevice(Settings settings, boolean created, int fd, int control) {
        this.name = settings.name;
        this.created = created;
        this.offload = settings.offload;
        this.errors = new TapErrors(settings.name, settings.networkNamespace);
        this.fd = fd;
        this.control = control;
    }

    /**
     * Which tap, and how.
     *
     * @param name the interface, 1 to 15 visible ASCII characters without {@code /}, {@code :} and {@code %}
     * @param create whether to create it if it does not exist; it then vanishes when closed, or with the process
     * @param offload whether frames may come with a checksum to be filled in, and as long as 64 KB to be segmented (TCP over IPv4
     *     and IPv6). What we write may always ask the kernel for that.
     * @param networkNamespace where the interface is (see {@link NetworkNamespace#call}); null is the thread's own namespace
     */
    public record Settings(String name, boolean create, boolean offload, String networkNamespace) {
        /** @throws IllegalArgumentException if the name cannot be one of an interface */
        public Settings {
            boolean visible = name.chars().allMatch(c -> c > ' ' && c < 0x7f && "/:%".indexOf(c) < 0);
            if (!visible || name.isEmpty() || name.length() >= IFNAMSIZ || name.equals(".") || name.equals("..")) {
                throw new IllegalArgumentException("'" + name + "' cannot name a network interface: 1 to "
                        + (IFNAMSIZ - 1) + " letters, digits or signs other than / : %");
            }
        }

        /** An existing tap in the thread's namespace, with offload. */
        public static Settings existing(String name) {
            return new Settings(name, false, true, null);
        }

        /** A tap in the thread's namespace, created if it does not exist, with offload. */
        public static Settings creating(String name) {
            return new Settings(name, true, true, null);
        }

        public Settings withOffload(boolean on) {
            return new Settings(name, create, on, networkNamespace);
        }

        public Settings inNamespace(String nameOrPath) {
            return new Settings(name, create, offload, nameOrPath);
        }
    }

    /** Whether a network interface, tap or not, has this name in a namespace (null: the thread's own). */
    public static boolean exists(String name, String networkNamespace) throws IOException {
        return in(networkNamespace, () -> LibC.if_nametoindex(name) != 0);
    }

    /**
     * Opens a tap. An existing one keeps its addresses and stays as up or down as it is; one that is created is down and has the
     * kernel's MTU of 1,500. If it is up, waits until the kernel sends through it: some milliseconds, at most a tenth of a second.
     *
     * @throws OsException if it does not exist and may not be created, if another program has it, if the privileges do not suffice
     */
    public static TapDevice open(Settings settings) throws IOException {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            throw new IOException("cannot open " + settings.name + ": a tap needs 64-bit Linux. Simulated networks"
                    + " need no tap: ./lanyard run examples/hello-lan.conf");
        }
        return in(settings.networkNamespace, () -> new TapOpener(settings).open());
    }

    /** The descriptor to poll: {@link Poller#POLLIN} when a frame waits; -1 once closed. */
    public int fd() {
        return fd;
    }

    public String name() {
        return name;
    }

    /** Whether {@link #open} created the interface, which then vanishes on {@link #close}. */
    public boolean created() {
        return created;
    }

    /** Whether frames may come without checksum and unsegmented. */
    public boolean offload() {
        return offload;
    }

    /**
     * Takes the next frame, its virtio-net header first. Does not wait.
     *
     * @param address where to put it
     * @param length how many bytes fit there; {@link #MAX_FRAME_LENGTH} are always enough
     * @return how many bytes it has, or a negated {@link Errno}: EAGAIN if none waits, EBADFD if the interface was deleted, EBADF
     *     if closed
     */
    public int read(long address, int length) {
        long count;
        do {
            count = calls.current().read(fd, address, length);
        } while (count == -Errno.EINTR);
        return (int) count;
    }

    /**
     * Gives a frame, its virtio-net header first, to the kernel, which has copied it when this returns. Does not wait.
     *
     * @return {@code length}, or a negated {@link Errno}: EIO if the interface is down, EINVAL if the frame is malformed, EBADFD if
     *     the interface was deleted, ENOMEM or EAGAIN if the kernel is out of memory, EBADF if closed
     */
    public int write(long address, int length) {
        long count;
        do {
            count = calls.current().write(fd, address, length);
        } while (count == -Errno.EINTR);
        return (int) count;
    }

    /** Whether the interface is up (administratively). */
    public boolean isUp() throws IOException {
        return (configure("read the state of", SIOCGIFFLAGS, request()).flags() & IFF_UP) != 0;
    }

    /** Brings the interface up and waits until the kernel sends through it, as {@link #open} does. Needs CAP_NET_ADMIN. */
    public void up() throws IOException {
        InterfaceRequest request = configure("read the state of", SIOCGIFFLAGS, request());
        configure("bring up", SIOCSIFFLAGS, request.flags(request.flags() | IFF_UP));
        awaitRunning();
    }

    /**
     * The kernel notices only a little later, in a worker of its own, that somebody holds the other end of the cable. What it has to
     * send before that, such as the reply to our first ARP request, it drops without a word.
     */
    void awaitRunning() throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < RUNNING_LIMIT_NANOS) {
            int flags = configure("read the state of", SIOCGIFFLAGS, request()).flags();
            if ((flags & IFF_UP) == 0 || (flags & IFF_RUNNING) != 0) {
                return;
            }
            LockSupport.parkNanos(RUNNING_RETRY_NANOS);
        }
    }

    /** The MTU in bytes: the longest IP packet, without the Ethernet header. */
    public int mtu() throws IOException {
        return configure("read the MTU of", SIOCGIFMTU, request()).number();
    }

    /**
     * Sets the MTU. Needs CAP_NET_ADMIN.
     *
     * @param bytes 68 to {@link #MAX_MTU}
     */
    public void mtu(int bytes) throws IOException {
        configure("set an MTU of " + bytes + " on", SIOCSIFMTU, request().number(bytes));
    }

    /**
     * Gives the kernel's end an IPv4 address, in place of the one it has. Needs CAP_NET_ADMIN.
     *
     * @param ipv4 the address, its first byte the most significant
     * @param prefixLength 0 to 32
     */
    public void hostAddress(int ipv4, int prefixLength) throws IOException {
        if (prefixLength < 0 || prefixLength > Integer.SIZE) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " is not in 0 to 32");
        }
        int mask = prefixLength == 0 ? 0 : -1 << Integer.SIZE - prefixLength;
        configure("set the host's address on", SIOCSIFADDR, request().ipv4(ipv4));
        configure("set the host's netmask on", SIOCSIFNETMASK, request().ipv4(mask));
    }

    /** Closes it; a tap that was created vanishes. Idempotent. */
    @Override
    public void close() {
        if (fd >= 0) {
            LibC.close(fd);
            LibC.close(control);
            fd = -1;
            control = -1;
        }
    }

    private InterfaceRequest request() {
        return new InterfaceRequest(name);
    }

    private InterfaceRequest configure(String what, long ioctl, InterfaceRequest request) throws IOException {
        int errno = request.send(control, ioctl);
        if (errno != 0) {
            throw errors.cannot(what, errno);
        }
        return request;
    }

    private static <T> T in(String networkNamespace, Callable<T> body) throws IOException {
        try {
            return networkNamespace == null ? body.call() : NetworkNamespace.call(networkNamespace, body);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
