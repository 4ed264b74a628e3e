package dev.lanyard.actors.ip;

import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketBatch;

/** What the network layer tells the protocols above it. */
public sealed interface TransportEvent extends LayerMessage {
    /**
     * Packets that arrived for this protocol, heads behind the IPv4 header, which stands at
     * {@link dev.lanyard.link.packet.PacketBuffer#networkHeader()}. The receiver owns them.
     *
     * @param interfaceIndex of the interface that they arrived on, or for a copy of a packet of ours to all or to a group, that it
     *     left by; {@link RoutingTable#LOOPBACK_INDEX} if they never were to leave
     */
    record Delivered(PacketBatch packets, int interfaceIndex) implements TransportEvent {
        /** From ourselves. */
        public Delivered(PacketBatch packets) {
            this(packets, RoutingTable.LOOPBACK_INDEX);
        }
    }

    /** Addresses, routes or links changed; replaces what was told before. */
    record RoutesChanged(RoutingTable routes) implements TransportEvent {}

    /** To ICMP: how the IPv4 layer is to behave from now on. */
    record SettingsChanged(Ipv4Settings settings) implements TransportEvent {}

    /** A packet of this protocol that the node sent could not be delivered. */
    record ErrorReceived(IcmpError error) implements TransportEvent {}
}
