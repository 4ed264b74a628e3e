package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.NetworkStackActor;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.arp.ArpEntry;
import dev.lanyard.actors.arp.NeighbourCommand;
import dev.lanyard.actors.dhcp.DhcpClientSettings;
import dev.lanyard.actors.dhcp.DhcpParameters;
import dev.lanyard.actors.dhcp.DhcpProtocol;
import dev.lanyard.actors.igmp.IgmpActor;
import dev.lanyard.actors.igmp.IgmpSettings;
import dev.lanyard.actors.igmp.IgmpState;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.link.MacAddress;
import java.util.List;
import java.util.Optional;
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
        return settings.interfaces().get(settings.interfaceIndex(name)).mac();
    }

    /** Gives an interface another address, with its on-link network. */
    public CompletionStage<Void> addAddress(String name, Ipv4Prefix address) {
        int index = settings.interfaceIndex(name);
        return ask(done -> new InterfaceCommand.AddAddress(index, address, done));
    }

    /** Takes an address from an interface. Connections that use it fail. */
    public CompletionStage<Void> removeAddress(String name, Ipv4Address address) {
        int index = settings.interfaceIndex(name);
        return ask(done -> new InterfaceCommand.RemoveAddress(index, address, done));
    }

    /** Adds a route, by a gateway that is on the network of an interface or of an on-link route. */
    public CompletionStage<Void> addRoute(StaticRoute route) {
        return route.isOnLink()
                ? addRoute(route.network(), route.device().get(), route.metric())
                : ask(done -> new RoutingCommand.AddRoute(route.network(), route.gateway(), route.metric(), done));
    }

    /** Removes the routes to a network by a gateway. */
    public CompletionStage<Void> removeRoute(Ipv4Prefix network, Ipv4Address gateway) {
        return ask(done -> new RoutingCommand.RemoveRoute(network, gateway, done));
    }

    /** Adds a route to neighbours on an interface that are not on the network of its addresses. */
    public CompletionStage<Void> addRoute(Ipv4Prefix network, String name, int metric) {
        int index = settings.interfaceIndex(name);
        return ask(done -> new RoutingCommand.AddLinkRoute(network, index, metric, done));
    }

    /** Removes the routes to neighbours on an interface. */
    public CompletionStage<Void> removeRoute(Ipv4Prefix network, String name) {
        int index = settings.interfaceIndex(name);
        return ask(done -> new RoutingCommand.RemoveLinkRoute(network, index, done));
    }

    /**
     * Keeps the packets that leave by an interface smaller than its link would carry.
     *
     * @param mtu in bytes, 68 or more; 0 for that of the link, which is never exceeded
     */
    public CompletionStage<Void> limitMtu(String name, int mtu) {
        int index = settings.interfaceIndex(name);
        return ask(done -> new RoutingCommand.LimitMtu(index, mtu, done));
    }

    /**
     * Adds a route whose packets are not sent on: {@code unreachable}, {@code prohibit} or {@code blackhole} as on Linux.
     *
     * @param type not unicast
     */
    public CompletionStage<Void> addRoute(Ipv4Prefix network, RouteType type, int metric) {
        return ask(done -> new RoutingCommand.AddRefusal(network, type, metric, done));
    }

    /** Removes the routes of that type to a network. */
    public CompletionStage<Void> removeRoute(Ipv4Prefix network, RouteType type) {
        return ask(done -> new RoutingCommand.RemoveRefusal(network, type, done));
    }

    /** Makes a router of a host or the other way round, and the like. */
    public CompletionStage<Void> configure(Ipv4Settings ip) {
        return ask(done -> new RoutingCommand.Configure(ip, done));
    }

    /** The neighbours that an interface knows. */
    public CompletionStage<List<ArpEntry>> neighbours(String name) {
        return askArp(name, NeighbourCommand.ListEntries::new);
    }

    /** Adds a neighbour for good. */
    public CompletionStage<Void> addNeighbour(String name, Ipv4Address address, MacAddress mac) {
        return askArp(name, done -> new NeighbourCommand.PutEntry(address, mac, done));
    }

    /** Forgets a neighbour. */
    public CompletionStage<Void> removeNeighbour(String name, Ipv4Address address) {
        return askArp(name, done -> new NeighbourCommand.RemoveEntry(address, done));
    }

    /** Asks for a neighbour once by ARP; does not complete if nobody answers. Cancel the future to give up. */
    public CompletableFuture<MacAddress> arpPing(String name, Ipv4Address address) {
        CompletableFuture<MacAddress> answer = new CompletableFuture<>();
        this.<Void>askArp(name, done -> {
            done.complete(null);
            return new NeighbourCommand.Ping(address, answer);
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
        int index = settings.interfaceIndex(name);
        return operations.submit(
                done -> layers.lower().igmp().tell(new IgmpActor.SetFilter(null, index, group, filter, done)));
    }

    /** Changes the version of IGMP, and the like. */
    public CompletionStage<Void> configure(IgmpSettings igmp) {
        return operations.submit(done -> layers.lower().igmp().tell(new IgmpActor.Configure(igmp, done)));
    }

    /**
     * Asks DHCP servers on an interface's link what they know besides addresses (INFORM, RFC 2131 §3.4). Name servers and search
     * list of the answer are used from then on if the node's settings name none.
     *
     * @return empty if nobody answers four requests, which takes a minute; fails with IllegalStateException if the interface has
     *     no address
     */
    public CompletionStage<Optional<DhcpParameters>> inform(String name) {
        int index = settings.interfaceIndex(name);
        DhcpClientSettings client =
                DhcpClientSettings.of(settings.interfaces().get(index).mac());
        return state().thenCompose(state -> {
            List<Ipv4Prefix> own = state.interfaces().get(index).addresses();
            if (own.isEmpty()) {
                throw new IllegalStateException(name + " has no address to ask with");
            }
            return operations.submit(answer -> layers.dhcp()
                    .tell(new DhcpProtocol.Inform(index, client, own.get(0).address(), answer)));
        });
    }

    private <T> CompletionStage<T> ask(Function<CompletableFuture<T>, Ipv4Actor.Command> command) {
        return operations.submit(result -> layers.lower().ipv4().tell(command.apply(result)));
    }

    private <T> CompletionStage<T> askArp(String name, Function<CompletableFuture<T>, ArpActor.Command> command) {
        int index = settings.interfaceIndex(name);
        return operations.submit(result -> {
            CompletableFuture<List<ActorRef<ArpActor.Command>>> arps = new CompletableFuture<>();
            arps.thenAccept(list -> list.get(index).tell(command.apply(result)));
            layers.stack().tell(new NetworkStackActor.ListInterfaces(arps));
        });
    }
}
