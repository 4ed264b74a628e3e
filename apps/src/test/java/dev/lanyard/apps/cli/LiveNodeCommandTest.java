package dev.lanyard.apps.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.tcp.CongestionControl;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LiveNodeCommandTest {
    private final StringWriter errors = new StringWriter();

    private int execute(String line) {
        CommandLine main = Main.commandLine();
        main.setErr(new PrintWriter(errors));
        return main.execute(line.split(" "));
    }

    private static LiveNodeSettings parse(String line) {
        CommandLine main = Main.commandLine();
        var parsed = main.parseArgs(line.split(" "));
        return ((LiveNodeCommand) parsed.subcommand().commandSpec().userObject()).settings();
    }

    @Test
    void theLeast() {
        LiveNodeSettings settings = parse("node --tap tap0 --address 192.168.1.3/24");
        assertEquals("tap0", settings.tap().name());
        assertEquals(false, settings.tap().create());
        assertEquals(true, settings.tap().offload());
        assertEquals(Ipv4Prefix.parse("192.168.1.3/24"), settings.address().orElseThrow());
        assertEquals("02:4c:c0:a8:01:03", settings.mac().toString());
        assertEquals(0, settings.mtu());
    }

    @Test
    void theMost() {
        LiveNodeSettings settings = parse(
                "node --tap t --address 10.0.0.2/31 --gateway 10.0.0.3 --mac 02:00:00:00:00:01"
                        + " --mtu 1400 --busy-poll 20 --no-offload --netns n --create-tap=10.0.0.3/31 --host a=10.0.0.3 --host b=10.9.9.9");
        assertEquals(true, settings.tap().create());
        assertEquals(false, settings.tap().offload());
        assertEquals("n", settings.tap().networkNamespace());
        assertEquals(Ipv4Prefix.parse("10.0.0.3/31"), settings.kernel().orElseThrow());
        assertEquals(Ipv4Address.parse("10.0.0.3"), settings.gateway().orElseThrow());
        assertEquals(1400, settings.mtu());
        assertEquals(Optional.of(Duration.ofNanos(20_000)), settings.busyPoll());
        assertEquals(Map.of("a", Ipv4Address.parse("10.0.0.3"), "b", Ipv4Address.parse("10.9.9.9")), settings.hosts());
    }

    @Test
    void aRouter() {
        LiveNodeSettings settings = parse("node --tap t0 --address 10.0.0.2/24 --router --interface t1=10.0.1.2/24"
                + " --interface t2=10.0.2.2/24 --netns n");
        assertEquals(true, settings.router());
        assertEquals(2, settings.more().size());
        assertEquals("t1", settings.more().get(0).tap().name());
        assertEquals("n", settings.more().get(0).tap().networkNamespace());
        assertEquals(Ipv4Prefix.parse("10.0.2.2/24"), settings.more().get(1).address());
    }

    @Test
    void settingsOfTcp() {
        LiveNodeSettings settings =
                parse("node --tap t0 --address 10.0.0.2/24 --tcp congestion=reno --tcp half-open=5 --tcp sack=off");
        assertEquals(CongestionControl.Factory.RENO, settings.tcp().settings().congestionControl());
        assertEquals(false, settings.tcp().settings().selectiveAcks());
        assertEquals(5, settings.tcp().limits().halfOpen());
    }

    @Test
    void fromDhcp() {
        LiveNodeSettings settings = parse(
                "node --tap tap0 --dhcp --name-server 10.0.0.1,10.0.0.2 --search example.org --create-tap=10.0.0.3/24");
        assertTrue(settings.address().isEmpty());
        assertEquals(2, settings.dns().servers().size());
        assertEquals("[example.org.]", settings.dns().searchList().toString());
        assertEquals(settings.mac(), parse("node --tap tap0 --dhcp").mac(), "a server is to know the node again");
    }

    @Test
    void namesAndLeases(@TempDir Path folder) throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "10.0.0.5 web www\n10.0.0.6 mail\n");
        LiveNodeSettings settings = parse("node --tap tap0 --dhcp --hosts " + hosts
                + " --host mail=10.0.0.7 --dns-option 0x20,ndots:2 --dhcp-lease-file lease");
        assertEquals("{mail=10.0.0.7, web=10.0.0.5, www=10.0.0.5}", new TreeMap<>(settings.hosts()).toString());
        assertTrue(settings.dns().mixCase());
        assertEquals(2, settings.dns().ndots());
        assertEquals(Optional.of(Path.of("lease")), settings.leaseFile());
    }

    @Test
    void creatingATapNeedsNoAddressForTheKernel() {
        LiveNodeSettings settings = parse("node --create-tap --tap t --address 10.0.0.2/24");
        assertTrue(settings.tap().create());
        assertTrue(settings.kernel().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--address 192.168.1.3 | --address: '192.168.1.3' is not an address with a prefix length",
                "--address 192.168.1.0/24 | is the network's own address",
                "--address 192.168.1.255/24 | is the broadcast address",
                "--address 127.0.0.1/8 | cannot be the address of a host",
                "--address 224.0.0.1/24 | cannot be the address of a host",
                "--address 10.0.0.1/0 | a prefix of 0 bits",
                "--address 10.0.0.1/24 --gateway 10.0.1.1 | --gateway: 10.0.1.1 is not on the network 10.0.0.0/24",
                "--address 10.0.0.1/24 --gateway 10.0.0.1 | the node's own address",
                "--address 10.0.0.1/24 --gateway 10.0.0.255 | is the broadcast address",
                "--address 10.0.0.1/24 --mtu 67 | --mtu: 67 is not in 68 to 65521",
                "--address 10.0.0.1/24 --mtu big | --mtu",
                "--address 10.0.0.1/24 --busy-poll 10001 | --busy-poll: busy polling for 10001 µs: from 0 to 10000",
                "--address 10.0.0.1/24 --busy-poll -1 | --busy-poll: busy polling for -1 µs: from 0 to 10000",
                "--address 10.0.0.1/24 --mac 03:00:00:00:00:00 | cannot be the address of one station",
                "--address 10.0.0.1/24 --services echo,ecco | no such service: 'ecco'; there are: chargen",
                "--address 10.0.0.1/24 --host a=b | --host: 'b' is not an IPv4 address",
                "--address 10.0.0.1/24 --create-tap=10.0.0.1/24 | the node's own address",
                "--address 10.0.0.1/24 --tap nowhere/far | tap",
                "--address 10.0.0.1/24 --interface t1=10.0.1.0/24 | --interface: 10.0.1.0 is the network's own",
                "--address 10.0.0.1/24 --route=default | --route: 'default' is not a route",
                "--address 10.0.0.1/24 --tcp congestion=vegas | --tcp: congestion=vegas: 'vegas' is no congestion control",
                "--address 10.0.0.1/24 --tcp speed=1 | is no setting of TCP; there are: base-mss",
                "--address 10.0.0.1/24 --tcp max-rto=1ms | --tcp: the largest retransmission timeout, 1 ms",
                "--address 10.0.0.1/24 --tcp sack | --tcp",
                "--address 10.0.0.1/24 --frobnicate | Unknown option",
                "--mtu 100 | Missing required argument (specify one of these): (--address=ADDRESS/LENGTH | --dhcp)",
                "--address 10.0.0.1/24 --dhcp | mutually exclusive",
                "--address 10.0.0.1/24 --dhcp-lease-file x | --dhcp-lease-file: there is no lease without --dhcp",
                "--address 10.0.0.1/24 --hosts /no/such | --hosts: /no/such cannot be read: there is no such file",
                "--address 10.0.0.1/24 --hosts /proc/self/status | --hosts: /proc/self/status, line 1: ",
                "--address 10.0.0.1/24 --dns-option rotate | --dns-option: 'rotate' is none of 0x20, no-edns0",
                "--dhcp --gateway 10.0.0.1 | with --dhcp the server says which it is"
            })
    void whatMakesNoSenseIsOneLineAndStatus2(String options, String message) {
        String tap = options.contains("--tap ") ? "" : " --tap tap0";
        assertEquals(2, execute("node" + tap + " " + options.strip()));
        String said = errors.toString();
        assertTrue(said.contains(message.strip()), said);
        assertTrue(said.startsWith("lanyard node: "), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    void whatTheSystemRefusesIsOneLineAndStatus1() {
        assertEquals(1, execute("node --tap lanyard-no-tap --address 10.0.0.1/24"));
        assertTrue(errors.toString().startsWith("lanyard node: cannot open lanyard-no-tap"), errors.toString());
        assertEquals(1, errors.toString().lines().count(), errors.toString());
    }
}
