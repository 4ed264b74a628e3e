package dev.lanyard.actors.ipv4;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.LayerMessage;
import java.util.concurrent.CompletableFuture;

/** What the IPv4 layer is told by who gives it interfaces and addresses, or waits for their links. */
public sealed interface InterfaceCommand extends Ipv4Actor.Command {
    /**
     * Adds an interface.
     *
     * @param index from 0, unique in the node
     */
    record Attach(int index, String name, ActorRef<EthernetActor.Command> ethernet, ActorRef<ArpActor.Command> arp)
            implements InterfaceCommand {}

    /**
     * Waits for the links of the interfaces that have been attached.
     *
     * @param known completed when each has said whether it carries packets
     */
    record AwaitLinks(CompletableFuture<Void> known) implements InterfaceCommand {}

    /** Asks to be told whether the interfaces carry packets, now and whenever that changes. */
    record WatchLinks(ActorRef<LinkState> watcher) implements InterfaceCommand {}

    /** To who watches: an interface carries packets or does not. */
    record LinkState(int index, boolean up) implements LayerMessage {}

    /**
     * Gives an interface another address.
     *
     * @param done fails with IllegalArgumentException if there is no such interface or the address cannot be a host's
     */
    record AddAddress(int index, Ipv4Prefix prefix, CompletableFuture<Void> done) implements InterfaceCommand {}

    /**
     * Takes an address from an interface.
     *
     * @param done fails with IllegalArgumentException if the interface does not have it
     */
    record RemoveAddress(int index, Ipv4Address address, CompletableFuture<Void> done) implements InterfaceCommand {}
}
