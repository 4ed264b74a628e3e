package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.IpOptionType;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.packet.PacketBuffer;

/** Decides which messages are heeded, for anybody on the network can send one (RFC 3376 §9, RFC 2236 §10). */
final class IgmpReceiver {
    private IgmpReceiver() {}

    /** Why a delivered message is not to be heeded, or null if it is a query or a report that is. */
    static IgmpDrop check(PacketBuffer packet, int index, RoutingTable routes) {
        IgmpDrop drop = IgmpHeader.check(packet);
        if (drop != null) {
            return drop;
        }
        return switch (IgmpHeader.type(packet)) {
            case IgmpHeader.MEMBERSHIP_QUERY -> checkQuery(packet);
            case IgmpHeader.V1_MEMBERSHIP_REPORT, IgmpHeader.V2_MEMBERSHIP_REPORT -> checkReport(packet, index, routes);
            default -> IgmpDrop.FOR_ROUTERS;
        };
    }

    private static IgmpDrop checkQuery(PacketBuffer packet) {
        int destination = Ipv4Header.destination(packet);
        boolean toAnotherGroup = Ipv4Address.isMulticast(destination) && destination != Ipv4Address.ALL_HOSTS.value();
        if (IgmpHeader.group(packet) == 0 && toAnotherGroup) {
            return IgmpDrop.BAD_DESTINATION;
        }
        boolean v1 = packet.length() < IgmpQuery.V3_LENGTH && packet.getByte(IgmpHeader.MAX_RESPONSE_OFFSET) == 0;
        boolean alert = IpOptions.find(Ipv4Header.deliveredOptions(packet), IpOptionType.ROUTER_ALERT) >= 0;
        return v1 || alert ? null : IgmpDrop.NO_ROUTER_ALERT;
    }

    private static IgmpDrop checkReport(PacketBuffer packet, int index, RoutingTable routes) {
        if (Ipv4Header.destination(packet) != IgmpHeader.group(packet)) {
            return IgmpDrop.BAD_REPORT;
        }
        int source = Ipv4Header.source(packet);
        return routes.areNeighbours(index, source, source) ? null : IgmpDrop.FOREIGN_REPORT;
    }
}
