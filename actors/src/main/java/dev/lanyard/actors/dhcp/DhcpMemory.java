package dev.lanyard.actors.dhcp;

import java.util.Optional;

/** Keeps the lease of one interface for the time after the node (RFC 2131 §3.2). Called on the event loop. */
public interface DhcpMemory {
    /** What was remembered last, if anything. Does not fail: what cannot be read is as if it were not there. */
    Optional<DhcpRemembered> recall();

    /** Remembers a lease instead of the one before. Does not fail: what cannot be written is reported by whoever tries. */
    void remember(DhcpRemembered lease);

    /** Forgets what it remembers: the address was given back or taken away. */
    void forget();
}
