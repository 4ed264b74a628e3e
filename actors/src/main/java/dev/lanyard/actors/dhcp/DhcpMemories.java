package dev.lanyard.actors.dhcp;

import dev.lanyard.link.loop.Clock;
import java.util.Map;

/** What is remembered of leases beyond the node, and what a client that begins is told of it (RFC 2131 §3.2). */
final class DhcpMemories {
    private final Map<Integer, DhcpMemory> memories;
    private final Map<Integer, DhcpClientSettings> settings;
    private final Clock clock;

    DhcpMemories(Map<Integer, DhcpMemory> memories, Map<Integer, DhcpClientSettings> settings, Clock clock) {
        this.memories = memories;
        this.settings = settings;
        this.clock = clock;
    }

    /** Tells a new client of what is remembered of its interface, if that is still the same one. */
    void recall(int index, DhcpClient client) {
        DhcpMemory memory = memories.get(index);
        if (memory != null) {
            memory.recall()
                    .filter(lease -> lease.mac().equals(settings.get(index).mac()))
                    .ifPresent(lease -> client.remember(lease.address(), lease.isValidAt(clock.instant())));
        }
    }

    void remember(int index, DhcpLease lease) {
        DhcpMemory memory = memories.get(index);
        if (memory != null) {
            memory.remember(DhcpRemembered.of(lease, settings.get(index).mac(), clock.nanos(), clock.instant()));
        }
    }

    /** The lease is not in use any more. One that has ended is still what to wish for. */
    void forget(int index, DhcpLease lease) {
        DhcpMemory memory = memories.get(index);
        if (memory != null && lease.expiry() > clock.nanos()) {
            memory.forget();
        }
    }
}
