package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.dhcp.DhcpActor;
import dev.lanyard.actors.dhcp.DhcpLease;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The DHCP clients of a node. Stages complete on the node's event loop. */
public final class NodeLeases {
    private final NodeSettings settings;
    private final Operations operations;
    private final ActorRef<DhcpActor.Command> dhcp;

    NodeLeases(NodeSettings settings, Operations operations, ActorRef<DhcpActor.Command> dhcp) {
        this.settings = settings;
        this.operations = operations;
        this.dhcp = dhcp;
    }

    /** Completes as soon as an interface has a lease and its address is in use. */
    public CompletionStage<DhcpLease> await() {
        return operations.submit(result -> dhcp.tell(new DhcpActor.AwaitLease(result)));
    }

    /** How the client of each interface stands that has one. */
    public CompletionStage<List<DhcpActor.Status>> status() {
        return operations.submit(result -> dhcp.tell(new DhcpActor.AskStatus(result)));
    }

    /** The name of a client's interface. */
    public String interfaceName(DhcpActor.Status status) {
        return settings.interfaces().get(status.index()).name();
    }

    /** Asks for more time now, or for an address again after a release. */
    public void renew() {
        dhcp.tell(new DhcpActor.Renew());
    }

    /** Gives all addresses back; completes when the node no longer has them. */
    public CompletionStage<Void> release() {
        return operations.submit(done -> dhcp.tell(new DhcpActor.Release(done)));
    }
}
