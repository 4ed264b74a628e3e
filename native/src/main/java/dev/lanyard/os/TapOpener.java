package dev.lanyard.os;

import static dev.lanyard.os.IfTun.*;

import java.io.IOException;

/** The way from settings to an open tap, walked on a thread in the right network namespace. */
final class TapOpener {
    private final TapDevice.Settings settings;
    private final TapErrors errors;

    TapOpener(TapDevice.Settings settings) {
        this.settings = settings;
        this.errors = new TapErrors(settings.name(), settings.networkNamespace());
    }

    TapDevice open() throws IOException {
        boolean existed = LibC.if_nametoindex(settings.name()) != 0;
        if (!existed && !settings.create()) {
            throw errors.missing();
        }
        int fd = LibC.open("/dev/net/tun", LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw errors.noTunDriver(LibC.errno());
        }
        int control = -1;
        try {
            boolean created = attach(fd, existed);
            agree(fd);
            control = LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
            if (control < 0) {
                throw errors.cannot("open a socket to configure", LibC.errno());
            }
            TapDevice tap = new TapDevice(settings, created, fd, control);
            tap.awaitRunning();
            return tap;
        } catch (Throwable e) {
            LibC.close(fd);
            if (control >= 0) {
                LibC.close(control);
            }
            throw e;
        }
    }

    /** Binds the descriptor to the interface; returns whether that created it. */
    private boolean attach(int fd, boolean existed) throws IOException {
        InterfaceRequest request = new InterfaceRequest(settings.name()).flags(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR);
        int errno = request.send(fd, TUNSETIFF);
        if (errno != 0) {
            throw errors.refused(errno, existed);
        }
        errno = request.send(fd, TUNGETIFF);
        if (errno != 0) {
            throw errors.unsupported("TUNGETIFF", errno);
        }
        // Only a persistent interface can have existed and be free. Unlike a look beforehand, this leaves no gap.
        boolean created = (request.flags() & IFF_PERSIST) == 0;
        if (created && !settings.create()) {
            throw errors.missing();
        }
        return created;
    }

    /** Says how frames look. A persistent interface keeps what its last user said, so everything is said, every time. */
    private void agree(int fd) throws IOException {
        int features = settings.offload() ? TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN : 0;
        if (LibC.ioctl(fd, TUNSETOFFLOAD, features) < 0) {
            throw errors.unsupported("TUNSETOFFLOAD", LibC.errno());
        }
        int errno = InterfaceRequest.sendInt(fd, TUNSETVNETHDRSZ, TapDevice.HEADER_LENGTH);
        if (errno != 0) {
            throw errors.unsupported("TUNSETVNETHDRSZ", errno);
        }
        errno = InterfaceRequest.sendInt(fd, TUNSETVNETLE, 1);
        if (errno != 0) {
            throw errors.unsupported("TUNSETVNETLE", errno);
        }
    }
}
