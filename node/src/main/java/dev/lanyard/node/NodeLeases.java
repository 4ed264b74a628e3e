package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.dhcp.DhcpLease;
import dev.lanyard.actors.dhcp.DhcpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The DHCP clients of a node. Stages complete on the node's event loop. */
public final class NodeLeases {
    private final NodeSettings settings;
    private final Operations operations;
    private final ActorRef<DhcpProtocol.Command> dhcp;

    NodeLeases(NodeSettings settings, Operations operations, ActorRef<DhcpProtocol.Command> dhcp) {
        this.settings = settings;
        this.operations = operations;
        this.dhcp = dhcp;
    }

    /** Completes as soon as an interface has a lease and its address is in use. */
    public CompletionStage<DhcpLease> await() {
        return operations.submit(result -> dhcp.tell(new DhcpProtocol.AwaitLease(result)));
    }

    /** How the client of each interface stands that has one. */
    public CompletionStage<List<DhcpProtocol.Status>> status() {
        return operations.submit(result -> dhcp.tell(new DhcpProtocol.AskStatus(result)));
    }

    /** The name of a client's interface. */
    public String interfaceName(DhcpProtocol.Status status) {
        return settings.interfaces().get(status.index()).name();
    }

    /** The NTP servers of all leases, in the order of the interfaces and of preference. */
    public CompletionStage<List<Ipv4Address>> timeServers() {
        return status().thenApply(all -> all.stream()
                .filter(status -> status.lease() != null)
                .flatMap(status -> status.lease().parameters().timeServers().stream())
                .distinct()
                .toList());
    }

    /** Asks for more time now, or for an address again after a release, on all interfaces. */
    public void renew() {
        dhcp.tell(new DhcpProtocol.Renew(Optional.empty()));
    }

    /**
     * The same on one interface.
     *
     * @throws IllegalArgumentException if there is none of that name, or its address is fixed
     */
    public void renew(String name) {
        dhcp.tell(new DhcpProtocol.Renew(Optional.of(index(name))));
    }

    /** Gives all addresses back; completes when the node no longer has them. */
    public CompletionStage<Void> release() {
        return operations.submit(done -> dhcp.tell(new DhcpProtocol.Release(Optional.empty(), done)));
    }

    /**
     * The same on one interface.
     *
     * @throws IllegalArgumentException if there is none of that name, or its address is fixed
     */
    public CompletionStage<Void> release(String name) {
        int index = index(name);
        return operations.submit(done -> dhcp.tell(new DhcpProtocol.Release(Optional.of(index), done)));
    }

    /** Gives back what is not remembered for the next start. */
    CompletionStage<Void> stop() {
        return operations.submit(done -> dhcp.tell(new DhcpProtocol.Stop(done)));
    }

    private int index(String name) {
        int index = settings.interfaceIndex(name);
        if (settings.interfaces().get(index).address().fixed().isPresent()) {
            throw new IllegalArgumentException("the address of " + name + " is fixed");
        }
        return index;
    }
}
