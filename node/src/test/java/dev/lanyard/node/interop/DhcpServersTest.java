package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.dhcp.DhcpLease;
import dev.lanyard.actors.dhcp.DhcpMemory;
import dev.lanyard.actors.dhcp.DhcpOption;
import dev.lanyard.actors.dhcp.DhcpParameters;
import dev.lanyard.actors.dhcp.DhcpProtocol;
import dev.lanyard.actors.dhcp.DhcpRemembered;
import dev.lanyard.actors.dhcp.DhcpState;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import dev.lanyard.node.DhcpLeaseFile;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.NodeLeases;
import dev.lanyard.os.testing.Interop;
import dev.lanyard.os.testing.KernelNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("DHCP from servers that people run: dnsmasq, ISC dhcpd, udhcpd, checklist 59")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class DhcpServersTest {
    private static final Duration TICK = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    private final List<Daemon> daemons = new ArrayList<>();
    private KernelNamespace kernel;
    private TapNode tap;

    @BeforeEach
    void create() {
        kernel = KernelNamespace.create();
        kernel.tap("tap0", TapNode.KERNEL + "/24");
    }

    @AfterEach
    void close() {
        if (tap != null) {
            tap.close();
        }
        if (kernel != null) {
            kernel.close();
        }
    }

    private Daemon dnsmasq(String range, String... more) {
        Interop.requireCommand("dnsmasq");
        List<String> command = new ArrayList<>(List.of(
                "dnsmasq",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--port=0",
                "--user=root",
                "--interface=tap0",
                "--bind-interfaces",
                "--log-dhcp",
                "--no-ping",
                "--dhcp-authoritative",
                "--dhcp-leasefile=" + folder.resolve("dnsmasq-" + daemons.size()),
                "--pid-file=",
                "--dhcp-range=" + range + ",255.255.255.0,2m"));
        command.addAll(List.of(more));
        return keep(
                Daemon.start(kernel, "sockets bound exclusively to interface tap0", command.toArray(String[]::new)));
    }

    private Daemon dhcpd(String range, String more) throws IOException {
        Interop.requireCommand("dhcpd");
        Path conf = folder.resolve("dhcpd-" + daemons.size() + ".conf");
        Path leases = Files.writeString(folder.resolve("dhcpd-" + daemons.size() + ".leases"), "");
        Files.writeString(
                conf,
                "authoritative; ping-check false;\n" + more + "\nsubnet 10.77.0.0 netmask 255.255.255.0 {\n  range "
                        + range + ";\n  option routers 10.77.0.1;\n  option domain-name-servers 10.77.0.1;\n}\n");
        return keep(Daemon.start(
                kernel,
                "Server starting service",
                "dhcpd",
                "-f",
                "-d",
                "-4",
                "-cf",
                conf.toString(),
                "-lf",
                leases.toString(),
                "--no-pid",
                "tap0"));
    }

    private Daemon udhcpd(String start, String end, int lease) throws IOException {
        Interop.requireCommand("udhcpd");
        Path conf = folder.resolve("udhcpd.conf");
        Files.writeString(
                conf,
                "start " + start + "\nend " + end + "\ninterface tap0\nlease_file " + folder.resolve("udhcpd.leases")
                        + "\npidfile " + folder.resolve("udhcpd.pid") + "\nmin_lease 2\noption subnet 255.255.255.0\n"
                        + "option router 10.77.0.1\noption dns 10.77.0.1\noption domain udhcpd.test\noption lease "
                        + lease
                        + "\n");
        return keep(Daemon.start(kernel, "started", "udhcpd", "-f", conf.toString()));
    }

    private Daemon keep(Daemon daemon) {
        daemons.add(daemon);
        return daemon;
    }

    private DhcpLease lease() throws Exception {
        return lease(Optional.empty());
    }

    private DhcpLease lease(Optional<Path> file) throws Exception {
        if (tap == null) {
            Optional<DhcpMemory> memory =
                    file.isEmpty() ? Optional.empty() : Optional.of(new DhcpLeaseFile(file.get()));
            InterfaceAddress address = new InterfaceAddress.Dhcp(Optional.of("lanyard"), memory);
            tap = TapNode.start(kernel, true, address, DnsSettings.NONE);
        }
        return tap.await(leases().await());
    }

    /** The process ends, and with it everything that is not in a file. */
    private void kill() {
        tap.kill();
        tap = null;
    }

    private NodeLeases leases() {
        return tap.node.leases().orElseThrow();
    }

    /** Looks at the client at each tick of the node's clock. */
    private DhcpProtocol.Status until(Predicate<DhcpProtocol.Status> condition) throws Exception {
        for (int i = 0; i < 600; i++) {
            DhcpProtocol.Status status = tap.await(leases().status()).get(0);
            if (condition.test(status)) {
                return status;
            }
            tap.await(tap.node.delay(TICK));
        }
        throw new AssertionError(tap.await(leases().status()) + "\n" + tap.node.counters() + "\n" + daemons);
    }

    private long counter(String name) {
        return tap.node.counters().get(name);
    }

    private void kernelReaches(Ipv4Address address) {
        var ping = kernel.run("ping", "-c", "1", "-W", "5", address.toString());
        assertEquals(0, ping.status(), ping::output);
    }

    @Test
    @DisplayName("dnsmasq: a lease with every option, in use; RELEASE when the node stops")
    void dnsmasqLease() throws Exception {
        Daemon server = dnsmasq(
                "10.77.0.50,10.77.0.60",
                "--dhcp-option=option:router,10.77.0.1",
                "--dhcp-option=option:dns-server,10.77.0.1,10.77.0.3",
                "--dhcp-option=option:domain-name,example.org",
                "--dhcp-option=option:domain-search,eng.example.org,example.org",
                "--dhcp-option=option:ntp-server,10.77.0.4",
                "--dhcp-option=option:mtu,1400",
                "--dhcp-option=option:classless-static-route,10.9.0.0/16,10.77.0.9,0.0.0.0/0,10.77.0.1");
        DhcpLease lease = lease();
        assertEquals(24, lease.prefix().length());
        assertEquals(Ipv4Address.parse(TapNode.KERNEL), lease.server());
        assertEquals(120, lease.seconds());
        assertEquals("[10.77.0.1, 10.77.0.3]", lease.nameServers().toString());
        assertEquals(
                "[eng.example.org., example.org.]",
                lease.parameters().searchList().toString());
        assertEquals(Optional.of("example.org"), lease.domain());
        assertEquals(Optional.of(1400), lease.parameters().mtu());
        assertEquals("[10.77.0.4]", lease.parameters().timeServers().toString());
        assertEquals(2, lease.routes().size());
        assertEquals(
                "[10.77.0.1:53, 10.77.0.3:53]",
                tap.await(tap.node.names().settings()).servers().toString());
        kernelReaches(lease.address());
        server.awaitLine("DHCPACK.*" + lease.address() + ".*lanyard");
        tap.await(tap.node.stop(Duration.ofSeconds(1)));
        server.awaitLine("DHCPRELEASE.*" + lease.address());
    }

    @Test
    @DisplayName("dnsmasq: NAK to an address that is no longer its own; another one follows")
    void dnsmasqNak() throws Exception {
        Daemon first = dnsmasq("10.77.0.50,10.77.0.60");
        Ipv4Address before = lease().address();
        first.close();
        Daemon second = dnsmasq("10.77.0.150,10.77.0.160");
        leases().renew();
        second.awaitLine("DHCPNAK");
        DhcpProtocol.Status status =
                until(s -> s.lease() != null && !s.lease().address().equals(before));
        assertTrue(status.lease().address().value()
                >= Ipv4Address.parse("10.77.0.150").value());
        assertEquals(1, counter("dhcp.naks"));
        kernelReaches(status.lease().address());
    }

    @Test
    @DisplayName("59, dnsmasq: renewed at T1, which is 3 s here (it lends for two minutes at least)")
    void dnsmasqRenewal() throws Exception {
        Daemon server = dnsmasq("10.77.0.50,10.77.0.60", "--dhcp-option=option:T1,3", "--dhcp-option=option:T2,100");
        DhcpLease lease = lease();
        assertEquals(3, DhcpLease.until(lease.renewal(), lease.start()));
        until(status -> counter("dhcp.renewed") >= 1);
        server.awaitLines("DHCPACK.*" + lease.address(), 2);
        assertEquals(lease.address(), until(status -> true).lease().address());
    }

    @Test
    @DisplayName(
            "RFC 2131 §3.2, dnsmasq: the next process asks for the lease in its file without DISCOVER, and has the address")
    void dnsmasqReboot() throws Exception {
        Path file = folder.resolve("lease");
        Daemon server = dnsmasq("10.77.0.50,10.77.0.60");
        Ipv4Address address = lease(Optional.of(file)).address();
        kill();
        assertEquals(address, lease(Optional.of(file)).address());
        server.awaitLines("DHCPACK.*" + address, 2);
        assertEquals(1, server.count("DHCPDISCOVER"));
        assertEquals(2, server.count("DHCPREQUEST"));
        kernelReaches(address);

        tap.await(tap.node.stop(Duration.ofSeconds(1))); // in order, and yet it keeps the address
        kill();
        assertEquals(address, lease(Optional.of(file)).address());
        assertEquals(1, server.count("DHCPDISCOVER"));
        assertEquals(0, server.count("DHCPRELEASE"));

        kill();
        Files.writeString(file, Files.readString(file).substring(0, 40)); // damaged
        assertEquals(address, lease(Optional.of(file)).address(), "dnsmasq knows the station again");
        assertEquals(2, server.count("DHCPDISCOVER"));
    }

    @Test
    @DisplayName("59, dnsmasq: INIT-REBOOT with an address of another network is refused; DISCOVER follows")
    void dnsmasqRebootRefused() throws Exception {
        Path file = folder.resolve("lease");
        Daemon first = dnsmasq("10.77.0.50,10.77.0.60");
        lease(Optional.of(file));
        kill();
        first.close();
        Daemon second = dnsmasq("10.77.0.150,10.77.0.160");
        DhcpLease lease = lease(Optional.of(file));
        assertTrue(lease.address().value() >= Ipv4Address.parse("10.77.0.150").value());
        second.awaitLine("DHCPNAK");
        assertEquals(1, second.count("DHCPDISCOVER"));
        assertEquals(1, counter("dhcp.naks"));
    }

    @Test
    @DisplayName("59, dnsmasq: the address that it offers is in use by another: DECLINE, ten seconds, another address")
    void dnsmasqDecline() throws Exception {
        Daemon server = dnsmasq("10.77.0.50,10.77.0.60");
        Ipv4Address taken = lease().address();
        tap.await(leases().release());
        server.awaitLine("DHCPRELEASE.*" + taken);
        kernel.ip("address add " + taken + "/32 dev lo"); // which the kernel answers for on every link
        long begin = tap.node.clock().nanos();
        leases().renew();
        server.awaitLine("DHCPDECLINE.*" + taken);
        DhcpLease lease = lease();
        Duration took = Duration.ofNanos(tap.node.clock().nanos() - begin);
        assertTrue(took.compareTo(Duration.ofSeconds(10)) >= 0, took::toString);
        assertNotEquals(taken, lease.address());
        assertEquals(1, counter("dhcp.declined"));
        kernelReaches(lease.address());
    }

    @Test
    @DisplayName("RFC 2131 §3.4: INFORM to dnsmasq, dhcpd and udhcpd, which say what they know and lend nothing")
    void inform() throws Exception {
        List<Callable<Daemon>> servers = List.of(
                () -> dnsmasq("10.77.0.50,10.77.0.60", "--dhcp-option=option:ntp-server,10.77.0.4"),
                () -> dhcpd("10.77.0.50 10.77.0.60", "option ntp-servers 10.77.0.4;"),
                () -> udhcpd("10.77.0.50", "10.77.0.60", 60));
        tap = TapNode.start(
                kernel, true, new InterfaceAddress.Static(Ipv4Prefix.parse(TapNode.NODE + "/24")), DnsSettings.NONE);
        for (Callable<Daemon> server : servers) {
            try (Daemon running = server.call()) {
                DhcpParameters answer =
                        tap.await(tap.node.network().inform("eth0")).orElseThrow(() -> new AssertionError(running));
                assertEquals("[10.77.0.1]", answer.routers().toString(), running::toString);
                assertEquals(Optional.empty(), answer.options().number(DhcpOption.LEASE_TIME));
            }
        }
    }

    @Test
    @DisplayName("59, ISC dhcpd: a lease of 20 s is renewed in time, and the address stays")
    void dhcpdRenewal() throws Exception {
        Daemon server = dhcpd("10.77.0.50 10.77.0.60", "default-lease-time 20; max-lease-time 20; min-lease-time 20;");
        DhcpLease lease = lease();
        assertEquals(20, lease.seconds());
        server.awaitLines("DHCPACK on " + lease.address(), 2);
        until(status -> counter("dhcp.renewed") >= 1);
        assertEquals(lease.address(), until(status -> true).lease().address());
        assertEquals(1, counter("dhcp.bound"));
        kernelReaches(lease.address());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dhcpd", "udhcpd"})
    @DisplayName(
            "59: ISC dhcpd and udhcpd refuse an address of another network, asked for with INIT-REBOOT; DISCOVER follows")
    void rebootRefused(String name) throws Exception {
        Path file = folder.resolve("lease");
        DhcpRemembered old = new DhcpRemembered(
                MacAddress.parse("02:00:00:00:00:02"),
                Ipv4Address.parse("10.99.0.5"),
                Ipv4Address.parse(TapNode.KERNEL),
                Optional.empty());
        Files.writeString(file, old.toText());
        Daemon server = name.equals("dhcpd")
                ? dhcpd("10.77.0.50 10.77.0.60", "default-lease-time 600;")
                : udhcpd("10.77.0.50", "10.77.0.60", 600);
        DhcpLease lease = lease(Optional.of(file));
        assertEquals(1, counter("dhcp.naks"), server::toString);
        assertEquals(
                lease.address(), DhcpRemembered.parse(Files.readString(file)).address());
        kernelReaches(lease.address());
    }

    @Test
    @DisplayName("ISC dhcpd: killed; the address is given up when the lease ends, and comes back with the server")
    void dhcpdGone() throws Exception {
        String lease = "default-lease-time 4; max-lease-time 4; min-lease-time 4;";
        Daemon server = dhcpd("10.77.0.50 10.77.0.60", lease);
        Ipv4Address address = lease().address();
        server.close();
        assertEquals(
                DhcpState.SELECTING, until(status -> status.lease() == null).state());
        assertEquals(1, counter("dhcp.expired"));
        assertNotEquals(
                0, kernel.run("ping", "-c", "1", "-W", "1", address.toString()).status());
        dhcpd("10.77.0.50 10.77.0.60", lease);
        kernelReaches(lease().address());
    }

    @Test
    @DisplayName(
            "59: more options than fit stand in file and sname (option 52), from ISC dhcpd and from dnsmasq; all are read")
    void overload() throws Exception {
        // Options that we do not ask for fill the message up; the domain goes where there is still room.
        String filler = "x".repeat(240);
        StringBuilder dhcpd = new StringBuilder("default-lease-time 600; option domain-name \"example.org\";"
                + " option dhcp-parameter-request-list 1,3,6,17,40,18,14,64,66,15,42; option ntp-servers 10.77.0.4;");
        for (String name : List.of(
                "root-path", "nis-domain", "extensions-path", "merit-dump", "nisplus-domain", "tftp-server-name")) {
            dhcpd.append(" option ").append(name).append(" \"").append(filler).append("\";");
        }
        List<String> dnsmasq = new ArrayList<>(List.of(
                "--dhcp-option-force=option:domain-name,example.org",
                "--dhcp-option-force=option:ntp-server,10.77.0.4"));
        for (int code : new int[] {224, 225, 226, 227, 228}) {
            dnsmasq.add("--dhcp-option-force=" + code + "," + filler);
        }
        List<Callable<Daemon>> servers = List.of(
                () -> dhcpd("10.77.0.50 10.77.0.60", dhcpd.toString()),
                () -> dnsmasq("10.77.0.50,10.77.0.60", dnsmasq.toArray(String[]::new)));
        for (Callable<Daemon> server : servers) {
            try (Daemon wire = Daemon.start(
                            kernel, "listening on", "tcpdump", "-l", "-n", "-vvv", "-s0", "-i", "tap0", "udp port 68");
                    Daemon running = server.call()) {
                DhcpLease lease = lease();
                wire.awaitLine("\\(52\\), length 1");
                assertEquals(Optional.of("example.org"), lease.domain(), wire::toString);
                assertEquals("[10.77.0.4]", lease.parameters().timeServers().toString(), wire::toString);
                assertEquals("[10.77.0.1]", lease.routers().toString(), running::toString);
            }
            kill();
        }
    }

    @Test
    @DisplayName("two servers, dhcpd and dnsmasq: one is taken, the other's offer is left")
    void twoServers() throws Exception {
        kernel.ip("address add 10.77.0.9/24 dev tap0");
        Daemon one = dhcpd("10.77.0.50 10.77.0.60", "server-identifier 10.77.0.9; default-lease-time 600;");
        Daemon two = dnsmasq("10.77.0.150,10.77.0.160");
        DhcpLease lease = lease();
        boolean dhcpd = lease.server().equals(Ipv4Address.parse("10.77.0.9"));
        one.awaitLine("DHCPOFFER");
        two.awaitLine("DHCPOFFER");
        (dhcpd ? one : two).awaitLine("DHCPACK.*" + lease.address());
        assertTrue(!(dhcpd ? two : one).toString().contains("DHCPACK"));
        assertEquals(
                dhcpd,
                lease.address().value() < Ipv4Address.parse("10.77.0.100").value());
        kernelReaches(lease.address());
    }

    @Test
    @DisplayName("two servers, dhcpd and udhcpd: one is taken, and the other hears that its offer was not")
    void twoServersWithUdhcpd() throws Exception {
        kernel.ip("address add 10.77.0.9/24 dev tap0");
        Daemon one = dhcpd("10.77.0.50 10.77.0.60", "server-identifier 10.77.0.9; default-lease-time 600;");
        udhcpd("10.77.0.150", "10.77.0.160", 600);
        DhcpLease lease = lease();
        one.awaitLine("DHCPOFFER");
        boolean dhcpd = lease.server().equals(Ipv4Address.parse("10.77.0.9"));
        assertEquals(dhcpd, lease.domain().isEmpty(), "udhcpd names a domain");
        assertEquals(
                dhcpd,
                lease.address().value() < Ipv4Address.parse("10.77.0.100").value());
        if (dhcpd) {
            one.awaitLine("DHCPACK.*" + lease.address());
        } else {
            one.awaitLine("DHCPREQUEST.*" + lease.address());
            assertEquals(0, one.count("DHCPACK"));
        }
        kernelReaches(lease.address());
    }

    @Test
    @DisplayName("59, udhcpd: a lease of 20 s is renewed in time, and the address stays")
    void udhcpdRenewal() throws Exception {
        udhcpd("10.77.0.50", "10.77.0.60", 20);
        DhcpLease lease = lease();
        assertEquals(20, lease.seconds());
        assertEquals(Optional.of("udhcpd.test"), lease.domain());
        until(status -> counter("dhcp.renewed") >= 1);
        assertEquals(lease.address(), until(status -> true).lease().address());
        kernelReaches(lease.address());
    }

    @Test
    @DisplayName("59, udhcpd: killed; the address is given up when the lease ends, and comes back with the server")
    void udhcpdGone() throws Exception {
        Daemon server = udhcpd("10.77.0.50", "10.77.0.60", 4);
        Ipv4Address before = lease().address();
        server.close();
        until(status -> status.lease() == null);
        assertEquals(1, counter("dhcp.expired"));
        udhcpd("10.77.0.50", "10.77.0.60", 60);
        assertEquals(before, lease().address());
        kernelReaches(before);
    }
}
