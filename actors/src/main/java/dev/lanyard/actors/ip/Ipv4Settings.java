package dev.lanyard.actors.ip;

/**
 * How the IPv4 layer of a node behaves.
 *
 * @param forwarding whether packets for others are passed on: the node is a router (RFC 1812)
 * @param sendRedirects whether a router tells a host of a better first hop (RFC 1812 §5.2.7.2)
 * @param acceptRedirects whether a host believes the router that it uses about a better one (RFC 1122 §3.2.2.2); a router never
 *     does
 * @param strongHost whether a packet for an address of ours is taken only from the interface that has the address
 *     (RFC 1122 §3.3.4.2); of no effect on what is sent
 */
public record Ipv4Settings(boolean forwarding, boolean sendRedirects, boolean acceptRedirects, boolean strongHost) {
    /** A host: forwards nothing, follows redirects, answers for its addresses on every interface. */
    public static final Ipv4Settings HOST = new Ipv4Settings(false, true, true, false);

    /** A router. */
    public static final Ipv4Settings ROUTER = HOST.withForwarding(true);

    public Ipv4Settings withForwarding(boolean value) {
        return new Ipv4Settings(value, sendRedirects, acceptRedirects, strongHost);
    }

    public Ipv4Settings withRedirects(boolean send, boolean accept) {
        return new Ipv4Settings(forwarding, send, accept, strongHost);
    }

    public Ipv4Settings withStrongHost(boolean value) {
        return new Ipv4Settings(forwarding, sendRedirects, acceptRedirects, value);
    }
}
