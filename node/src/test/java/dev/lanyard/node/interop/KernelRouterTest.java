package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
