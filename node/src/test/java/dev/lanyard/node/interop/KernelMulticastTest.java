package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.igmp.IgmpSettings;
import dev.lanyard.actors.igmp.IgmpState;
import dev.lanyard.actors.igmp.IgmpVersion;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.node.InterfaceAddress;
import dev.lanyard.node.socket.BlockingUdpSocket;
import dev.lanyard.node.socket.MembershipKey;
import dev.lanyard.os.testing.Interop;
import dev.lanyard.os.testing.KernelNamespace;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Multicast and broadcast with the kernel (RFC 1112, RFC 2236, RFC 3376)")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class KernelMulticastTest {
    private static final Ipv4Address GROUP = Ipv4Address.parse("239.1.1.1");
    private static final Ipv4Address KERNEL = Ipv4Address.parse(TapNode.KERNEL);
    private static final int PORT = 5000;
    private static final String MEMBER = "port tap0 grp 239.1.1.1 ";

    private TapNode tap;
    private KernelNamespace kernel;

    @BeforeEach
    void require() {
        Interop.requireKernel();
        Interop.requireCommand("socat");
        kernel = KernelNamespace.create();
    }

    @AfterEach
    void stop() {
        if (tap != null) {
            tap.close();
        } else if (kernel != null) {
            kernel.close();
        }
    }

    private void start() throws IOException {
        InterfaceAddress address = new InterfaceAddress.Static(Ipv4Prefix.parse(TapNode.NODE + "/24"));
        tap = TapNode.start(kernel, true, address, DnsSettings.NONE);
    }

    /** The kernel on the tap itself. */
    private void plain() throws IOException {
        kernel.tap("tap0", TapNode.KERNEL + "/24");
        start();
    }

    /** A snooping switch with a querier of a version, whose port the tap is, and the kernel on the switch. */
    private void bridge(int version) throws IOException {
        kernel.ip("link add br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_igmp_version " + version
                + " mcast_query_response_interval 100 mcast_last_member_interval 50 mcast_startup_query_interval 100");
        kernel.ip("tuntap add dev tap0 mode tap vnet_hdr");
        kernel.ip("link set tap0 master br0");
        kernel.ip("address add " + TapNode.KERNEL + "/24 dev br0");
        kernel.ip("link set tap0 up");
        kernel.ip("link set br0 up");
        start();
    }

    private BlockingUdpSocket open(UdpOptions options) throws IOException {
        return tap.node.blocking().udp(new Endpoint(Ipv4Address.ANY, PORT), options);
    }

    /** Waits until the bridge lists something of our port, or nothing of that kind any more. */
    private void awaitListed(boolean present, String regex) throws Exception {
        Pattern pattern = Pattern.compile("dev br0 " + MEMBER + regex);
        String listed = "";
        for (int i = 0; i < 300; i++) {
            listed = kernel.run("bridge", "-d", "mdb", "show").output();
            if (pattern.matcher(listed).find() == present) {
                return;
            }
            tap.await(tap.node.delay(Duration.ofMillis(50)));
        }
        fail((present ? "never" : "still") + " listed '" + regex + "':\n" + listed);
    }

    /** A member of the kernel's, which prints what it hears. */
    private Daemon member(String device) {
        return Daemon.start(
                kernel,
                "starting data transfer loop",
                "socat",
                "-d",
                "-d",
                "-u",
                "-b",
                "65536",
                "UDP4-RECV:" + PORT + ",reuseaddr,ip-add-membership=" + GROUP + ":" + device,
                "STDOUT");
    }

    private void kernelSends(String text, String address, String options) {
        assertEquals(
                0,
                kernel.run("sh", "-c", "printf " + text + " | socat -u STDIN UDP4-DATAGRAM:" + address + options)
                        .status());
    }

    private void kernelSends(String text) {
        kernelSends(text, GROUP + ":" + PORT, ",ip-multicast-if=" + TapNode.KERNEL);
    }

    private static void assertHears(BlockingUdpSocket socket, String text) throws IOException {
        Datagram datagram = socket.receive(TapNode.LIMIT);
        assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), datagram.payload());
        assertEquals(KERNEL, datagram.source().address());
    }

    private static void send(BlockingUdpSocket socket, String address, String text) throws IOException {
        socket.send(new Endpoint(Ipv4Address.parse(address), PORT), text.getBytes(StandardCharsets.UTF_8));
    }

    private IgmpState state() throws Exception {
        return tap.await(tap.node.network().groups()).get(0);
    }

    @Test
    @DisplayName("RFC 3376 §5.1, RFC 4541: a snooping bridge lists us while we are in a group")
    void snooping() throws Exception {
        bridge(3);
        try (BlockingUdpSocket socket = open(UdpOptions.DEFAULT)) {
            MembershipKey key = socket.join(GROUP);
            awaitListed(true, "");
            kernelSends("one");
            assertHears(socket, "one");
            socket.drop(key);
            awaitListed(false, "");
            assertEquals(IgmpVersion.V3, state().version());
        }
    }

    @Test
    @DisplayName("RFC 3376 §5.2: a general query is answered: a bridge that has forgotten what it knew lists us again")
    void queried() throws Exception {
        bridge(3);
        try (BlockingUdpSocket socket = open(UdpOptions.DEFAULT)) {
            socket.join(GROUP);
            awaitListed(true, "");
            kernel.ip("link set br0 type bridge mcast_snooping 0"); // forgets
            awaitListed(false, "");
            kernel.ip("link set br0 type bridge mcast_snooping 1"); // asks again
            awaitListed(true, "");
            assertTrue(tap.node.counters().get("igmp.queries-received") > 0);
            assertEquals(Ipv4Address.ANY, state().querier(), "the bridge asks from 0.0.0.0 (RFC 4541 §2.1.1)");
        }
    }

    @Test
    @DisplayName("RFC 3376 §4.2.12: the bridge sees filter mode and sources of our memberships, and how they change")
    void sources() throws Exception {
        bridge(3);
        try (BlockingUdpSocket socket = open(UdpOptions.DEFAULT)) {
            MembershipKey key = socket.join(GROUP, KERNEL);
            awaitListed(true, ".*filter_mode include.*" + TapNode.KERNEL);
            kernelSends("wanted");
            assertHears(socket, "wanted");
            socket.drop(key);
            awaitListed(false, "");
            MembershipKey all = socket.join(GROUP);
            awaitListed(true, ".*filter_mode exclude");
            kernelSends("all");
            assertHears(socket, "all");
            socket.block(all, KERNEL);
            awaitListed(true, ".*filter_mode exclude.*" + TapNode.KERNEL);
            kernelSends("unwanted");
            assertThrows(SocketTimeoutException.class, () -> socket.receive(Duration.ofMillis(300)));
            socket.unblock(all, KERNEL);
            kernelSends("again");
            assertHears(socket, "again");
        }
    }

    @Test
    @DisplayName("RFC 3376 §7.2, RFC 2236 §3: a querier of version 2 is spoken to in version 2, and told of a leave")
    void version2() throws Exception {
        bridge(2);
        try (BlockingUdpSocket socket = open(UdpOptions.DEFAULT)) {
            MembershipKey key = socket.join(GROUP);
            while (state().version() != IgmpVersion.V2) {
                tap.await(tap.node.delay(Duration.ofMillis(50))); // until the next query, which the test's limit bounds
            }
            awaitListed(true, "");
            kernelSends("two");
            assertHears(socket, "two");
            // The answer to the query makes us the last reporter, whatever was heard of others.
            tap.await(tap.node.delay(Duration.ofMillis(1_200)));
            socket.drop(key);
            awaitListed(false, "");
            assertEquals(1, tap.node.counters().get("igmp.leaves-sent"));
        }
    }

    @Test
    @DisplayName("RFC 1112: the kernel's members hear us, and we hear the kernel; large datagrams come in fragments")
    void bothWays() throws Exception {
        plain();
        try (Daemon member = member(TapNode.KERNEL);
                BlockingUdpSocket socket = open(UdpOptions.DEFAULT)) {
            send(socket, GROUP.toString(), "to-the-kernel\n");
            member.awaitLine("to-the-kernel");
            socket.join(GROUP);
            kernelSends("from-the-kernel");
            assertHears(socket, "from-the-kernel");
            byte[] large = new byte[9000];
            Arrays.fill(large, (byte) 'x');
            socket.option(StandardSocketOptions.IP_MULTICAST_LOOP, false);
            socket.send(new Endpoint(GROUP, PORT), large);
            member.awaitLine("received packet with 9000 bytes from AF=2 " + TapNode.NODE);
            kernelSends("$(head -c 5000 /dev/zero | tr '\\0' y)");
            assertEquals(5000, socket.receive(TapNode.LIMIT).payload().length);
        }
    }

    @Test
    @DisplayName("RFC 2236 §3: beside a kernel of version 2 we hear its report of a group, and leave it without a word")
    void kernelOfVersion2() throws Exception {
        kernel.tap("tap0", TapNode.KERNEL + "/24");
        kernel.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/conf/tap0/force_igmp_version"), "2"));
        start();
        tap.await(tap.node.network().configure(IgmpSettings.DEFAULT.withVersion(IgmpVersion.V2)));
        try (BlockingUdpSocket socket = open(UdpOptions.DEFAULT)) {
            MembershipKey key = socket.join(GROUP);
            try (Daemon member = member(TapNode.KERNEL)) {
                while (tap.node.counters().get("igmp.reports-received") == 0) {
                    tap.await(
                            tap.node.delay(Duration.ofMillis(20))); // until it is there, which the test's limit bounds
                }
                send(socket, GROUP.toString(), "hello\n");
                member.awaitLine("hello");
            }
            socket.drop(key);
            assertEquals(0, tap.node.counters().get("igmp.leaves-sent"));
        }
    }

    @Test
    @DisplayName("RFC 1122 §3.3.6: limited and directed broadcasts both ways")
    void broadcasts() throws Exception {
        plain();
        kernel.ip("route add 255.255.255.255 dev tap0");
        try (Daemon listener = Daemon.start(
                        kernel,
                        "starting data transfer loop",
                        "socat",
                        "-d",
                        "-d",
                        "-u",
                        "UDP4-RECV:" + PORT,
                        "STDOUT");
                BlockingUdpSocket socket = open(UdpOptions.DEFAULT.withBroadcast(true))) {
            for (String address : new String[] {"10.77.0.255", "255.255.255.255"}) {
                send(socket, address, "we to " + address + "\n");
                listener.awaitLine("we to " + address);
                assertEquals(
                        "10.77.0.2",
                        socket.receive(TapNode.LIMIT).source().address().toString(),
                        "we are among all");
                kernelSends("kernel-to-" + address, address + ":" + PORT, ",broadcast");
                assertHears(socket, "kernel-to-" + address);
            }
        }
    }

    @Test
    @DisplayName(
            "RFC 3376 §4, RFC 2236 §2: tshark reads our reports and leaves, with good checksums and nothing malformed")
    void tshark() throws Exception {
        Interop.requireCommand("tshark");
        plain();
        try (Daemon tshark = Daemon.start(
                        kernel,
                        "Capturing on",
                        "tshark",
                        "-l",
                        "-i",
                        "tap0",
                        "-f",
                        "igmp and src host " + TapNode.NODE,
                        "-o",
                        "ip.check_checksum:TRUE",
                        "-T",
                        "fields",
                        "-E",
                        "separator= ",
                        "-e",
                        "igmp.version",
                        "-e",
                        "igmp.type",
                        "-e",
                        "igmp.record_type",
                        "-e",
                        "igmp.maddr",
                        "-e",
                        "igmp.saddr",
                        "-e",
                        "ip.checksum.status",
                        "-e",
                        "igmp.checksum.status",
                        "-e",
                        "ip.ttl",
                        "-e",
                        "ip.dsfield.dscp",
                        "-e",
                        "ip.opt.ra",
                        "-e",
                        "_ws.malformed",
                        "-e",
                        "_ws.expert.message");
                BlockingUdpSocket socket = open(UdpOptions.DEFAULT)) {
            MembershipKey key = socket.join(GROUP, KERNEL);
            tshark.awaitLine("^3 0x22 5 239.1.1.1 10.77.0.1 1 1 1 48 0 *$");
            socket.drop(key);
            tshark.awaitLine("^3 0x22 6 239.1.1.1 10.77.0.1 1 1 1 48 0 *$");
            tap.await(tap.node.network().configure(IgmpSettings.DEFAULT.withVersion(IgmpVersion.V2)));
            key = socket.join(GROUP);
            tshark.awaitLine("^2 0x16  239.1.1.1  1 1 1 48 0 *$");
            socket.drop(key);
            tshark.awaitLine("^2 0x17  239.1.1.1  1 1 1 48 0 *$");
        }
    }
}
