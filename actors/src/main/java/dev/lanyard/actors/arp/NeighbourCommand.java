package dev.lanyard.actors.arp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What ARP is told by who looks at or changes what it knows of neighbours, and by who wants an address for itself. */
public sealed interface NeighbourCommand extends ArpActor.Command {
    /** Asks for the cache's content. */
    record ListEntries(CompletableFuture<List<ArpEntry>> result) implements NeighbourCommand {}

    /**
     * Adds a permanent entry, or makes one permanent.
     *
     * @param done fails with IllegalArgumentException if the hardware address is a group's or the cache is full
     */
    record PutEntry(Ipv4Address address, MacAddress mac, CompletableFuture<Void> done) implements NeighbourCommand {}

    /**
     * Forgets a neighbour, permanent or not.
     *
     * @param done fails with IllegalArgumentException if it is not known
     */
    record RemoveEntry(Ipv4Address address, CompletableFuture<Void> done) implements NeighbourCommand {}

    /**
     * Asks all stations for an address once, whatever is known of it.
     *
     * @param answer the hardware address of the first that answers; does not complete if nobody does, and is forgotten when it is
     *     cancelled
     */
    record Ping(Ipv4Address address, CompletableFuture<MacAddress> answer) implements NeighbourCommand {}

    /**
     * Looks for another station that has an address before it is given to the interface (RFC 5227 §2.1).
     *
     * @param other who has it; null if nobody was found, or the link is down and nobody can be
     */
    record Probe(Ipv4Address address, ConflictTiming timing, CompletableFuture<MacAddress> other)
            implements NeighbourCommand {}

    /**
     * Makes an address one that is given up if another station insists on it within ten seconds of its defence
     * (RFC 5227 §2.4 (b)). An address that nobody guards is defended again and again and kept (c). Replaces what was said of the
     * address before.
     *
     * @param lost who insists; whoever asked has to take the address from the interface
     */
    record Guard(Ipv4Address address, CompletableFuture<MacAddress> lost) implements NeighbourCommand {}
}
