package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.Datagram;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** {@link UdpSocket} with calls that wait. For one thread at a time. */
public final class BlockingUdpSocket implements Closeable {
    private final UdpSocket socket;
    private final Waiting waiting;
    private final PendingReceive<Datagram> pending;

    BlockingUdpSocket(UdpSocket socket, Waiting waiting) {
        this.socket = socket;
        this.waiting = waiting;
        this.pending = new PendingReceive<>(socket::receive, waiting);
    }

    public Endpoint local() {
        return socket.local();
    }

    /**
     * Fixes the peer.
     *
     * @see UdpSocket#connect
     */
    public void connect(Endpoint peer) throws IOException {
        waiting.await(socket.connect(peer), Waiting.WITHOUT_LIMIT, "connect timed out");
    }

    /**
     * Sends one datagram.
     *
     * @throws java.net.PortUnreachableException an earlier one to a connected peer came back
     */
    public void send(Endpoint destination, byte[] payload) throws IOException {
        waiting.await(socket.send(destination, ByteBuffer.wrap(payload)), Waiting.WITHOUT_LIMIT, "send timed out");
    }

    /**
     * The next datagram. One that comes after a timeout is kept for the next call.
     *
     * @param timeout zero for none
     * @throws java.net.SocketTimeoutException nothing came within the timeout
     */
    public Datagram receive(Duration timeout) throws IOException {
        return pending.receive(timeout);
    }

    /**
     * The next datagram, as much of it as a buffer has room for.
     *
     * @param timeout zero for none
     * @return whether it was {@linkplain Datagram.Received#truncated truncated}, and how long it was
     * @throws java.net.SocketTimeoutException nothing came within the timeout
     */
    public Datagram.Received receive(ByteBuffer target, Duration timeout) throws IOException {
        return receive(timeout).into(target);
    }

    /**
     * Joins a multicast group.
     *
     * @see UdpSocket#join(Ipv4Address)
     */
    public MembershipKey join(Ipv4Address group) throws IOException {
        return await(socket.join(group));
    }

    /**
     * Joins a multicast group on an interface.
     *
     * @see UdpSocket#join(Ipv4Address, String)
     */
    public MembershipKey join(Ipv4Address group, String networkInterface) throws IOException {
        return await(socket.join(group, networkInterface));
    }

    /**
     * Joins a multicast group for one source.
     *
     * @see UdpSocket#join(Ipv4Address, Ipv4Address)
     */
    public MembershipKey join(Ipv4Address group, Ipv4Address source) throws IOException {
        return await(socket.join(group, source));
    }

    /**
     * Joins a multicast group on an interface for one source.
     *
     * @see UdpSocket#join(Ipv4Address, String, Ipv4Address)
     */
    public MembershipKey join(Ipv4Address group, String networkInterface, Ipv4Address source) throws IOException {
        return await(socket.join(group, networkInterface, source));
    }

    /** Hears everybody in the group but this one. */
    public void block(MembershipKey key, Ipv4Address source) throws IOException {
        await(key.block(source));
    }

    /** Hears it again. */
    public void unblock(MembershipKey key, Ipv4Address source) throws IOException {
        await(key.unblock(source));
    }

    /** Leaves a group, or one source of it. */
    public void drop(MembershipKey key) throws IOException {
        await(key.drop());
    }

    /**
     * Changes an option.
     *
     * @see UdpSocket#option(SocketOption, Object)
     */
    public <T> void option(SocketOption<T> name, T value) throws IOException {
        await(socket.option(name, value));
    }

    /**
     * An option as it is.
     *
     * @see UdpSocket#option(SocketOption)
     */
    public <T> T option(SocketOption<T> name) throws IOException {
        return await(socket.option(name));
    }

    /** For what the node does at once. */
    private <T> T await(CompletionStage<T> stage) throws IOException {
        return waiting.await(stage, Waiting.WITHOUT_LIMIT, "timed out");
    }

    @Override
    public void close() throws IOException {
        waiting.await(socket.close(), Waiting.WITHOUT_LIMIT, "close timed out");
    }
}
