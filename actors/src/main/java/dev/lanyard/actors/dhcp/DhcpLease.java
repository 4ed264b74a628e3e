package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.dhcp.DhcpOptions.ClasslessRoute;
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
    public record LeasedRoute(Ipv4Prefix network, Ipv4Address gateway) {
        public boolean isOnLink() {
            return gateway.equals(Ipv4Address.ANY);
        }
    }

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

    /** What the server said besides. */
    public DhcpParameters parameters() {
        return new DhcpParameters(options);
    }

    public List<Ipv4Address> routers() {
        return parameters().routers();
    }

    public List<Ipv4Address> nameServers() {
        return parameters().nameServers();
    }

    public Optional<String> domain() {
        return parameters().domain();
    }

    /** When to ask for more time again: after half of what is left until an end, but not within a minute (RFC 2131 §4.4.5). */
    long again(long end, long now) {
        return end == Long.MAX_VALUE ? end : Math.min(end, now + Math.max(60 * SECOND, (end - now) / 2));
    }

    /** Seconds until the address has to be given up, 0 if that is now; {@link #INFINITE} if never. */
    public long remaining(long now) {
        return until(expiry, now);
    }

    /** Seconds from now to a time of this lease, 0 if it is past; {@link #INFINITE} if it never comes. */
    public static long until(long time, long now) {
        return time == Long.MAX_VALUE ? INFINITE : Math.max(0, (time - now + SECOND - 1) / SECOND);
    }
}
