package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names that are known without asking, as in /etc/hosts, and those of the host itself. */
final class DnsHosts {
    private static final DnsName LOCALHOST = DnsName.parse("localhost");
    private static final Ipv4Address LOOPBACK = Ipv4Address.parse("127.0.0.1");
    private static final long TTL = 0;

    private final Map<DnsName, Ipv4Address> hosts = new TreeMap<>();

    /**
     * @param names those that are no domain names are never found
     */
    DnsHosts(Map<String, Ipv4Address> names) {
        names.forEach((name, address) -> {
            if (isName(name)) {
                hosts.put(DnsName.parse(name), address);
            }
        });
    }

    static boolean isName(String text) {
        try {
            return DnsName.parse(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The address of a name, or the name of an address. */
    Optional<DnsRecord> find(DnsName name, DnsType type) {
        if (type.equals(DnsType.A)) {
            // RFC 6761 §6.3: never asked of others.
            Ipv4Address address = name.isWithin(LOCALHOST) ? LOOPBACK : hosts.get(name);
            return Optional.ofNullable(address).map(known -> DnsRecord.address(name, TTL, known));
        }
        if (type.equals(DnsType.PTR)) {
            return hosts.entrySet().stream()
                    .filter(host -> DnsName.reverse(host.getValue()).equals(name))
                    .findFirst()
                    .map(host -> DnsRecord.target(name, DnsType.PTR, TTL, host.getKey()));
        }
        return Optional.empty();
    }
}
