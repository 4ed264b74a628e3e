package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketPool;
import dev.lanyard.node.InterfaceSettings;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeSettings;
import dev.lanyard.node.TapLinkFactory;
import dev.lanyard.os.TapDevice;
import dev.lanyard.os.testing.Commands;
import dev.lanyard.os.testing.Interop;
import dev.lanyard.os.testing.KernelNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A kernel as 10.77.1.1, another as 10.77.2.1, and a node between them with two taps and .2 on both networks. */
@DisplayName("A router between two kernels (RFC 1812)")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KernelRouterTest {
    private static final int BYTES = 16 << 20;

    private KernelNamespace west;
    private KernelNamespace east;
    private LoopSystem system;
    private Node router;
    private final PacketPool pool = new PacketPool(256);
    private final List<CheckedLink> links = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        Interop.requireKernel();
        west = KernelNamespace.create().tap("tap0", "10.77.1.1/24");
        east = KernelNamespace.create().tap("tap1", "10.77.2.1/24");
        west.ip("route add default via 10.77.1.2");
        east.ip("route add default via 10.77.2.2");
        system = LoopSystem.live("router");
        router = Node.start(
                system,
                new NodeSettings(
                                "router",
                                List.of(station(0, west, "10.77.1.2/24", 0), station(1, east, "10.77.2.2/24", 1000)),
                                Optional.empty(),
                                Map.of(),
                                new SplittableRandom(1),
                                pool)
                        .withIp(Ipv4Settings.ROUTER));
    }

    private InterfaceSettings station(int index, KernelNamespace kernel, String address, int mtu) throws IOException {
        TapDevice.Settings tap =
                TapDevice.Settings.existing("tap" + index).withOffload(true).inNamespace(kernel.name());
        CheckedLink link = new CheckedLink(TapLinkFactory.open(tap, system, pool), system);
        links.add(link);
        MacAddress mac = MacAddress.parse("02:00:00:00:01:0" + index);
        return new InterfaceSettings("eth" + index, mac, Ipv4Prefix.parse(address), mtu, link);
    }

    @AfterEach
    void stop() throws Exception {
        if (router != null) {
            system.await(router.crash(), TapNode.LIMIT);
            assertEquals(pool.size(), pool.available(), "buffers that no link got back");
        }
        if (system != null) {
            system.close();
        }
        for (KernelNamespace kernel : new KernelNamespace[] {west, east}) {
            if (kernel != null) {
                kernel.close();
            }
        }
        links.forEach(CheckedLink::close);
    }

    private String run(int status, KernelNamespace kernel, String... command) {
        Commands.Result result = kernel.run(command);
        assertEquals(status, result.status(), result::output);
        return result.output();
    }

    @Test
    @DisplayName("51: kernel pings kernel, in fragments where a network is narrow")
    void pings() {
        for (int size : new int[] {56, 972, 973, 1472, 65_507}) {
            String output = run(
                    0, west, "ping", "-M", "dont", "-c", "3", "-i", "0.01", "-W", "5", "-s", "" + size, "10.77.2.1");
            assertTrue(output.contains("3 received, 0% packet loss"), output);
            assertTrue(output.contains("ttl=63"), output);
        }
        assertEquals(0, router.counters().get("ip.reassembled"));
        assertTrue(router.counters().get("ip.fragments-sent") > 0);
    }

    @Test
    @DisplayName("traceroute of the kernel's host sees the router and what lies behind it, by UDP and by ICMP")
    void traceroute() {
        for (List<String> how : List.of(List.of("-n"), List.of("-n", "-I"))) {
            List<String> command = new ArrayList<>(List.of("busybox", "traceroute"));
            command.addAll(how);
            command.addAll(List.of("-w", "2", "-q", "2", "10.77.2.1"));
            List<String> lines =
                    run(0, west, command.toArray(String[]::new)).lines().toList();
            assertTrue(lines.get(1).matches(" 1  10\\.77\\.1\\.2( +[0-9.]+ ms){2}"), lines::toString);
            assertTrue(lines.get(2).matches(" 2  10\\.77\\.2\\.1( +[0-9.]+ ms){2}"), lines::toString);
            assertEquals(3, lines.size());
        }
    }

    @Test
    @DisplayName(
            "RFC 792: the kernel hears of an expired TTL, an MTU that is too small, and a network or host not there")
    void errors() {
        String expired = run(1, west, "ping", "-c", "1", "-t", "1", "-W", "2", "10.77.2.1");
        assertTrue(expired.contains("From 10.77.1.2 icmp_seq=1 Time to live exceeded"), expired);
        String large = run(1, west, "ping", "-M", "do", "-s", "1400", "-c", "1", "-W", "2", "10.77.2.1");
        assertTrue(large.contains("From 10.77.1.2 icmp_seq=1 Frag needed and DF set (mtu = 1000)"), large);
        String net = run(1, west, "ping", "-c", "1", "-W", "2", "192.0.2.1");
        assertTrue(net.contains("From 10.77.1.2 icmp_seq=1 Destination Net Unreachable"), net);
        String host = run(1, west, "ping", "-c", "1", "-W", "6", "10.77.2.99");
        assertTrue(host.contains("From 10.77.1.2 icmp_seq=1 Destination Host Unreachable"), host);
    }

    @Test
    @DisplayName(
            "RFC 791: ping -R through the router shows the addresses that it sends by, -T tsonly its time, there and back")
    void recordRoute() {
        String route = run(0, west, "ping", "-c", "1", "-W", "5", "-R", "10.77.2.1");
        assertTrue(
                route.replaceAll("\\s+", " ")
                        .contains("RR: 10.77.1.1 10.77.2.2 10.77.2.1 10.77.2.1 10.77.1.2 10.77.1.1"),
                route);
        String times = run(0, west, "ping", "-c", "1", "-W", "5", "-T", "tsonly", "10.77.2.1");
        assertTrue(times.matches("(?s).*TS: \\t[0-9]+ absolute\\n(\\t-?[0-9]+\\n){5}.*"), times);
        String large = run(0, west, "ping", "-c", "1", "-W", "5", "-R", "-M", "dont", "-s", "3000", "10.77.2.1");
        assertTrue(large.contains("1 received"), large);
    }

    @Test
    @DisplayName(
            "RFC 7126 §4.3.5: a kernel's loose source route through the router is refused, and taken if that is set")
    void sourceRoute() throws Exception {
        for (String device : new String[] {"all", "tap1"}) {
            run(0, east, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/" + device + "/accept_source_route");
        }
        // a loose source route by 10.77.1.2
        String send = "echo hello | socat - UDP4-DATAGRAM:10.77.2.1:9999,ip-options=x8307040a4d0102";
        try (DatagramSocket receiver = east.call(() -> new DatagramSocket(9999))) {
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            receiver.setSoTimeout(500);
            run(0, west, "sh", "-c", send);
            assertThrows(SocketTimeoutException.class, () -> receiver.receive(packet));
            assertEquals(1, router.counters().get("ip.dropped.source-routed"));
            system.await(router.network().configure(Ipv4Settings.ROUTER.withSourceRoutes(true)), TapNode.LIMIT);
            receiver.setSoTimeout(10_000);
            run(0, west, "sh", "-c", send);
            receiver.receive(packet);
            assertEquals("hello\n", new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
            assertEquals(1, router.counters().get("ip.dropped.source-routed"));
        }
    }

    @Test
    @DisplayName("RFC 1812 §5.2.7.1: the kernel hears of a route that prohibits, and nothing of a black hole")
    void refusingRoutes() throws Exception {
        Ipv4Prefix network = Ipv4Prefix.parse("192.0.2.0/24");
        system.await(router.network().addRoute(network, RouteType.PROHIBIT, 0), TapNode.LIMIT);
        String prohibited = run(1, west, "ping", "-c", "1", "-W", "2", "192.0.2.1");
        assertTrue(prohibited.contains("From 10.77.1.2 icmp_seq=1 Packet filtered"), prohibited);
        system.await(router.network().removeRoute(network, RouteType.PROHIBIT), TapNode.LIMIT);
        system.await(router.network().addRoute(network, RouteType.BLACKHOLE, 0), TapNode.LIMIT);
        String silent = run(1, west, "ping", "-c", "1", "-W", "1", "192.0.2.1");
        assertTrue(silent.contains("0 received") && !silent.contains("From"), silent);
        assertEquals(2, router.counters().get("ip.dropped.route-refuses"));
    }

    @Test
    @DisplayName("56: TCP between kernels, super-segments included, finds its way through the smaller MTU")
    void tcp() throws Exception {
        byte[] data = new byte[BYTES];
        new SplittableRandom(1).nextBytes(data);
        ServerSocket server = east.call(() -> new ServerSocket(80, 1, InetAddress.getByName("10.77.2.1")));
        CompletableFuture<byte[]> digest = CompletableFuture.supplyAsync(() -> digest(server));
        try (Socket client = west.call(() -> {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress("10.77.2.1", 80), 10_000);
            return socket;
        })) {
            client.getOutputStream().write(data);
        }
        assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(data), digest.get(50, TimeUnit.SECONDS));
    }

    private static byte[] digest(ServerSocket server) {
        try (server;
                Socket socket = server.accept();
                InputStream input = socket.getInputStream()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[65_536];
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return digest.digest();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
