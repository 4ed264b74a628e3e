package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.LayerMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What {@link DhcpActor} is told, and what it says of itself. */
public final class DhcpProtocol {
    private DhcpProtocol() {}

    /** What the clients are told. Where an index is missing, all clients are meant. */
    public sealed interface Command extends LayerMessage
            permits AwaitLease, AskStatus, Renew, Release, Stop, Conflict, Inform {}

    /** Waits until some interface has a lease. */
    public record AwaitLease(CompletableFuture<DhcpLease> result) implements Command {}

    /** Asks how the clients stand. */
    public record AskStatus(CompletableFuture<List<Status>> result) implements Command {}

    /** Asks for more time now, or begins again after a release. */
    public record Renew(Optional<Integer> index) implements Command {}

    /**
     * Gives addresses back.
     *
     * @param done when that is on its way and the addresses are given up
     */
    public record Release(Optional<Integer> index, CompletableFuture<Void> done) implements Command {}

    /** The node is about to stop: gives those addresses back that are not remembered for the next start. */
    public record Stop(CompletableFuture<Void> done) implements Command {}

    /** Another host uses the address of an interface. */
    public record Conflict(int index) implements Command {}

    /**
     * Asks servers for what they know besides addresses (RFC 2131 §3.4).
     *
     * @param index of the interface
     * @param settings of who asks; there need be no client on the interface
     * @param own address of the interface
     * @param answer of the first server; empty if none answered four requests, which takes a minute
     */
    public record Inform(
            int index, DhcpClientSettings settings, Ipv4Address own, CompletableFuture<Optional<DhcpParameters>> answer)
            implements Command {}

    /**
     * How a client stands.
     *
     * @param lease in use, or null
     */
    public record Status(int index, DhcpState state, DhcpLease lease) {}
}
