package dev.lanyard.os;

/** What is said when a tap device cannot be opened: the device, the reason, the command that mends it. */
final class TapErrors {
    private final String name;
    private final String where;
    private final String ip;

    TapErrors(String name, String networkNamespace) {
        this.name = name;
        this.where = networkNamespace == null ? name : name + " in network namespace " + networkNamespace;
        this.ip = ip(networkNamespace);
    }

    private static String ip(String networkNamespace) {
        if (networkNamespace == null) {
            return "ip ";
        }
        return networkNamespace.indexOf('/') >= 0
                ? "nsenter --net=" + networkNamespace + " ip "
                : "ip -n " + networkNamespace + " ";
    }

    OsException missing() {
        return cannotOpen(
                Errno.ENODEV,
                "it does not exist. Create it with: " + ip + "tuntap add dev " + name + " mode tap vnet_hdr && " + ip
                        + "link set " + name + " up");
    }

    /** /dev/net/tun cannot be opened. */
    OsException noTunDriver(int errno) {
        String text = "/dev/net/tun: " + Errno.text(errno);
        return cannotOpen(
                errno,
                switch (errno) {
                    case Errno.ENOENT ->
                        text + ". Load the driver with: modprobe tun"
                                + " (in a container: mkdir -p /dev/net && mknod /dev/net/tun c 10 200)";
                    case Errno.ENODEV, Errno.ENXIO -> text + ". Load the driver with: modprobe tun";
                    case Errno.EACCES, Errno.EPERM ->
                        text + ". Run as root, or let everyone ask the driver with: chmod 666 /dev/net/tun";
                    default -> text;
                });
    }

    /** The driver refused to give us the interface. */
    OsException refused(int errno, boolean existed) {
        String text = Errno.text(errno);
        return cannotOpen(
                errno,
                switch (errno) {
                    case Errno.EPERM, Errno.EACCES ->
                        text + ". Run as root, give the JVM CAP_NET_ADMIN, or make the device yours: " + ip
                                + (existed ? "tuntap del dev " + name + " mode tap && " + ip : "") + "tuntap add dev "
                                + name
                                + " mode tap vnet_hdr user $USER && " + ip + "link set " + name + " up";
                    case Errno.EBUSY ->
                        "another program has it. Find out which with: " + ip
                                + "-d tuntap show (or: fuser -v /dev/net/tun)";
                    case Errno.EINVAL ->
                        existed
                                ? "it is not a tap device with one queue. See what it is with: " + ip + "-d link show "
                                        + name
                                : text;
                    default -> text;
                });
    }

    /** The driver does not know what we ask of the interface. */
    OsException unsupported(String what, int errno) {
        return cannotOpen(errno, what + ": " + Errno.text(errno) + ". Lanyard needs Linux 3.19 or newer");
    }

    /** An operation on the open device failed. */
    OsException cannot(String what, int errno) {
        String hint = switch (errno) {
            case Errno.EPERM, Errno.EACCES -> ". Run as root, or give the JVM CAP_NET_ADMIN";
            case Errno.ENODEV, Errno.EBADFD -> ". It has been deleted";
            default -> "";
        };
        return new OsException("cannot " + what + " " + where + ": " + Errno.text(errno) + hint, errno);
    }

    private OsException cannotOpen(int errno, String why) {
        return new OsException("cannot open " + where + ": " + why, errno);
    }
}
