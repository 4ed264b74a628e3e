package dev.lanyard.node;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.node.socket.BlockingSockets;
import dev.lanyard.node.socket.EchoSocket;
import dev.lanyard.node.socket.TcpListener;
import dev.lanyard.node.socket.TcpSocket;
import dev.lanyard.node.socket.UdpSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * A TCP/IP host: its interfaces, its protocol layers and its sockets.
 *
 * <p>Methods may be called from any thread in real time, and from the world's thread in virtual time. Stages complete on the
 * node's event loop; they fail with the {@link java.io.IOException}s that {@code java.net} has for the same case.
 */
public final class Node {
    private final LoopSystem system;
    private final NodeSettings settings;

    private Node(LoopSystem system, NodeSettings settings) {
        this.system = system;
        this.settings = settings;
    }

    /** Starts a node. It answers as soon as its links are up. */
    public static Node start(LoopSystem system, NodeSettings settings) {
        return new Node(system, settings);
    }

    public String name() {
        return settings.name();
    }

    public NodeSettings settings() {
        return settings;
    }

    /** Where the node runs. */
    public LoopSystem system() {
        return system;
    }

    public Clock clock() {
        return system.clock();
    }

    /** The node's own random source. On the event loop only. */
    public RandomGenerator random() {
        return settings.random();
    }

    /** Opens a connection from an ephemeral port. */
    public CompletionStage<TcpSocket> connect(Endpoint remote) {
        throw new UnsupportedOperationException();
    }

    /**
     * Listens for connections.
     *
     * @param port 0 to 65,535; 0 takes an ephemeral one
     * @param backlog connections that may wait to be accepted, at least 1
     */
    public CompletionStage<TcpListener> listen(int port, int backlog) {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens a UDP socket on every address of the node.
     *
     * @param port 0 to 65,535; 0 takes an ephemeral one
     */
    public CompletionStage<UdpSocket> udp(int port) {
        throw new UnsupportedOperationException();
    }

    /** Opens an endpoint for ICMP echo requests. */
    public CompletionStage<EchoSocket> echo() {
        throw new UnsupportedOperationException();
    }

    /** The same sockets as blocking calls. */
    public BlockingSockets blocking() {
        throw new UnsupportedOperationException();
    }

    /**
     * Finds the address of a name: an address in dotted decimal, or one of the {@linkplain NodeSettings#hosts() static names}.
     *
     * @return fails with {@link java.net.UnknownHostException}
     */
    public CompletionStage<Ipv4Address> resolve(String name) {
        throw new UnsupportedOperationException();
    }

    /** Completes when the node's clock has advanced by this much. */
    public CompletionStage<Void> delay(Duration time) {
        CompletableFuture<Void> elapsed = new CompletableFuture<>();
        system.loop().at(clock().nanos() + time.toNanos(), () -> elapsed.complete(null));
        return elapsed;
    }

    /** All counters by name, layer first: {@code ip.received}, {@code tcp.connections}, {@code arp.dropped.malformed}. */
    public Map<String, Long> counters() {
        throw new UnsupportedOperationException();
    }

    /** Stops the node at once: every pending operation fails, peers are told nothing. */
    public CompletionStage<Void> crash() {
        throw new UnsupportedOperationException();
    }

    /**
     * Closes listeners and connections, waits until the peers have agreed or the time is over, then stops the node.
     *
     * @param grace on the node's clock
     */
    public CompletionStage<Void> stop(Duration grace) {
        throw new UnsupportedOperationException();
    }
}
