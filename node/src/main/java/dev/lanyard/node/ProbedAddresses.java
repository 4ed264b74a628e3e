package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.NetworkStackActor;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.arp.ConflictTiming;
import dev.lanyard.actors.arp.NeighbourCommand;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.link.MacAddress;
import dev.lanyard.node.InterfaceAddress.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Gives a node those of its addresses that others are asked for first (RFC 5227). On the event loop only. */
final class ProbedAddresses {
    private final NodeSettings settings;
    private final ActorRef<NetworkStackActor.Command> stack;
    private final ActorRef<Ipv4Actor.Command> ipv4;

    ProbedAddresses(
            NodeSettings settings, ActorRef<NetworkStackActor.Command> stack, ActorRef<Ipv4Actor.Command> ipv4) {
        this.settings = settings;
        this.stack = stack;
        this.ipv4 = ipv4;
    }

    /** Whether there are addresses with a kind of detection. */
    boolean has(Detection detection) {
        return settings.interfaces().stream().anyMatch(each -> each.address().detection() == detection);
    }

    /**
     * Takes the addresses with a kind of detection.
     *
     * @return completes when all are taken or refused; fails with IllegalArgumentException if another station has one
     */
    CompletionStage<Void> take(Detection detection) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < settings.interfaces().size(); i++) {
            InterfaceAddress address = settings.interfaces().get(i).address();
            if (detection != Detection.NONE && address.detection() == detection) {
                all.add(take(i, address.fixed().orElseThrow()).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> take(int index, Ipv4Prefix prefix) {
        return probe(stack, index, prefix.address(), ConflictTiming.RFC_5227).thenCompose(other -> {
            if (other != null) {
                throw new IllegalArgumentException(
                        "the address " + prefix.address() + " is in use by " + other + ": choose another");
            }
            guard(stack, index, prefix.address(), lost -> remove(index, prefix.address()));
            CompletableFuture<Void> added = new CompletableFuture<>();
            ipv4.tell(new InterfaceCommand.AddAddress(index, prefix, added));
            return added;
        });
    }

    private void remove(int index, Ipv4Address address) {
        ipv4.tell(new InterfaceCommand.RemoveAddress(index, address, new CompletableFuture<>()));
    }

    /** Looks for another station that has an address; null if nobody is found. */
    static CompletionStage<MacAddress> probe(
            ActorRef<NetworkStackActor.Command> stack, int index, Ipv4Address address, ConflictTiming timing) {
        CompletableFuture<MacAddress> other = new CompletableFuture<>();
        tell(stack, index, new NeighbourCommand.Probe(address, timing, other));
        return other;
    }

    /** Says what is to be done when another station insists on an address. */
    static void guard(
            ActorRef<NetworkStackActor.Command> stack, int index, Ipv4Address address, Consumer<MacAddress> lost) {
        CompletableFuture<MacAddress> loss = new CompletableFuture<>();
        loss.thenAccept(lost);
        tell(stack, index, new NeighbourCommand.Guard(address, loss));
    }

    private static void tell(ActorRef<NetworkStackActor.Command> stack, int index, ArpActor.Command command) {
        CompletableFuture<List<ActorRef<ArpActor.Command>>> arps = new CompletableFuture<>();
        arps.thenAccept(list -> list.get(index).tell(command));
        stack.tell(new NetworkStackActor.ListInterfaces(arps));
    }
}
