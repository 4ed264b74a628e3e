package dev.lanyard.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.tcp.TcpInfo;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.node.socket.BlockingTcpListener;
import dev.lanyard.node.socket.BlockingTcpSocket;
import dev.lanyard.node.socket.UdpSocket;
import dev.lanyard.os.testing.KernelNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our node 10.77.0.2 — tap0 — the kernel as router 10.77.0.1 and 10.77.5.1 — veth — another kernel 10.77.5.2. One of the
 * router's links takes packets of {@link #NARROW} bytes, and its ICMP may be lost.
 */
@DisplayName("Path MTU through a kernel that routes, to a kernel (RFC 1191, RFC 4821)")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KernelBlackHoleTest {
    private static final String FAR = "10.77.5.2";
    private static final int PORT = 5001;
    private static final int WAIT_MILLIS = 60_000;
    private static final int NARROW = 1300;
    private static final int HEADERS = 52;
    private static final long BYTES = 16L << 20;

    private TapNode tap;
    private KernelNamespace far;

    private void start(boolean offload) throws Exception {
        tap = TapNode.start(offload);
        far = KernelNamespace.create();
        tap.kernel.ip("link add far type veth peer name near netns " + far.name());
        tap.kernel.ip("address add 10.77.5.1/24 dev far");
        tap.kernel.ip("link set far up");
        far.ip("address add " + FAR + "/24 dev near");
        far.ip("link set near up");
        far.ip("route add default via 10.77.5.1");
        setting(tap.kernel, "ip_forward", "1");
    }

    private static void setting(KernelNamespace kernel, String name, String value) throws Exception {
        kernel.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4", name), value));
    }

    /** What the router has to say goes nowhere. */
    private void silenceRouter() {
        tap.kernel.ip("rule add blackhole pref 5 ipproto icmp");
    }

    /** Packets that the router did not pass on, since they were too large and not to be fragmented. */
    private long refused() {
        List<String[]> ip = tap.kernel
                .run("cat", "/proc/net/snmp")
                .output()
                .lines()
                .filter(line -> line.startsWith("Ip:"))
                .map(line -> line.split(" "))
                .toList();
        return Long.parseLong(ip.get(1)[List.of(ip.get(0)).indexOf("FragFails")]);
    }

    @AfterEach
    void stop() {
        try {
            if (tap != null) {
                tap.close();
            }
        } finally {
            if (far != null) {
                far.close();
            }
        }
    }

    private FutureTask<String> farReads() throws Exception {
        ServerSocket server = far.call(() -> new ServerSocket(PORT, 8, InetAddress.getByName(FAR)));
        server.setSoTimeout(WAIT_MILLIS);
        return Streams.start("far-reader", () -> {
            try (server;
                    Socket socket = server.accept()) {
                socket.setSoTimeout(WAIT_MILLIS);
                return Streams.read(socket.getInputStream(), BYTES);
            }
        });
    }

    private BlockingTcpSocket connect() throws IOException {
        return tap.node.blocking().connect(new Endpoint(Ipv4Address.parse(FAR), PORT));
    }

    /** Sends everything to the other kernel, which has to get it as it is. Returns our figures. */
    private TcpInfo send() throws Exception {
        FutureTask<String> read = farReads();
        try (BlockingTcpSocket socket = connect()) {
            String sent = Streams.write(socket.output(), BYTES, 3);
            assertEquals(sent, read.get(60, TimeUnit.SECONDS));
            return info();
        }
    }

    private TcpInfo info() throws Exception {
        return tap.await(tap.node.connections()).connections().stream()
                .filter(each -> each.info() != null)
                .findFirst()
                .orElseThrow()
                .info();
    }

    @ParameterizedTest(name = "offload {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("56: we send through a black hole: all arrives, and the next connection does not fall into it")
    void weSend(boolean offload) throws Exception {
        start(offload);
        tap.kernel.ip("link set far mtu " + NARROW);
        silenceRouter();
        TcpInfo first = send();
        assertEquals(1, first.blackHoles());
        assertTrue(first.mss() <= NARROW - HEADERS && first.mss() > 1024 - HEADERS, first::toString);
        assertEquals(0, tap.node.counters().get("icmp.errors-received"));
        assertTrue(refused() > 0);
        TcpInfo second = send();
        assertEquals(0, second.blackHoles());
        assertTrue(second.mss() <= NARROW - HEADERS && second.mss() >= first.mss(), second::toString);
    }

    @Test
    @DisplayName("56: the kernel, which probes too (tcp_mtu_probing), sends to us through a black hole")
    void kernelSends() throws Exception {
        start(true);
        tap.kernel.ip("link set tap0 mtu " + NARROW);
        silenceRouter();
        setting(far, "tcp_mtu_probing", "1");
        try (BlockingTcpListener listener = tap.node.blocking().listen(PORT, 8)) {
            FutureTask<String> sent = Streams.start("far-writer", () -> {
                try (Socket socket = far.call(() -> {
                    Socket opened = new Socket();
                    opened.connect(new InetSocketAddress(TapNode.NODE, PORT), WAIT_MILLIS);
                    return opened;
                })) {
                    return Streams.write(socket.getOutputStream(), BYTES, 4);
                }
            });
            try (BlockingTcpSocket socket = listener.accept(TapNode.LIMIT)) {
                String received = Streams.read(socket.input(), BYTES);
                assertEquals(sent.get(60, TimeUnit.SECONDS), received);
            }
        }
        assertTrue(refused() > 0);
    }

    @ParameterizedTest(name = "offload {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("56: a router that speaks is believed at once: no black hole, no timeout")
    void routerSpeaks(boolean offload) throws Exception {
        start(offload);
        tap.kernel.ip("link set far mtu " + NARROW);
        TcpInfo info = send();
        assertEquals(0, info.blackHoles());
        assertEquals(NARROW - HEADERS, info.mss());
        assertEquals(NARROW, info.pathMtu());
        assertTrue(tap.node.counters().get("icmp.errors-received") > 0);
    }

    @Test
    @DisplayName("RFC 1191 §6.1: a UDP socket that does not fragment hears of the kernel's narrow link")
    void datagrams() throws Exception {
        start(true);
        tap.kernel.ip("link set far mtu " + NARROW);
        UdpSocket socket = tap.await(tap.node.udp(0, UdpOptions.DEFAULT.withDontFragment(true), null));
        tap.await(socket.connect(new Endpoint(Ipv4Address.parse(FAR), 9)));
        tap.await(socket.send(null, ByteBuffer.allocate(NARROW - 27)));
        assertTooLong(socket.receive());
        assertTooLong(socket.send(null, ByteBuffer.allocate(NARROW - 27)));
        tap.await(socket.send(null, ByteBuffer.allocate(NARROW - 28)));
    }

    private void assertTooLong(CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> tap.await(stage));
        assertEquals("Message too long", failure.getCause().getMessage());
    }
}
