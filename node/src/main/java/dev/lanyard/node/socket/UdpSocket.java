package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.udp.Datagram;
import dev.lanyard.actors.udp.UdpOptions;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A UDP port. Pending operations fail with {@link java.net.SocketException} when the socket or its node is closed. */
public interface UdpSocket {
    /** The port, and the address if the socket is bound or connected; else 0.0.0.0. */
    Endpoint local();

    /**
     * Sends one datagram of the buffer's remaining bytes, 0 to 65,507, which belong to the socket until the stage completes:
     * when the datagram was handed to the network layer. Fails with {@link java.net.PortUnreachableException} if a previous one
     * to a connected peer came back, with {@link java.net.NoRouteToHostException} without a route, and with
     * {@link java.net.SocketException} "Permission denied" if it goes to a broadcast address and SO_BROADCAST is not set.
     */
    CompletionStage<Void> send(Endpoint destination, ByteBuffer payload);

    /**
     * Fixes the peer: others' datagrams are ignored, and ICMP errors about ours fail the next operation. A socket without a peer
     * hears of errors only with {@link UdpOptionNames#IP_RECVERR}.
     */
    CompletionStage<Void> connect(Endpoint peer);

    /** The next datagram. Several calls may wait; they are served in order. */
    CompletionStage<Datagram> receive();

    /**
     * The next datagram, as much of it as the buffer has room for.
     *
     * @param target belongs to the socket until the stage completes
     * @return whether it was {@linkplain Datagram.Received#truncated truncated}, and how long it was; cancel it to withdraw
     */
    CompletionStage<Datagram.Received> receive(ByteBuffer target);

    /**
     * Joins a multicast group on the interface by which the socket sends to it. To join again changes nothing.
     *
     * <p>A socket hears what is sent to a group, and to its port, only on interfaces where it has joined the group itself. Stages
     * fail with SocketException "No buffer space available" beyond 20 groups, or 10 sources of one, and "Address already in use"
     * if the socket is in the group for certain sources; on closing it leaves all.
     */
    CompletionStage<MembershipKey> join(Ipv4Address group);

    /** Joins a multicast group on an interface. */
    CompletionStage<MembershipKey> join(Ipv4Address group, String networkInterface);

    /** Joins a multicast group for what a certain source sends; there may be more of them. */
    CompletionStage<MembershipKey> join(Ipv4Address group, Ipv4Address source);

    /** Joins a multicast group on an interface for what a certain source sends. */
    CompletionStage<MembershipKey> join(Ipv4Address group, String networkInterface, Ipv4Address source);

    /** Changes options; whether the port is shared was decided when it was opened. */
    CompletionStage<Void> configure(UnaryOperator<UdpOptions> change);

    /** All options as they are. */
    CompletionStage<UdpOptions> options();

    /**
     * Changes an option under the name that the JDK has for it.
     *
     * @param name one of {@link UdpOptionNames#SUPPORTED} but SO_REUSEADDR, which comes too late here
     * @throws UnsupportedOperationException if it is another one
     */
    <T> CompletionStage<Void> option(SocketOption<T> name, T value);

    /**
     * An option under the name that the JDK has for it.
     *
     * @throws UnsupportedOperationException if it is none of {@link UdpOptionNames#SUPPORTED}
     */
    <T> CompletionStage<T> option(SocketOption<T> name);

    CompletionStage<Void> close();
}
