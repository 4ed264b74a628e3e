package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import java.util.Map;

/** What the IPv4 layer is told about multicast (RFC 1112 §6, §7). */
public sealed interface MulticastCommand extends Ipv4Actor.Command {
    /**
     * Sends a packet to a group by a certain interface, even if that has no address: the source is 0.0.0.0 then. If it cannot be
     * sent, the transport hears of it as with {@link Ipv4Actor.Transmit}.
     *
     * @param order what is to be sent; with a TTL of 0 it does not leave the node
     * @param index of the interface
     * @param loop whether the node itself takes a copy, if it is in the group on that interface
     */
    record Send(Ipv4Actor.Transmit order, int index, boolean loop) implements MulticastCommand {}

    /**
     * Takes the packets of these groups from an interface from now on, and of no others but 224.0.0.1.
     *
     * @param groups with from whom they are wanted
     */
    record Join(int index, Map<Ipv4Address, SourceFilter> groups) implements MulticastCommand {
        public Join {
            groups = Map.copyOf(groups);
        }
    }
}
