package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.actors.ip.RouteType;
import java.util.concurrent.CompletableFuture;

/** What the IPv4 layer is told by who looks at or changes how it routes. */
public sealed interface RoutingCommand extends Ipv4Actor.Command {
    /** Replaces the settings; that of forwarding too, at run time. */
    record Configure(Ipv4Settings settings, CompletableFuture<Void> done) implements RoutingCommand {}

    /**
     * Adds a route; the default route is that to 0.0.0.0/0.
     *
     * @param metric the route with the smallest is taken among those to one network
     * @param done fails with IllegalArgumentException if the gateway is on the network of no interface
     */
    record AddRoute(Ipv4Prefix network, Ipv4Address gateway, int metric, CompletableFuture<Void> done)
            implements RoutingCommand {}

    /**
     * Removes a route.
     *
     * @param done fails with IllegalArgumentException if there is none
     */
    record RemoveRoute(Ipv4Prefix network, Ipv4Address gateway, CompletableFuture<Void> done)
            implements RoutingCommand {}

    /**
     * Adds a route by interface: to neighbours that are not on the network of any of its addresses.
     *
     * @param done fails with IllegalArgumentException if there is no such interface, or the route is there
     */
    record AddLinkRoute(Ipv4Prefix network, int index, int metric, CompletableFuture<Void> done)
            implements RoutingCommand {}

    /**
     * Removes a route by interface.
     *
     * @param done fails with IllegalArgumentException if there is none
     */
    record RemoveLinkRoute(Ipv4Prefix network, int index, CompletableFuture<Void> done) implements RoutingCommand {}

    /**
     * Keeps the packets that leave by an interface smaller than its link would carry; what arrives may be as large as before.
     *
     * @param mtu bytes, 68 or more, or 0 for that of the link, which is never exceeded
     * @param done fails with IllegalArgumentException if there is no such interface or it is less than 68
     */
    record LimitMtu(int index, int mtu, CompletableFuture<Void> done) implements RoutingCommand {}

    /**
     * Adds a route whose packets are not sent on.
     *
     * @param type not unicast
     * @param done fails with IllegalArgumentException if the route is there
     */
    record AddRefusal(Ipv4Prefix network, RouteType type, int metric, CompletableFuture<Void> done)
            implements RoutingCommand {}

    /**
     * Removes a route whose packets are not sent on.
     *
     * @param done fails with IllegalArgumentException if there is none
     */
    record RemoveRefusal(Ipv4Prefix network, RouteType type, CompletableFuture<Void> done) implements RoutingCommand {}

    /** Asks for addresses, routes and settings. */
    record Describe(CompletableFuture<Ipv4State> result) implements RoutingCommand {}

    /**
     * From a transport: a router says that a packet of ours is too large for the path (RFC 1191), and what it quotes is one that
     * the transport can have sent (RFC 5927 §7); or such packets are lost again and again (RFC 4821 §7.7). Kept for all packets to the destination; a smaller one that is known stays.
     *
     * @param mtu of the next hop
     */
    record PathMtu(int destination, int mtu) implements RoutingCommand {}

    /**
     * From a transport: packets of so many bytes have been acknowledged (RFC 4821 §5.3). A smaller MTU that is known was wrong, or
     * is not true any more.
     */
    record PathMtuProved(int destination, int mtu) implements RoutingCommand {}

    /**
     * From ICMP: a router says that another is the better first hop (RFC 792, RFC 1122 §3.2.2.2).
     *
     * @param from who says so
     * @param destination of the packet that it is about
     */
    record Redirect(Ipv4Address from, Ipv4Address destination, Ipv4Address gateway) implements RoutingCommand {}
}
