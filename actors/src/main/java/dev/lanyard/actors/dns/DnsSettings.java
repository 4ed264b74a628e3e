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

    public DnsSettings withNdots(int dots) {
        return new DnsSettings(servers, searchList, dots, timeout, rounds, mixCase, payloadSize, cacheCapacity);
    }

    public DnsSettings withPayloadSize(int bytes) {
        return new DnsSettings(servers, searchList, ndots, timeout, rounds, mixCase, bytes, cacheCapacity);
    }

    /**
     * The same with an option in the words of resolv.conf: {@code ndots:0} to 15, {@code timeout:1} to 60 (seconds),
     * {@code attempts:1} to 10, {@code no-edns0}; and {@code 0x20} for questions in random case.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public DnsSettings withOption(String option) {
        String[] parts = option.split(":", -1);
        int value = parts.length == 2 && parts[1].matches("[0-9]{1,2}") ? Integer.parseInt(parts[1]) : -1;
        boolean plain = parts.length == 1;
        if (plain && option.equals("0x20")) {
            return withMixCase(true);
        } else if (plain && option.equals("no-edns0")) {
            return withPayloadSize(0);
        } else if (parts[0].equals("ndots") && value >= 0 && value <= 15) {
            return withNdots(value);
        } else if (parts[0].equals("timeout") && value >= 1 && value <= 60) {
            return withTimeout(Duration.ofSeconds(value), rounds);
        } else if (parts[0].equals("attempts") && value >= 1 && value <= 10) {
            return withTimeout(timeout, value);
        }
        throw new IllegalArgumentException("'" + option
                + "' is none of 0x20, no-edns0, ndots:0 to 15, timeout:1 to 60 (seconds), attempts:1 to 10");
    }

    public DnsSettings withTimeout(Duration time, int count) {
        return new DnsSettings(servers, searchList, ndots, time, count, mixCase, payloadSize, cacheCapacity);
    }
}
