package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** What a UDP socket is told that changes how it sends and what it hears. */
public sealed interface UdpSocketCommand extends UdpSocketActor.Command {
    /**
     * Changes options of the socket; whether it shares its port was decided when it was bound.
     *
     * @param done fails with what the change throws
     */
    record Configure(UnaryOperator<UdpOptions> change, CompletableFuture<Void> done) implements UdpSocketCommand {}

    /** Asks for the options. */
    record GetOptions(CompletableFuture<UdpOptions> result) implements UdpSocketCommand {}

    /**
     * Joins a group, leaves it, or changes from whom it is heard (RFC 3376 §3.1).
     *
     * @param index of the interface; -1 takes the one that the socket sends to the group by
     * @param source or null for all; leaving for all leaves whatever sources were named
     * @param result the interface; fails with SocketException if that cannot be, or there are too many groups or sources
     */
    record Membership(
            Operation operation, int index, Ipv4Address group, Ipv4Address source, CompletableFuture<Integer> result)
            implements UdpSocketCommand {
        /** What is to be done. */
        public enum Operation {
            JOIN,
            LEAVE,
            /** Hear all but this one as well. */
            BLOCK,
            UNBLOCK
        }
    }
}
