package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;

/** Which messages of servers a client believes. */
final class DhcpChecks {
    private final MacAddress mac;

    DhcpChecks(MacAddress mac) {
        this.mac = mac;
    }

    /**
     * @param xid of the transaction under way
     * @param chosen the server that was asked, or null
     * @return why the message is dropped, or null
     */
    DhcpDrop check(DhcpMessage message, int xid, DhcpState state, Ipv4Address chosen) {
        if (!message.reply()) {
            return DhcpDrop.BAD_OPERATION;
        }
        if (!message.chaddr().equals(mac)) {
            return DhcpDrop.WRONG_CHADDR;
        }
        if (message.xid() != xid) {
            return DhcpDrop.WRONG_XID;
        }
        Ipv4Address from =
                message.options().address(DhcpOption.SERVER_IDENTIFIER).orElse(null);
        return switch (message.type()) {
            case OFFER ->
                state != DhcpState.SELECTING
                        ? DhcpDrop.UNEXPECTED
                        : from == null ? DhcpDrop.NO_SERVER_IDENTIFIER : null;
            case ACK -> state == DhcpState.INFORMING ? null : confirmation(state, from, chosen);
            // One that names no server could be anybody's.
            case NAK ->
                from == null && state == DhcpState.REQUESTING
                        ? DhcpDrop.NO_SERVER_IDENTIFIER
                        : confirmation(state, from, chosen);
            default -> DhcpDrop.BAD_MESSAGE_TYPE;
        };
    }

    private static DhcpDrop confirmation(DhcpState state, Ipv4Address from, Ipv4Address chosen) {
        return switch (state) {
            case REQUESTING, RENEWING -> from != null && !from.equals(chosen) ? DhcpDrop.WRONG_SERVER : null;
            case REBOOTING -> from == null && chosen == null ? DhcpDrop.NO_SERVER_IDENTIFIER : null;
            case REBINDING -> null;
            default -> DhcpDrop.UNEXPECTED;
        };
    }

    /** Whether a host can have what a server offers. */
    static boolean isUsable(DhcpMessage offer, Ipv4Address server) {
        // Some servers put the lease time into the ACK only.
        DhcpOptions options = offer.options().has(DhcpOption.LEASE_TIME)
                ? offer.options()
                : offer.options().with().putInt(DhcpOption.LEASE_TIME, 1).build();
        return DhcpLease.of(offer.yiaddr(), server, options, 0) != null;
    }

    /** The options of a later message over those of an earlier one: some servers do not repeat all when they renew. */
    static DhcpOptions over(DhcpOptions earlier, DhcpOptions later) {
        DhcpOptions.Builder both = earlier.with();
        // What belongs to the earlier lease alone.
        both.remove(DhcpOption.RENEWAL_TIME).remove(DhcpOption.REBINDING_TIME).remove(DhcpOption.MESSAGE);
        later.codes().forEach(code -> both.put(code, later.value(code)));
        return both.build();
    }
}
