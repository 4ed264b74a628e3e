package dev.lanyard.apps.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.apps.cli.Main;
import dev.lanyard.os.TapDevice;
import dev.lanyard.os.testing.Captures;
import dev.lanyard.os.testing.Commands;
import dev.lanyard.os.testing.Interop;
import dev.lanyard.os.testing.KernelNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("lanyard node … as a process of its own, beside the kernel")
class CommandLineTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private KernelNamespace kernel;
    private Process process;

    @BeforeEach
    void create() {
        kernel = KernelNamespace.create();
    }

    @AfterEach
    void close() {
        if (process != null) {
            Commands.kill(process);
        }
        if (kernel != null) {
            kernel.close();
        }
    }

    private List<String> node(String... more) {
        List<String> command = nodeWithout();
        command.addAll(List.of("--address", "10.77.0.2/24"));
        command.addAll(List.of(more));
        return command;
    }

    /** Where the address comes from is still to be said. */
    private List<String> nodeWithout(String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "node",
                "--netns",
                kernel.name(),
                "--tap",
                "tap0"));
        command.addAll(List.of(more));
        return command;
    }

    private BufferedReader start(String... more) throws IOException {
        // Java keeps SIGINT ignored if whoever runs the tests does, as a shell's background jobs do.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(node(more));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return process.inputReader(StandardCharsets.UTF_8);
    }

    private int status() throws InterruptedException {
        assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "still running");
        return process.exitValue();
    }

    @Test
    @DisplayName("-c runs commands and exits with the last one's status")
    void commands(@TempDir Path folder) throws IOException {
        kernel.tap("tap0", "10.77.0.1/24");
        Path capture = folder.resolve("frames.pcapng");
        var answered = Commands.run(
                LIMIT, node("--capture", capture.toString(), "-c", "nope", "-c", "ping -i 0.01 10.77.0.1"));
        assertEquals(0, answered.status(), answered::output);
        assertTrue(answered.output().contains("3 packets transmitted, 3 received, 0% loss"), answered::output);
        assertTrue(Files.size(capture) > 500);
        Interop.requireCommand("tshark");
        Captures.assertFlawless(capture);
        var unanswered = Commands.run(LIMIT, node("-c", "sleep 1ms", "-c", "ping -c 1 -W 50ms 10.77.0.9"));
        assertEquals(1, unanswered.status(), unanswered::output);
        assertEquals(2, Commands.run(LIMIT, node("-c", "ping")).status());
        assertTrue(TapDevice.exists("tap0", kernel.name()), "a tap that was there stays");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("--dhcp: address, name server and search list from dnsmasq, given back at the end")
    void dhcp() throws IOException {
        Interop.requireCommand("dnsmasq");
        kernel.tap("tap0", "10.77.0.1/24");
        Process server = kernel.start(
                "dnsmasq",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=root",
                "--pid-file=",
                "--interface=tap0",
                "--bind-interfaces",
                "--log-dhcp",
                "--no-ping",
                "--leasefile-ro",
                "--domain=lanyard.test",
                "--host-record=www.lanyard.test,10.77.0.1",
                "--dhcp-range=10.77.0.50,10.77.0.50,255.255.255.0,1h");
        var run = Commands.run(LIMIT, nodeWithout("--dhcp", "-c", "dhcp", "-c", "dns www", "-c", "ping -i 0.01 www"));
        assertEquals(0, run.status(), run::output);
        assertTrue(run.output().contains("eth0: 10.77.0.50/24 from 10.77.0.1, bound"), run::output);
        assertTrue(run.output().contains("www.lanyard.test. 0 IN A 10.77.0.1"), run::output);
        assertTrue(run.output().contains("3 packets transmitted, 3 received, 0% loss"), run::output);
        assertTrue(server.inputReader(StandardCharsets.UTF_8).lines().anyMatch(line -> line.contains("DHCPRELEASE")));
    }

    @Test
    @Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName(
            "RFC 2131 §3.2: with --dhcp-lease-file the second process has the first one's address without DISCOVER")
    void leaseFile(@TempDir Path folder) throws IOException {
        Interop.requireCommand("dnsmasq");
        kernel.tap("tap0", "10.77.0.1/24");
        Process server = kernel.start(
                "dnsmasq",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--port=0",
                "--user=root",
                "--pid-file=",
                "--interface=tap0",
                "--bind-interfaces",
                "--log-dhcp",
                "--no-ping",
                "--dhcp-leasefile=" + folder.resolve("dnsmasq"),
                "--dhcp-range=10.77.0.50,10.77.0.90,255.255.255.0,1h");
        String file = folder.resolve("lease").toString();
        String[] lines = new String[3];
        for (int i = 0; i < lines.length; i++) {
            var run = Commands.run(LIMIT, nodeWithout("--dhcp", "--dhcp-lease-file", file, "-c", "dhcp"));
            assertEquals(0, run.status(), run::output);
            String damaged = "lanyard: the lease in " + file + " is damaged (";
            assertEquals(i == 2, run.output().lines().anyMatch(line -> line.startsWith(damaged)), run::output);
            lines[i] = run.output()
                    .lines()
                    .filter(line -> line.startsWith("eth0: "))
                    .findFirst()
                    .orElseThrow();
            assertTrue(lines[i].matches("eth0: 10\\.77\\.0\\.[0-9]+/24 from 10\\.77\\.0\\.1, bound"), run::output);
            assertEquals(lines[0], lines[i]);
            if (i == 1) {
                Files.writeString(Path.of(file), "lanyard DHCP lease 1\n"); // cut off: a new lease, in the same place
            }
        }
        var gone = Commands.run(LIMIT, nodeWithout("--dhcp", "--dhcp-lease-file", file, "-c", "dhcp release"));
        assertEquals(0, gone.status(), gone::output);
        assertFalse(Files.exists(Path.of(file)));
        List<String> said = new ArrayList<>();
        BufferedReader log = server.inputReader(StandardCharsets.UTF_8);
        do {
            said.add(log.readLine());
        } while (!said.get(said.size() - 1).contains("DHCPRELEASE"));
        assertEquals(
                2, said.stream().filter(line -> line.contains("DHCPDISCOVER")).count(), said::toString);
        assertEquals(
                4, said.stream().filter(line -> line.contains("DHCPREQUEST")).count(), said::toString);
    }

    @Test
    @DisplayName("--no-shell serves until SIGTERM, and the tap that it created is gone after")
    void serves() throws Exception {
        BufferedReader out = start("--create-tap=10.77.0.1/24", "--no-shell");
        assertEquals("Lanyard @ [10.77.0.2]", out.readLine());
        var ping = kernel.run("ping", "-c", "1", "-W", "5", "10.77.0.2");
        assertEquals(0, ping.status(), ping::output);
        process.toHandle().destroy();
        assertEquals(0, status());
        assertFalse(TapDevice.exists("tap0", kernel.name()));
    }

    @Test
    @DisplayName("58: --probe refuses an address that the kernel has")
    void probe() {
        kernel.tap("tap0", "10.77.0.2/24");
        var result = Commands.run(LIMIT, node("--probe", "-c", "sleep 1ms"));
        assertEquals(1, result.status(), result::output);
        assertTrue(result.output().contains("10.77.0.2 is in use by"), result::output);
    }

    @Test
    @DisplayName("--interface gives it a second tap, --route a way there, and both are captured")
    void twoTaps(@TempDir Path folder) {
        kernel.tap("tap0", "10.77.0.1/24");
        kernel.tap("tap1", "10.78.0.1/24");
        Path capture = folder.resolve("frames.pcapng");
        var result = Commands.run(
                LIMIT,
                node(
                        "--interface",
                        "tap1=10.78.0.2/24",
                        "--router",
                        "--route",
                        "10.79.0.0/16 via 10.78.0.1",
                        "--capture",
                        capture.toString(),
                        "-c",
                        "ip route",
                        "-c",
                        "ip forward",
                        "-c",
                        "ping -c 1 10.78.0.1"));
        assertEquals(0, result.status(), result::output);
        assertTrue(result.output().contains("10.79.0.0/16 via 10.78.0.1 dev eth1"), result::output);
        assertTrue(result.output().contains("forwarding is on"), result::output);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("SIGINT ends a command in order, with its statistics")
    void interrupted() throws Exception {
        BufferedReader out = start("--create-tap=10.77.0.1/24", "-c", "ping -c 0 -i 0.05 10.77.0.1");
        assertEquals("PING 10.77.0.1 56 bytes of data.", out.readLine());
        assertTrue(out.readLine().startsWith("64 bytes from 10.77.0.1: seq=1"));
        // Not with kill(1), which need not be there
        assertEquals(
                0,
                Commands.run(LIMIT, List.of("sh", "-c", "kill -INT " + process.pid()))
                        .status());
        List<String> rest = out.lines().toList();
        assertEquals(0, status(), rest::toString);
        assertEquals("--- 10.77.0.1 ping statistics ---", rest.get(rest.size() - 2));
        assertFalse(TapDevice.exists("tap0", kernel.name()));
    }

    @Test
    @DisplayName("the shell takes lines from a pipe")
    void pipe() throws Exception {
        BufferedReader out = start("--create-tap=10.77.0.1/24");
        assertEquals("Lanyard @ [10.77.0.2]", out.readLine());
        try (OutputStream in = process.getOutputStream()) {
            in.write("# a remark\nping -c 1 10.77.0.1\nnope\nexit\nping 10.77.0.1\n".getBytes(StandardCharsets.UTF_8));
        }
        List<String> lines = out.lines().toList();
        assertEquals(2, status(), lines::toString);
        assertEquals("PING 10.77.0.1 56 bytes of data.", lines.get(0));
        assertEquals("nope: no such command; 'help' lists them", lines.get(lines.size() - 1));
    }
}
