package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.Arrays;

/** Builds what a client sends: which fields and options each message has (RFC 2131 §4.4.1, table 5). */
final class DhcpRequests {
    /** Octets of the largest message that we take: what an Ethernet packet holds. */
    private static final int MAXIMUM_MESSAGE = 1_472;

    /** Classless routes stand before routers, as RFC 3442 wants. */
    private static final byte[] WANTED = {
        DhcpOption.SUBNET_MASK,
        DhcpOption.CLASSLESS_ROUTES,
        DhcpOption.ROUTER,
        DhcpOption.DOMAIN_NAME_SERVER,
        DhcpOption.HOST_NAME,
        DhcpOption.DOMAIN_NAME,
        DhcpOption.DOMAIN_SEARCH,
        DhcpOption.INTERFACE_MTU,
        DhcpOption.BROADCAST_ADDRESS,
        DhcpOption.NTP_SERVERS,
        DhcpOption.LEASE_TIME,
        DhcpOption.RENEWAL_TIME,
        DhcpOption.REBINDING_TIME
    };

    /** The last of those. */
    private static final int LEASE_TIMES = 3;

    private final DhcpClientSettings settings;

    DhcpRequests(DhcpClientSettings settings) {
        this.settings = settings;
    }

    private DhcpOptions.Builder options(DhcpMessageType type) {
        byte[] identifier = settings.clientIdentifier().orElseGet(() -> DhcpWriter.clientIdentifier(settings.mac()));
        return DhcpOptions.builder()
                .put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()})
                .put(DhcpOption.CLIENT_IDENTIFIER, identifier);
    }

    private DhcpOptions.Builder asking(DhcpMessageType type) {
        DhcpOptions.Builder options = options(type)
                .put(DhcpOption.PARAMETER_REQUEST_LIST, WANTED)
                .putShort(DhcpOption.MAXIMUM_MESSAGE_SIZE, MAXIMUM_MESSAGE);
        settings.hostName().ifPresent(name -> options.put(DhcpOption.HOST_NAME, name));
        return options;
    }

    /** Without an address, answers have to come to all (RFC 2131 §4.1). */
    private DhcpMessage fromNobody(int xid, int secs, DhcpOptions.Builder options) {
        return DhcpMessage.request(xid, secs, true, settings.mac(), options.build());
    }

    /**
     * @param wanted address that it would like, or null
     */
    DhcpMessage discover(int xid, int secs, Ipv4Address wanted) {
        DhcpOptions.Builder options = asking(DhcpMessageType.DISCOVER);
        if (wanted != null) {
            options.put(DhcpOption.REQUESTED_ADDRESS, wanted);
        }
        return fromNobody(xid, secs, options);
    }

    /** In SELECTING: takes a server's offer. */
    DhcpMessage select(int xid, int secs, Ipv4Address address, Ipv4Address server) {
        return fromNobody(
                xid,
                secs,
                asking(DhcpMessageType.REQUEST)
                        .put(DhcpOption.REQUESTED_ADDRESS, address)
                        .put(DhcpOption.SERVER_IDENTIFIER, server));
    }

    /** In INIT-REBOOT: asks for what it had. */
    DhcpMessage reboot(int xid, int secs, Ipv4Address address) {
        return fromNobody(xid, secs, asking(DhcpMessageType.REQUEST).put(DhcpOption.REQUESTED_ADDRESS, address));
    }

    /** In RENEWING and REBINDING: asks for more time. */
    DhcpMessage renew(int xid, int secs, Ipv4Address address) {
        return withAddress(xid, secs, address, asking(DhcpMessageType.REQUEST));
    }

    DhcpMessage inform(int xid, int secs, Ipv4Address address) {
        // RFC 2131 §4.4.3: it asks for no lease.
        byte[] wanted = Arrays.copyOf(WANTED, WANTED.length - LEASE_TIMES);
        return withAddress(
                xid, secs, address, asking(DhcpMessageType.INFORM).put(DhcpOption.PARAMETER_REQUEST_LIST, wanted));
    }

    DhcpMessage decline(int xid, Ipv4Address address, Ipv4Address server) {
        return DhcpMessage.request(
                xid,
                0,
                false,
                settings.mac(),
                options(DhcpMessageType.DECLINE)
                        .put(DhcpOption.REQUESTED_ADDRESS, address)
                        .put(DhcpOption.SERVER_IDENTIFIER, server)
                        .put(DhcpOption.MESSAGE, "another host has the address")
                        .build());
    }

    DhcpMessage release(int xid, Ipv4Address address, Ipv4Address server) {
        return withAddress(xid, 0, address, options(DhcpMessageType.RELEASE).put(DhcpOption.SERVER_IDENTIFIER, server));
    }

    private DhcpMessage withAddress(int xid, int secs, Ipv4Address address, DhcpOptions.Builder options) {
        return DhcpMessage.request(xid, secs, false, settings.mac(), options.build())
                .withCiaddr(address);
    }
}
