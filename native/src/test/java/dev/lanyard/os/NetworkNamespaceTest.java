package dev.lanyard.os;

import static org.junit.jupiter.api.Assertions.*;

import dev.lanyard.os.testing.KernelNamespace;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("network namespace")
class NetworkNamespaceTest {
    private static final Path CURRENT = Path.of("/proc/thread-self/ns/net");
    private static KernelNamespace namespace;

    @BeforeAll
    static void create() {
        namespace = KernelNamespace.create().tap("tap0", "10.77.0.1/24");
    }

    @AfterAll
    static void delete() {
        if (namespace != null) {
            namespace.close();
        }
    }

    @Test
    @DisplayName("the thread moves there and back, also when the body fails and when calls nest")
    void thereAndBack() throws Exception {
        Path home = Files.readSymbolicLink(CURRENT);
        Path there = namespace.call(() -> Files.readSymbolicLink(CURRENT));
        assertNotEquals(home, there);
        assertEquals(home, Files.readSymbolicLink(CURRENT));
        assertThrows(
                IllegalStateException.class,
                () -> namespace.call(() -> {
                    throw new IllegalStateException("body");
                }));
        assertEquals(home, Files.readSymbolicLink(CURRENT));
        assertEquals(
                there,
                namespace.call(() -> NetworkNamespace.call(
                        "/run/netns/" + namespace.name(), () -> Files.readSymbolicLink(CURRENT))));
        assertEquals(home, Files.readSymbolicLink(CURRENT));
    }

    @Test
    @DisplayName("sockets opened there belong there, and are used from anywhere")
    void sockets() throws Exception {
        InetSocketAddress address = new InetSocketAddress("10.77.0.1", 0);
        try (ServerSocketChannel server =
                namespace.call(() -> ServerSocketChannel.open().bind(address))) {
            try (SocketChannel client = namespace.call(() -> SocketChannel.open(server.getLocalAddress()));
                    SocketChannel accepted = server.accept()) {
                assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
            }
        }
        assertNotNull(namespace.call(() -> NetworkInterface.getByName("tap0")));
    }

    @Test
    @DisplayName("a virtual thread is refused (where Java has them)")
    void virtualThread() throws Exception {
        Method start;
        try {
            start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException e) {
            return;
        }
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        Runnable body = () -> refused.complete(
                assertThrows(IllegalStateException.class, () -> NetworkNamespace.call(namespace.name(), () -> 1)));
        ((Thread) start.invoke(null, body)).join();
        assertTrue(refused.getNow(null) != null);
    }
}
