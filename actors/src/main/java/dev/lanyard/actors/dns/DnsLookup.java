package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import java.util.Optional;

/**
 * What a user wants to know.
 *
 * @param name as typed; a dot at its end keeps it from the search list
 * @param server to ask this one and nobody else: no static names, no cache
 */
public record DnsLookup(String name, DnsType type, Optional<Endpoint> server) {
    /** Asks whoever knows. */
    public static DnsLookup of(String name, DnsType type) {
        return new DnsLookup(name, type, Optional.empty());
    }
}
