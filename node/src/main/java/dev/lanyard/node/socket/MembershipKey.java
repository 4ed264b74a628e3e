package dev.lanyard.node.socket;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A UDP socket's membership of a multicast group on an interface, as {@link java.nio.channels.MembershipKey} has it. Stages fail
 * with {@link java.net.SocketException} if the membership has ended, or there are too many sources.
 */
public interface MembershipKey {
    Ipv4Address group();

    /** Name of the interface. */
    String networkInterface();

    /** The only source that is heard by this membership; empty for all. */
    Optional<Ipv4Address> source();

    /** Hears everybody in the group but this one; of a membership for all sources only. */
    CompletionStage<Void> block(Ipv4Address unwanted);

    /** Hears it again. */
    CompletionStage<Void> unblock(Ipv4Address wanted);

    /** Leaves the group, or one source of it. */
    CompletionStage<Void> drop();
}
