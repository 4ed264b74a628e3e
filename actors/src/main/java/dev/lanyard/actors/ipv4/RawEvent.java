package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketBatch;

/** What the IPv4 layer tells who asked for copies by {@link Ipv4Actor.BindRaw}. */
public sealed interface RawEvent extends LayerMessage {
    /**
     * Whole datagrams that arrived, heads at their IPv4 headers, checksums of the transport complete. The receiver owns them.
     *
     * @param unclaimed whether nobody else takes their protocol: who sent one that nobody wants is to be told so
     */
    record Delivered(PacketBatch packets, boolean unclaimed) implements RawEvent {}

    /** Addresses, routes or links changed; replaces what was told before. */
    record RoutesChanged(RoutingTable routes) implements RawEvent {}

    /** A packet of one of the protocols that the node sent could not be delivered. */
    record Failed(IcmpError error) implements RawEvent {}
}
