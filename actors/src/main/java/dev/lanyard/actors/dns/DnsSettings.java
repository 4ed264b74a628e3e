package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import java.time.Duration;
import java.util.List;

/**
 * How names are resolved.
 *
 * @param servers asked in this order; none if only static names are known
 * @param searchList what names with few dots are tried below
 * @param ndots a name with fewer dots than this is tried below the search list first, any other as it is first; 0 to 15
 * @param timeout for the first answer of each server; doubled in each further round
 * @param rounds how often each server is asked, at least 1
 * @param mixCase whether the letters of a question get a random case that the answer has to repeat (0x20)
 * @param payloadSize bytes of UDP payload announced by EDNS0, or 0 to ask without
 * @param cacheCapacity answers that are remembered, at least 1
 */
public record DnsSettings(
        List<Endpoint> servers,
        List<DnsName> searchList,
        int ndots,
        Duration timeout,
        int rounds,
        boolean mixCase,
        int payloadSize,
        int cacheCapacity) {
    public static final int PORT = 53;

    /** No server. */
    public static final DnsSettings NONE = of(List.of(), List.of());

    public DnsSettings {
        servers = List.copyOf(servers);
        searchList = List.copyOf(searchList);
        if (ndots < 0 || ndots > 15 || rounds < 1 || cacheCapacity < 1 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "ndots " + ndots + " must be 0..15, rounds " + rounds + " and the cache's capacity " + cacheCapacity
                            + " at least 1, the timeout " + timeout + " positive");
        }
    }

    /** The usual settings: two seconds, three rounds, EDNS0. */
    public static DnsSettings of(List<Ipv4Address> servers, List<DnsName> searchList) {
        return new DnsSettings(
                servers.stream().map(server -> new Endpoint(server, PORT)).toList(),
                searchList,
                1,
                Duration.ofSeconds(2),
                3,
                false,
                DnsEdns.SAFE_PAYLOAD,
                1_000);
    }

    public DnsSettings withServers(List<Endpoint> others) {
        return new DnsSettings(others, searchList, ndots, timeout, rounds, mixCase, payloadSize, cacheCapacity);
    }

    public DnsSettings withSearchList(List<DnsName> others) {
        return new DnsSettings(servers, others, ndots, timeout, rounds, mixCase, payloadSize, cacheCapacity);
    }

    public DnsSettings withMixCase(boolean mixed) {
        return new DnsSettings(servers, searchList, ndots, timeout, rounds, mixed, payloadSize, cacheCapacity);
    }

    public DnsSettings withTimeout(Duration time, int count) {
        return new DnsSettings(servers, searchList, ndots, time, count, mixCase, payloadSize, cacheCapacity);
    }
}
