package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.NetworkStackActor;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.arp.ArpEntry;
import dev.lanyard.actors.igmp.IgmpActor;
import dev.lanyard.actors.igmp.IgmpSettings;
import dev.lanyard.actors.igmp.IgmpState;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.link.MacAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The interfaces, addresses, routes and neighbours of a running node. Threads as in {@link Node}. Stages fail with
 * {@link IllegalArgumentException} where what is asked for cannot be, and say why.
 */
public final class NodeNetwork {
    private final NodeSettings settings;
    private final NodeActor.Layers layers;
    private final Operations operations;

    NodeNetwork(NodeSettings settings, NodeActor.Layers layers, Operations operations) {
        this.settings = settings;
        this.layers = layers;
        this.operations = operations;
    }

    /** Interfaces with their addresses, routes and settings of now. */
    public CompletionStage<Ipv4State> state() {
        return ask(RoutingCommand.Describe::new);
    }

    /** The hardware address of an interface. */
    public MacAddress mac(String name) {
        return settings.interfaces().get(index(name)).mac();
    }

    /** Gives an interface another address, with its on-link network. */
    public CompletionStage<Void> addAddress(String name, Ipv4Prefix address) {
        int index = index(name);
        return ask(done -> new Ipv4Actor.AddAddress(index, address, done));
    }

    /** Takes an address from an interface. Connections that use it fail. */
    public CompletionStage<Void> removeAddress(String name, Ipv4Address address) {
        int index = index(name);
        return ask(done -> new Ipv4Actor.RemoveAddress(index, address, done));
    }

    /** Adds a route by a gateway, which is on the network of an interface. */
    public CompletionStage<Void> addRoute(StaticRoute route) {
        return ask(done -> new Ipv4Actor.AddRoute(route.network(), route.gateway(), route.metric(), done));
    }

    /** Removes the routes to a network by a gateway. */
    public CompletionStage<Void> removeRoute(Ipv4Prefix network, Ipv4Address gateway) {
        return ask(done -> new Ipv4Actor.RemoveRoute(network, gateway, done));
    }

    /** Adds a route to neighbours on an interface that are not on the network of its addresses. */
    public CompletionStage<Void> addRoute(Ipv4Prefix network, String name, int metric) {
        int index = index(name);
        return ask(done -> new RoutingCommand.AddLinkRoute(network, index, metric, done));
    }

    /** Removes the routes to neighbours on an interface. */
    public CompletionStage<Void> removeRoute(Ipv4Prefix network, String name) {
        int index = index(name);
        return ask(done -> new RoutingCommand.RemoveLinkRoute(network, index, done));
    }

    /** Makes a router of a host or the other way round, and the like. */
    public CompletionStage<Void> configure(Ipv4Settings ip) {
        return ask(done -> new RoutingCommand.Configure(ip, done));
    }

    /** The neighbours that an interface knows. */
    public CompletionStage<List<ArpEntry>> neighbours(String name) {
        return askArp(name, ArpActor.ListEntries::new);
    }

    /** Adds a neighbour for good. */
    public CompletionStage<Void> addNeighbour(String name, Ipv4Address address, MacAddress mac) {
        return askArp(name, done -> new ArpActor.PutEntry(address, mac, done));
    }

    /** Forgets a neighbour. */
    public CompletionStage<Void> removeNeighbour(String name, Ipv4Address address) {
        return askArp(name, done -> new ArpActor.RemoveEntry(address, done));
    }

    /** Asks for a neighbour once by ARP; does not complete if nobody answers. Cancel the future to give up. */
    public CompletableFuture<MacAddress> arpPing(String name, Ipv4Address address) {
        CompletableFuture<MacAddress> answer = new CompletableFuture<>();
        this.<Void>askArp(name, done -> {
            done.complete(null);
            return new ArpActor.Ping(address, answer);
        });
        return answer;
    }

    /** The multicast groups of all interfaces, in their order, with what sockets want of them. */
    public CompletionStage<List<IgmpState>> groups() {
        return operations.submit(result -> layers.lower().igmp().tell(new IgmpActor.Describe(result)));
    }

    /**
     * Puts the node itself into a multicast group on an interface, whatever its sockets want, or takes it out again. Replaces what
     * was said of the group before.
     *
     * @param filter {@link SourceFilter#NOBODY} to leave
     */
    public CompletionStage<Void> group(String name, Ipv4Address group, SourceFilter filter) {
        int index = index(name);
        return operations.submit(
                done -> layers.lower().igmp().tell(new IgmpActor.SetFilter(null, index, group, filter, done)));
    }

    /** Changes the version of IGMP, and the like. */
    public CompletionStage<Void> configure(IgmpSettings igmp) {
        return operations.submit(done -> layers.lower().igmp().tell(new IgmpActor.Configure(igmp, done)));
    }

    private <T> CompletionStage<T> ask(Function<CompletableFuture<T>, Ipv4Actor.Command> command) {
        return operations.submit(result -> layers.lower().ipv4().tell(command.apply(result)));
    }

    private <T> CompletionStage<T> askArp(String name, Function<CompletableFuture<T>, ArpActor.Command> command) {
        int index = index(name);
        return operations.submit(result -> {
            CompletableFuture<List<ActorRef<ArpActor.Command>>> arps = new CompletableFuture<>();
            arps.thenAccept(list -> list.get(index).tell(command.apply(result)));
            layers.stack().tell(new NetworkStackActor.ListInterfaces(arps));
        });
    }

    private int index(String name) {
        return settings.interfaceIndex(name);
    }
}
