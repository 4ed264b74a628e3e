package dev.lanyard.actors.icmp;

import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TimeOfDay;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Instant;

/** Answers to queries other than echo: the time of day (RFC 792) and the mask of the network (RFC 950). */
final class IcmpQueries {
    private static final int TIMESTAMP_LENGTH = 20;
    private static final int ORIGINATE_OFFSET = 8;
    private static final int MASK_LENGTH = 12;

    private IcmpQueries() {}

    /** The answer to a timestamp request, or null if that is too short. */
    static PacketBuffer timestamp(PacketBuffer request, Instant now, PacketAllocator allocator) {
        if (request.length() < TIMESTAMP_LENGTH) {
            return null;
        }
        int time = TimeOfDay.milliseconds(now);
        PacketBuffer reply = allocator.allocate(TIMESTAMP_LENGTH - IcmpHeader.LENGTH);
        reply.append(TIMESTAMP_LENGTH - IcmpHeader.LENGTH);
        reply.putInt(0, request.getInt(ORIGINATE_OFFSET));
        reply.putInt(4, time); // received
        reply.putInt(8, time); // transmitted
        IcmpHeader.prepend(reply, IcmpType.TIMESTAMP_REPLY, 0, request.getInt(IcmpHeader.IDENTIFIER_OFFSET));
        return reply;
    }

    /** The answer to a mask request from a neighbour, or null if it is from anybody else, or too short. */
    static PacketBuffer mask(PacketBuffer request, RoutingTable routes, PacketAllocator allocator) {
        int source = Ipv4Header.source(request);
        if (request.length() < MASK_LENGTH) {
            return null;
        }
        for (RoutingTable.Interface each : routes.interfaces()) {
            if (each.prefix().contains(source)) {
                PacketBuffer reply = allocator.allocate(MASK_LENGTH - IcmpHeader.LENGTH);
                reply.append(MASK_LENGTH - IcmpHeader.LENGTH);
                reply.putInt(0, each.prefix().mask());
                IcmpHeader.prepend(reply, IcmpType.ADDRESS_MASK_REPLY, 0, request.getInt(IcmpHeader.IDENTIFIER_OFFSET));
                return reply;
            }
        }
        return null;
    }
}
