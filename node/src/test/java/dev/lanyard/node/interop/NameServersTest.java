package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.dns.DnsAnswer;
import dev.lanyard.actors.dns.DnsAnswer.Status;
import dev.lanyard.actors.dns.DnsLookup;
import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.dns.DnsType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.os.testing.Interop;
import dev.lanyard.os.testing.KernelNamespace;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Names from servers that people run: dnsmasq, BIND, unbound, checklist 60")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class NameServersTest {
    private static final String SILENT = "10.77.0.8";
    private static final String LARGE = "x".repeat(250);

    @TempDir
    private Path folder;

    private KernelNamespace kernel;
    private TapNode tap;

    @BeforeEach
    void create() {
        kernel = KernelNamespace.create();
        kernel.tap("tap0", TapNode.KERNEL + "/24");
        kernel.ip("address add " + SILENT + "/24 dev tap0");
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

    private void node(String... servers) throws IOException {
        List<Ipv4Address> addresses =
                List.of(servers).stream().map(Ipv4Address::parse).toList();
        InterfaceAddress own = new InterfaceAddress.Static(Ipv4Prefix.parse(TapNode.NODE + "/24"));
        DnsSettings dns = DnsSettings.of(addresses, List.of(DnsName.parse("lanyard.test")));
        tap = TapNode.start(kernel, true, own, dns);
    }

    private DnsAnswer look(String name, DnsType type) throws Exception {
        return tap.await(tap.node.names().lookup(DnsLookup.of(name, type)));
    }

    private long counter(String name) {
        return tap.node.counters().get(name);
    }

    private Daemon dnsmasq() {
        Interop.requireCommand("dnsmasq");
        StringBuilder large = new StringBuilder("--txt-record=large.lanyard.test");
        large.append(("," + LARGE).repeat(12));
        return Daemon.start(
                kernel,
                "started, version",
                "dnsmasq",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=root",
                "--pid-file=",
                "--listen-address=" + TapNode.KERNEL,
                "--bind-interfaces",
                "--local=/lanyard.test/",
                "--host-record=www.lanyard.test,192.0.2.80,2001:db8::80",
                "--cname=alias.lanyard.test,www.lanyard.test",
                "--cname=c0.lanyard.test,c1.lanyard.test",
                "--cname=c1.lanyard.test,c2.lanyard.test",
                "--cname=c2.lanyard.test,www.lanyard.test",
                "--mx-host=lanyard.test,mail.lanyard.test,10",
                "--srv-host=_http._tcp.lanyard.test,www.lanyard.test,80,1,2",
                "--txt-record=lanyard.test,hello",
                large.toString());
    }

    private static String zone() {
        StringBuilder zone = new StringBuilder("$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 30\n@ NS ns\n")
                .append("ns A 10.77.0.1\nwww A 192.0.2.80\nwww AAAA 2001:db8::80\n@ MX 10 mail\n@ TXT \"hello\"\n")
                .append("_http._tcp SRV 1 2 80 www\n");
        for (int i = 0; i < 8; i++) {
            zone.append("c")
                    .append(i)
                    .append(" CNAME ")
                    .append(i == 7 ? "www" : "c" + (i + 1))
                    .append("\n");
        }
        zone.append("alias CNAME www\nround CNAME trip\ntrip CNAME round\n");
        for (int i = 0; i < 100; i++) {
            zone.append("many A 10.1.").append(i).append(".1\n");
        }
        for (int i = 0; i < 12; i++) {
            zone.append("large TXT \"").append(i).append(LARGE).append("\"\n");
        }
        return zone.toString();
    }

    private Daemon bind() throws IOException {
        Interop.requireCommand("named");
        Path zone = Files.writeString(folder.resolve("zone"), zone());
        Path conf = Files.writeString(
                folder.resolve("named.conf"),
                "options { directory \"" + folder
                        + "\"; listen-on { 10.77.0.1; }; listen-on-v6 { none; }; recursion no;"
                        + " pid-file none; session-keyfile none; dnssec-validation no; empty-zones-enable no;"
                        + " minimal-responses yes; };\ncontrols { };\n"
                        + "zone \"lanyard.test\" { type primary; file \"" + zone + "\"; };\n");
        return Daemon.start(
                kernel, "running$", "named", "-g", "-n", "1", "-4", "-c", conf.toString(), "-D", kernel.name());
    }

    private Daemon unbound() throws IOException {
        Interop.requireCommand("unbound");
        Path zone = Files.writeString(folder.resolve("zone"), "$ORIGIN lanyard.test.\n" + zone());
        Path conf = Files.writeString(
                folder.resolve("unbound.conf"),
                "server:\n  interface: 10.77.0.1\n  access-control: 0.0.0.0/0 allow\n  username: \"\"\n  chroot: \"\"\n"
                        + "  directory: \"" + folder + "\"\n  pidfile: \"\"\n  use-syslog: no\n  verbosity: 1\n"
                        + "  do-ip6: no\n  local-zone: \"test.\" nodefault\n  module-config: \"iterator\"\n  do-not-query-localhost: no\n"
                        + "  log-time-ascii: yes\nremote-control:\n  control-enable: no\n"
                        + "auth-zone:\n  name: \"lanyard.test\"\n  zonefile: \"" + zone + "\"\n  for-downstream: yes\n"
                        + "  for-upstream: yes\n  fallback-enabled: no\n");
        return Daemon.start(kernel, "start of service", "unbound", "-d", "-p", "-c", conf.toString());
    }

    /** What every one of them is asked. */
    private void everyType() throws Exception {
        assertEquals("192.0.2.80", tap.await(tap.node.resolve("www")).toString(), "by the search list");
        assertEquals(
                List.of("2001:db8::80"), look("www.lanyard.test", DnsType.AAAA).texts(DnsType.AAAA));
        assertEquals(
                List.of("10 mail.lanyard.test."),
                look("lanyard.test", DnsType.MX).texts(DnsType.MX));
        assertEquals(List.of("\"hello\""), look("lanyard.test", DnsType.TXT).texts(DnsType.TXT));
        assertEquals(
                List.of("1 2 80 www.lanyard.test."),
                look("_http._tcp.lanyard.test", DnsType.SRV).texts(DnsType.SRV));
        DnsAnswer alias = look("alias.lanyard.test", DnsType.A);
        assertEquals(2, alias.records().size(), alias::toString);
        assertEquals(List.of("192.0.2.80"), alias.texts(DnsType.A));
        assertEquals(
                Status.NO_SUCH_NAME, look("nobody.lanyard.test.", DnsType.A).status());
        assertEquals(Status.NO_DATA, look("www.lanyard.test.", DnsType.MX).status());
        ExecutionException unknown =
                assertThrows(ExecutionException.class, () -> tap.await(tap.node.resolve("nobody.lanyard.test.")));
        assertEquals("nobody.lanyard.test.: no such name", unknown.getCause().getMessage());
    }

    private void largeOverTcp(int strings) throws Exception {
        DnsAnswer large = look("large.lanyard.test", DnsType.TXT);
        assertEquals(Status.OK, large.status(), large::toString);
        assertTrue(large.texts(DnsType.TXT).toString().length() > strings * 250);
        assertTrue(counter("dns.tcp-queries") >= 1);
    }

    @Test
    @DisplayName("dnsmasq: every type, NXDOMAIN, a large answer over TCP")
    void dnsmasqAnswers() throws Exception {
        dnsmasq();
        node(TapNode.KERNEL);
        everyType();
        largeOverTcp(12);
        assertEquals(4, look("c0.lanyard.test", DnsType.A).records().size());
    }

    @Test
    @DisplayName("BIND: every type, a chain of nine aliases, a circle, negative cache, 100 addresses over TCP")
    void bindAnswers() throws Exception {
        bind();
        node(TapNode.KERNEL);
        everyType();
        largeOverTcp(12);
        assertEquals(9, look("c0.lanyard.test", DnsType.A).records().size());
        assertEquals(100, look("many.lanyard.test", DnsType.A).addresses().size());
        Status round = look("round.lanyard.test.", DnsType.A).status(); // BIND sees it itself, or leaves it to us
        assertTrue(round == Status.SERVER_FAILURE || round == Status.CHAIN_TOO_LONG, round::toString);
        long queries = counter("dns.queries");
        assertEquals(
                Status.NO_SUCH_NAME, look("nobody.lanyard.test.", DnsType.AAAA).status());
        assertEquals(queries, counter("dns.queries"), "known from before (RFC 2308)");
    }

    @Test
    @DisplayName("unbound: every type, a chain of aliases, a large answer over TCP")
    void unboundAnswers() throws Exception {
        unbound();
        node(TapNode.KERNEL);
        everyType();
        largeOverTcp(12);
        assertEquals(9, look("c0.lanyard.test", DnsType.A).records().size());
        assertEquals(100, look("many.lanyard.test", DnsType.A).addresses().size());
    }

    private Daemon start(String server) throws IOException {
        return switch (server) {
            case "dnsmasq" -> dnsmasq();
            case "BIND" -> bind();
            default -> unbound();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"dnsmasq", "BIND", "unbound"})
    @DisplayName("60: a server that does not answer, then one that does; the silent one is asked last after that")
    void timeoutAndFailover(String server) throws Exception {
        start(server);
        try (DatagramSocket silent = kernel.call(() -> new DatagramSocket(new InetSocketAddress(SILENT, 53)))) {
            node(SILENT, TapNode.KERNEL);
            assertEquals(Status.OK, look("www.lanyard.test", DnsType.A).status());
            assertEquals(1, counter("dns.timeouts"));
            assertEquals(2, counter("dns.queries"));
            assertEquals(Status.OK, look("www.lanyard.test", DnsType.AAAA).status());
            assertEquals(3, counter("dns.queries"));
            assertTrue(silent.isBound());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dnsmasq", "BIND", "unbound"})
    @DisplayName("60, 0x20: letters in random case come back as they were sent, so that TCP is not needed")
    void mixedCase(String server) throws Exception {
        start(server);
        InterfaceAddress own = new InterfaceAddress.Static(Ipv4Prefix.parse(TapNode.NODE + "/24"));
        DnsSettings dns = DnsSettings.of(List.of(Ipv4Address.parse(TapNode.KERNEL)), List.of());
        tap = TapNode.start(kernel, true, own, dns.withMixCase(true));
        for (String name : List.of("www", "alias", "c0")) {
            assertEquals(
                    List.of("192.0.2.80"),
                    look(name + ".lanyard.test", DnsType.A).texts(DnsType.A));
        }
        assertEquals(0, counter("dns.dropped.wrong-case"));
        assertEquals(0, counter("dns.tcp-queries"));
    }

    @Test
    @DisplayName("a server that is killed: its closed port sends the question on at once, and back when it runs again")
    void killedAndRestarted() throws Exception {
        Daemon server = bind();
        node(TapNode.KERNEL);
        assertEquals(Status.OK, look("www.lanyard.test", DnsType.A).status());
        server.close();
        assertEquals(Status.UNREACHABLE, look("www.lanyard.test", DnsType.AAAA).status());
        assertEquals(0, counter("dns.timeouts"));
        bind();
        assertEquals(Status.OK, look("www.lanyard.test", DnsType.AAAA).status());
    }
}
