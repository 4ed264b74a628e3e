package dev.lanyard.apps.traceroute;

import dev.lanyard.actors.ip.IcmpType;

/** What traceroute prints behind a time: how a packet came to its end where it was not its TTL. */
final class Marks {
    private Marks() {}

    static String of(int type, int code) {
        if (type != IcmpType.DESTINATION_UNREACHABLE) {
            return "";
        }
        return switch (code) {
            case IcmpType.NET_UNREACHABLE -> "!N";
            case IcmpType.HOST_UNREACHABLE -> "!H";
            case IcmpType.PROTOCOL_UNREACHABLE -> "!P";
            case IcmpType.FRAGMENTATION_NEEDED -> "!F";
            case IcmpType.SOURCE_ROUTE_FAILED -> "!S";
            case 9, 10, 13 -> "!X";
            default -> "!" + code;
        };
    }
}
