package dev.lanyard.os.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/**
 * Decides whether a test against the kernel can run here. Where it cannot, the test is skipped and says why in one line; with
 * {@code -Dlanyard.interop=required} it fails.
 */
public final class Interop {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Interop() {}

    /** Linux, root, {@code /dev/net/tun} and {@code ip}: what {@link KernelNamespace} needs. */
    public static void requireKernel() {
        require(System.getProperty("os.name").equals("Linux"), "it needs Linux");
        require(Files.exists(Path.of("/dev/net/tun")), "/dev/net/tun does not exist (modprobe tun)");
        require(Files.isWritable(Path.of("/dev/net/tun")), "/dev/net/tun may not be opened (run as root)");
        require(mayAdministerNetwork(), "it needs CAP_NET_ADMIN and CAP_SYS_ADMIN (run as root)");
        requireCommand("ip");
    }

    /** Programs on the PATH, such as {@code ping}. */
    public static void requireCommand(String... programs) {
        for (String program : programs) {
            require(hasCommand(program), "there is no program '" + program + "' on the PATH");
        }
    }

    /** Whether a test that cannot run is a failure. */
    public static boolean isRequired() {
        return System.getProperty("lanyard.interop", "auto").equals("required");
    }

    /** Goes on if {@code possible}; else the test is skipped for that reason, or fails where interop is required. */
    public static void require(boolean possible, String reason) {
        if (possible) {
            return;
        }
        if (isRequired()) {
            throw new AssertionError("lanyard.interop is required, but " + reason);
        }
        if (SAID.add(reason)) {
            System.out.println("interop test skipped: " + reason);
        }
        Assumptions.abort(reason);
    }

    /** Whether a program is on the PATH. */
    public static boolean hasCommand(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static boolean mayAdministerNetwork() {
        long netAdmin = 1L << 12;
        long sysAdmin = 1L << 21;
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("CapEff:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
                    .anyMatch(effective -> (effective & netAdmin) != 0 && (effective & sysAdmin) != 0);
        } catch (IOException e) {
            return false;
        }
    }
}
