package dev.lanyard.os.testing;

import dev.lanyard.os.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace of its own for a test, where the kernel is the other host. It has {@code lo} up, no IPv6 (whose chatter
 * would come up the tap unasked) and nothing else until the test adds a tap. Closing it kills what was started in it and deletes
 * it with all its devices; if a test forgets, the end of the JVM does.
 */
public final class KernelNamespace implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Set<KernelNamespace> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.forEach(KernelNamespace::close), "delete test namespaces"));
    }

    private final String name;
    private final List<Process> processes = Collections.synchronizedList(new ArrayList<>());

    private KernelNamespace(String name) {
        this.name = name;
    }

    /** A new namespace; where none can be made, the test is skipped or fails as {@link Interop} says. */
    public static KernelNamespace create() {
        Interop.requireKernel();
        String name = "lanyard-test-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
        KernelNamespace namespace = new KernelNamespace(name);
        Commands.Result added = ip("netns", "add", name);
        Interop.require(
                added.status() == 0,
                "no network namespace can be made: " + added.output().trim());
        OPEN.add(namespace);
        try {
            namespace.withoutIpv6();
            namespace.ip("link set lo up");
            return namespace;
        } catch (Throwable e) {
            namespace.close();
            throw e;
        }
    }

    /** A name for {@code ip netns exec} and {@link NetworkNamespace#call}. */
    public String name() {
        return name;
    }

    /** Adds a persistent tap that is up and gives the kernel's end an address, such as {@code 10.77.0.1/24}. */
    public KernelNamespace tap(String device, String addressAndPrefix) {
        ip("tuntap add dev " + device + " mode tap vnet_hdr");
        ip("address add " + addressAndPrefix + " dev " + device);
        ip("link set " + device + " up");
        return this;
    }

    /** Deletes a device; whoever has it open reads EBADFD from then on. */
    public void delete(String device) {
        ip("link delete " + device);
    }

    /** Runs {@code ip} with these words in the namespace; fails the test if that fails. Returns the output. */
    public String ip(String words) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(words.split(" ")));
        return Commands.run(LIMIT, command).orFail();
    }

    /** Runs a program in the namespace to its end, for at most 20 seconds. */
    public Commands.Result run(String... command) {
        return run(LIMIT, command);
    }

    /** Runs a program in the namespace to its end; the test fails if it takes longer than the limit. */
    public Commands.Result run(Duration limit, String... command) {
        return Commands.run(limit, inside(command));
    }

    /** Starts a program in the namespace, with pipes, its errors in its output. It is killed when the namespace closes. */
    public Process start(String... command) {
        try {
            Process process = new ProcessBuilder(inside(command))
                    .redirectErrorStream(true)
                    .start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a body on this thread inside the namespace: sockets opened there are the kernel's. */
    public <T> T call(Callable<T> body) throws Exception {
        return NetworkNamespace.call(name, body);
    }

    /** Kills the programs that were started and deletes the namespace with its devices. Idempotent. */
    @Override
    public void close() {
        if (OPEN.remove(this)) {
            processes.forEach(Commands::kill);
            // A device lives as long as a descriptor or socket holds the namespace, so it goes by name, first.
            Commands.run(LIMIT, inside("sh", "-c", "for d in $(ls /sys/class/net); do ip link delete $d; done"));
            ip("netns", "delete", name).orFail();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private void withoutIpv6() {
        try {
            call(() -> {
                for (String which : List.of("all", "default")) {
                    Path setting = Path.of("/proc/sys/net/ipv6/conf", which, "disable_ipv6");
                    if (Files.isWritable(setting)) {
                        Files.writeString(setting, "1");
                    }
                }
                return null;
            });
        } catch (Exception e) {
            throw new AssertionError("cannot prepare " + name, e);
        }
    }

    private List<String> inside(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(List.of(command));
        return all;
    }

    private static Commands.Result ip(String... words) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        return Commands.run(LIMIT, command);
    }
}
