package dev.lanyard.actors.ip;

import dev.lanyard.link.LinkCapabilities;
import java.util.List;

/**
 * The configuration of a node's IPv4 layer at one moment.
 *
 * @param interfaces in the order of their indexes
 * @param routes in the order in which they are tried, those of the interfaces' own networks included
 */
public record Ipv4State(List<Interface> interfaces, List<RoutingTable.Entry> routes, Ipv4Settings settings) {
    public Ipv4State {
        interfaces = List.copyOf(interfaces);
        routes = List.copyOf(routes);
    }

    /**
     * An interface.
     *
     * @param capabilities of its link, or null while it is down
     */
    public record Interface(int index, String name, List<Ipv4Prefix> addresses, LinkCapabilities capabilities) {
        public Interface {
            addresses = List.copyOf(addresses);
        }
    }
}
