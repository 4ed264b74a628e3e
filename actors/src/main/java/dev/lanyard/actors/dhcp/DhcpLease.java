package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.dhcp.DhcpOptions.ClasslessRoute;
import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An address that a server lends, with all that comes with it. Times are nanoseconds of the client's clock.
 *
 * @param prefix the address and the length of its network's prefix
 * @param server by its identifier
 * @param seconds for which it was lent; {@link #INFINITE} for ever
 * @param start when it began: when the request was sent
 * @param renewal when to ask the same server for more (T1)
 * @param rebinding when to ask any server for more (T2)
 * @param expiry when the address has to be given up
 * @param options of the server's last word, over those of its earlier ones
 */
public record DhcpLease(
        Ipv4Prefix prefix,
        Ipv4Address server,
        long seconds,
        long start,
        long renewal,
        long rebinding,
        long expiry,
        DhcpOptions options) {
    public static final long INFINITE = 0xffff_ffffL;

    private static final long SECOND = 1_000_000_000L;
    private static final Ipv4Prefix EVERYWHERE = new Ipv4Prefix(Ipv4Address.ANY, 0);

    /** A route that comes with a lease; a gateway of 0.0.0.0 means that the network is on the link. */
    public record LeasedRoute(Ipv4Prefix network, Ipv4Address gateway) {}

    /**
     * Makes a lease of an ACK. T1 and T2 that are missing or not in order become half and seven eighths (RFC 2131 §4.4.5); a mask
     * that is missing or has holes becomes that of the address's class.
     *
     * @return null if no host can have the address, or it is lent for no time
     */
    static DhcpLease of(Ipv4Address address, Ipv4Address server, DhcpOptions options, long start) {
        long seconds = options.number(DhcpOption.LEASE_TIME).orElse(0L);
        Ipv4Prefix prefix = new Ipv4Prefix(address, options.prefixLength().orElse(classful(address)));
        if (seconds == 0 || !isHost(prefix)) {
            return null;
        }
        long length = seconds * SECOND;
        long half = length / 2;
        long mostly = length / 8 * 7;
        long t1 = options.number(DhcpOption.RENEWAL_TIME).map(t -> t * SECOND).orElse(half);
        long t2 = options.number(DhcpOption.REBINDING_TIME).map(t -> t * SECOND).orElse(mostly);
        boolean inOrder = t1 > 0 && t1 < t2 && t2 < length;
        boolean forEver = seconds == INFINITE;
        return new DhcpLease(
                prefix,
                server,
                seconds,
                start,
                forEver ? Long.MAX_VALUE : start + (inOrder ? t1 : half),
                forEver ? Long.MAX_VALUE : start + (inOrder ? t2 : mostly),
                forEver ? Long.MAX_VALUE : start + length,
                options);
    }

    private static int classful(Ipv4Address address) {
        int value = address.value();
        return value >>> 31 == 0 ? 8 : value >>> 30 == 2 ? 16 : 24;
    }

    private static boolean isHost(Ipv4Prefix prefix) {
        int address = prefix.address().value();
        if (!Ipv4Address.isUnicast(address) || Ipv4Address.isLoopback(address) || prefix.length() == 0) {
            return false;
        }
        return prefix.length() >= 31 || address != prefix.network() && address != prefix.broadcast();
    }

    public Ipv4Address address() {
        return prefix.address();
    }

    /** Routes: those of option 121 alone if it is there, else a default route to each router (RFC 3442). */
    public List<LeasedRoute> routes() {
        List<ClasslessRoute> classless = options.classlessRoutes();
        List<LeasedRoute> routes = new ArrayList<>();
        for (ClasslessRoute route : classless) {
            routes.add(new LeasedRoute(route.network(), route.router()));
        }
        if (classless.isEmpty()) {
            routers().forEach(router -> routes.add(new LeasedRoute(EVERYWHERE, router)));
        }
        return routes;
    }

    public List<Ipv4Address> routers() {
        return options.addresses(DhcpOption.ROUTER);
    }

    public List<Ipv4Address> nameServers() {
        return options.addresses(DhcpOption.DOMAIN_NAME_SERVER);
    }

    public List<Ipv4Address> timeServers() {
        return options.addresses(DhcpOption.NTP_SERVERS);
    }

    public Optional<String> hostName() {
        return options.text(DhcpOption.HOST_NAME);
    }

    public Optional<String> domain() {
        return options.text(DhcpOption.DOMAIN_NAME);
    }

    /** The search option's names, or else the domain (RFC 3397 §1). */
    public List<DnsName> searchList() {
        List<DnsName> names = options.searchList();
        if (!names.isEmpty() || domain().isEmpty()) {
            return names;
        }
        try {
            return List.of(DnsName.parse(domain().get()));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Bytes of the largest packet, if the server names one that is possible (RFC 2132 §5.1). */
    public Optional<Integer> mtu() {
        return options.number(DhcpOption.INTERFACE_MTU).map(Long::intValue).filter(mtu -> mtu >= 68);
    }

    public Optional<Ipv4Address> broadcast() {
        return options.address(DhcpOption.BROADCAST_ADDRESS);
    }

    /** Seconds until the address has to be given up, 0 if that is now; {@link #INFINITE} if never. */
    public long remaining(long now) {
        return expiry == Long.MAX_VALUE ? INFINITE : Math.max(0, (expiry - now + SECOND - 1) / SECOND);
    }
}
