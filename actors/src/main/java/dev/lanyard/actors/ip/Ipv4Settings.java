package dev.lanyard.actors.ip;

/**
 * How the IPv4 layer of a node behaves.
 *
 * @param forwarding whether packets for others are passed on: the node is a router (RFC 1812)
 * @param sendRedirects whether a router tells a host of a better first hop (RFC 1812 §5.2.7.2)
 * @param acceptRedirects whether a host believes the router that it uses about a better one (RFC 1122 §3.2.2.2); a router never
 *     does
 * @param strongHost whether a packet for an address of ours is taken only from the interface that has the address
 *     (RFC 1122 §3.3.4.2 (A)): the strong host model on the receiving side
 * @param strongHostSending whether a packet from an address of ours leaves only by the interface that has the address
 *     (RFC 1122 §3.3.4.2 (B)): the strong host model on the sending side. Only the routes of that interface are then looked at
 * @param sourceRoutes whether packets whose source chose their route are taken, and by a router passed on as it wants; otherwise
 *     they are refused (RFC 7126 §4.3.5)
 * @param directedBroadcasts whether a router passes on what is for all hosts of a network that it is on (RFC 2644)
 * @param icmpLimits how many errors are sent
 */
public record Ipv4Settings(
        boolean forwarding,
        boolean sendRedirects,
        boolean acceptRedirects,
        boolean strongHost,
        boolean strongHostSending,
        boolean sourceRoutes,
        boolean directedBroadcasts,
        IcmpLimits icmpLimits) {
    /** A host: forwards nothing, follows redirects, answers for its addresses on every interface. */
    public static final Ipv4Settings HOST =
            new Ipv4Settings(false, true, true, false, false, false, false, IcmpLimits.DEFAULT);

    /** A router. */
    public static final Ipv4Settings ROUTER = HOST.withForwarding(true);

    public Ipv4Settings withForwarding(boolean value) {
        return new Ipv4Settings(
                value,
                sendRedirects,
                acceptRedirects,
                strongHost,
                strongHostSending,
                sourceRoutes,
                directedBroadcasts,
                icmpLimits);
    }

    public Ipv4Settings withRedirects(boolean send, boolean accept) {
        return new Ipv4Settings(
                forwarding, send, accept, strongHost, strongHostSending, sourceRoutes, directedBroadcasts, icmpLimits);
    }

    /** With the strong host model on the receiving side, or the weak one. */
    public Ipv4Settings withStrongHost(boolean value) {
        return withHostModel(value, strongHostSending);
    }

    /** With the strong host model on either side, or the weak one. */
    public Ipv4Settings withHostModel(boolean receiving, boolean sending) {
        return new Ipv4Settings(
                forwarding,
                sendRedirects,
                acceptRedirects,
                receiving,
                sending,
                sourceRoutes,
                directedBroadcasts,
                icmpLimits);
    }

    public Ipv4Settings withSourceRoutes(boolean value) {
        return new Ipv4Settings(
                forwarding,
                sendRedirects,
                acceptRedirects,
                strongHost,
                strongHostSending,
                value,
                directedBroadcasts,
                icmpLimits);
    }

    public Ipv4Settings withDirectedBroadcasts(boolean value) {
        return new Ipv4Settings(
                forwarding,
                sendRedirects,
                acceptRedirects,
                strongHost,
                strongHostSending,
                sourceRoutes,
                value,
                icmpLimits);
    }

    public Ipv4Settings withIcmpLimits(IcmpLimits limits) {
        return new Ipv4Settings(
                forwarding,
                sendRedirects,
                acceptRedirects,
                strongHost,
                strongHostSending,
                sourceRoutes,
                directedBroadcasts,
                limits);
    }
}
