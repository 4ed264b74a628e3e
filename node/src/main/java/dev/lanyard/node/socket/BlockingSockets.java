package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.raw.RawOptions;
import dev.lanyard.actors.tcp.TcpSettings;
import dev.lanyard.actors.udp.UdpOptions;
import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeRawSockets;
import java.io.IOException;
import java.time.Duration;

/**
 * A node's sockets as calls that return when the thing is done. In real time they block the calling thread, which must not be
 * the event loop's; in virtual time they run the world until the thing is done.
 */
public final class BlockingSockets {
    private final Node node;
    private final Waiting waiting;

    public BlockingSockets(Node node) {
        this.node = node;
        this.waiting = new Waiting(node.system());
    }

    /**
     * Connects.
     *
     * @param timeout zero for TCP's own
     * @throws java.net.ConnectException refused, or timed out by TCP itself
     * @throws java.net.NoRouteToHostException no route, or nobody answers there
     * @throws java.net.SocketTimeoutException not within the timeout
     */
    public BlockingTcpSocket connect(Endpoint remote, Duration timeout) throws IOException {
        return new BlockingTcpSocket(
                waiting.await(node.connect(remote), Waiting.limit(timeout), "connect timed out"), waiting);
    }

    public BlockingTcpSocket connect(Endpoint remote) throws IOException {
        return connect(remote, Duration.ZERO);
    }

    /**
     * Connects with options of its own.
     *
     * @param local an address of the node or 0.0.0.0, and a port or 0 for an ephemeral one
     * @param options TCP_NODELAY, SO_LINGER and so on, as they are to be from the first segment on
     * @param timeout zero for TCP's own
     */
    public BlockingTcpSocket connect(Endpoint local, Endpoint remote, TcpSettings options, Duration timeout)
            throws IOException {
        return new BlockingTcpSocket(
                waiting.await(node.connect(local, remote, options), Waiting.limit(timeout), "connect timed out"),
                waiting);
    }

    /**
     * Listens with options of its own, which its connections have too.
     *
     * @throws java.net.BindException the port is in use; without SO_REUSEADDR also if connections have it, in TIME_WAIT say
     */
    public BlockingTcpListener listen(Endpoint local, int backlog, TcpSettings options) throws IOException {
        return new BlockingTcpListener(
                waiting.await(node.listen(local, backlog, options), Waiting.WITHOUT_LIMIT, "listen timed out"),
                waiting);
    }

    /**
     * Connects to a name.
     *
     * @param host an address in dotted decimal, or a name that the node can {@linkplain Node#resolve resolve}
     * @throws java.net.UnknownHostException it cannot
     */
    public BlockingTcpSocket connect(String host, int port) throws IOException {
        return connect(
                new Endpoint(waiting.await(node.resolve(host), Waiting.WITHOUT_LIMIT, "look-up timed out"), port));
    }

    /**
     * Listens.
     *
     * @throws java.net.BindException the port is in use
     */
    public BlockingTcpListener listen(int port, int backlog) throws IOException {
        return new BlockingTcpListener(
                waiting.await(node.listen(port, backlog), Waiting.WITHOUT_LIMIT, "listen timed out"), waiting);
    }

    /**
     * Opens a UDP port.
     *
     * @throws java.net.BindException the port is in use
     */
    public BlockingUdpSocket udp(int port) throws IOException {
        return new BlockingUdpSocket(waiting.await(node.udp(port), Waiting.WITHOUT_LIMIT, "bind timed out"), waiting);
    }

    /**
     * Opens a UDP socket with options of its own.
     *
     * @param local an address of the node, a broadcast address or a multicast group to hear nothing else, or 0.0.0.0; and a port or 0
     *     for an ephemeral one
     * @throws java.net.BindException the port is in use by a socket that does not share it, or the address is not ours
     */
    public BlockingUdpSocket udp(Endpoint local, UdpOptions options) throws IOException {
        return new BlockingUdpSocket(
                waiting.await(node.udp(local, options, null), Waiting.WITHOUT_LIMIT, "bind timed out"), waiting);
    }

    /**
     * Opens a raw socket.
     *
     * @param protocol IP protocol number, 0 to 255
     * @see dev.lanyard.node.NodeRawSockets#raw(int, Ipv4Address, RawOptions)
     */
    public BlockingRawSocket raw(int protocol, RawOptions options) throws IOException {
        return new BlockingRawSocket(
                waiting.await(
                        node.rawSockets().raw(protocol, Ipv4Address.ANY, options),
                        Waiting.WITHOUT_LIMIT,
                        "open timed out"),
                waiting);
    }

    /**
     * Opens a packet socket.
     *
     * @param name of its interface
     * @param filter the frames that it sees; called on the event loop
     * @see dev.lanyard.node.NodeRawSockets#packet(String, int, FrameFilter, int)
     */
    public BlockingPacketSocket packet(String name, FrameFilter filter) throws IOException {
        return new BlockingPacketSocket(
                waiting.await(
                        node.rawSockets().packet(name, NodeRawSockets.ANY, filter, NodeRawSockets.RECEIVE_BUFFER),
                        Waiting.WITHOUT_LIMIT,
                        "open timed out"),
                waiting);
    }
}
