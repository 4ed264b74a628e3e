package dev.lanyard.actors.raw;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ipv4.Ipv4Header;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** What raw sockets may send, and where to. */
final class RawOutput {
    private static final int MAXIMUM_LENGTH = 65_535;

    private RawOutput() {}

    /** Where a packet is to go, or null if nobody says. */
    static Ipv4Address destination(RawSocket socket, Ipv4Address given, ByteBuffer packet) {
        if (given != null) {
            return given;
        }
        if (!socket.remote().equals(Ipv4Address.ANY)) {
            return socket.remote();
        }
        boolean header = socket.writesHeader() && isHeader(packet);
        return header ? new Ipv4Address(packet.getInt(packet.position() + Ipv4Header.DESTINATION_OFFSET)) : null;
    }

    /** Why a packet cannot be sent, or null if it can. */
    static RawDrop check(RawSocket socket, Ipv4Address destination, ByteBuffer packet, RoutingTable routes) {
        if (socket.writesHeader() && !isHeader(packet)) {
            return RawDrop.BAD_HEADER;
        }
        Route route = routes.lookup(destination.value());
        if (route == null) {
            return RawDrop.NO_ROUTE;
        }
        RawOptions options = socket.options();
        if (route.nextHop().equals(Ipv4Address.BROADCAST) && !options.broadcast()) {
            return RawDrop.BROADCAST_NOT_ALLOWED;
        }
        int mtu = route.capabilities().mtu();
        int length = packet.remaining();
        if (!socket.writesHeader()) {
            length += Ipv4Header.MINIMUM_LENGTH + options.ipOptions().size();
            mtu = options.dontFragment() ? mtu : MAXIMUM_LENGTH;
        }
        return length > mtu ? RawDrop.MESSAGE_TOO_LONG : null;
    }

    /** Whether there is a header that says how long it is, and is as long. */
    private static boolean isHeader(ByteBuffer packet) {
        if (packet.remaining() < Ipv4Header.MINIMUM_LENGTH) {
            return false;
        }
        int first = packet.get(packet.position());
        int length = (first & 0xf) * 4;
        return (first & 0xf0) == 0x40 && length >= Ipv4Header.MINIMUM_LENGTH && length <= packet.remaining();
    }

    /** What the user is told. */
    static IOException describe(RawDrop drop) {
        return switch (drop) {
            case BAD_HEADER ->
                new SocketException("Invalid argument: the packet does not begin with a whole IPv4 header");
            case MESSAGE_TOO_LONG -> new SocketException("Message too long");
            case NO_ROUTE -> new NoRouteToHostException("Network is unreachable");
            case BROADCAST_NOT_ALLOWED ->
                new SocketException("Permission denied: sending to a broadcast address needs the broadcast option");
            default -> throw new AssertionError(drop);
        };
    }
}
