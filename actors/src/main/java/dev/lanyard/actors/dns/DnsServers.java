package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which servers answer. One that did not is asked after the others for a while that doubles each time. */
final class DnsServers {
    private static final long SHORTEST = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST = Duration.ofSeconds(64).toNanos();

    private final Map<Endpoint, Fault> faults = new LinkedHashMap<>();
    private List<Endpoint> servers;

    private record Fault(long until, long length) {}

    DnsServers(List<Endpoint> servers) {
        this.servers = servers;
    }

    void configure(List<Endpoint> others) {
        servers = others;
        faults.keySet().retainAll(others);
    }

    boolean isEmpty() {
        return servers.isEmpty();
    }

    /** In the order in which they are to be asked now. */
    List<Endpoint> order(long now) {
        return servers.stream()
                .sorted((a, b) -> Boolean.compare(isAside(a, now), isAside(b, now)))
                .toList();
    }

    private boolean isAside(Endpoint server, long now) {
        Fault fault = faults.get(server);
        return fault != null && now < fault.until;
    }

    void failed(Endpoint server, long now) {
        if (servers.contains(server) && !isAside(server, now)) {
            Fault before = faults.get(server);
            long length = before == null ? SHORTEST : Math.min(LONGEST, before.length * 2);
            faults.put(server, new Fault(now + length, length));
        }
    }

    void answered(Endpoint server) {
        faults.remove(server);
    }
}
