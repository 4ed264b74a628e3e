package dev.lanyard.actors.dhcp;

import java.util.Map;

/** Which values the options may have that a client or server acts on. */
final class DhcpOptionRules {
    private DhcpOptionRules() {}

    /** Why a message with these options is dropped, or null. */
    static DhcpDrop check(Map<Integer, byte[]> values) {
        byte[] type = values.get(DhcpOption.MESSAGE_TYPE);
        if (type == null) {
            return DhcpDrop.NO_MESSAGE_TYPE;
        }
        if (type.length != 1 || DhcpMessageType.of(type[0]) == null) {
            return DhcpDrop.BAD_MESSAGE_TYPE;
        }
        for (Map.Entry<Integer, byte[]> option : values.entrySet()) {
            if (!fits(option.getKey(), option.getValue().length)) {
                return DhcpDrop.BAD_OPTION_VALUE;
            }
        }
        return null;
    }

    private static boolean fits(int code, int length) {
        return switch (code) {
            case DhcpOption.SUBNET_MASK,
                    DhcpOption.BROADCAST_ADDRESS,
                    DhcpOption.REQUESTED_ADDRESS,
                    DhcpOption.SERVER_IDENTIFIER,
                    DhcpOption.LEASE_TIME,
                    DhcpOption.RENEWAL_TIME,
                    DhcpOption.REBINDING_TIME -> length == 4;
            case DhcpOption.ROUTER, DhcpOption.DOMAIN_NAME_SERVER, DhcpOption.NTP_SERVERS ->
                length > 0 && length % 4 == 0;
            case DhcpOption.INTERFACE_MTU, DhcpOption.MAXIMUM_MESSAGE_SIZE -> length == 2;
            case DhcpOption.CLIENT_IDENTIFIER -> length >= 2;
            // Search list and routes: one that cannot be read is as if it were not there (RFC 3442).
            default -> true;
        };
    }
}
