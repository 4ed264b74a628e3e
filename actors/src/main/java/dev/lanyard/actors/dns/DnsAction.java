package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import java.time.Duration;

/** What the resolver wants done. */
public sealed interface DnsAction {
    /**
     * Send a query from a random port of its own; what comes to that port is to be reported under the attempt's number, until it
     * is closed.
     */
    record SendUdp(long attempt, Endpoint server, byte[] message) implements DnsAction {}

    /** Ask the same over TCP; the attempt's UDP port is of no use any more. */
    record SendTcp(long attempt, Endpoint server, byte[] message, Duration limit) implements DnsAction {}

    /** Nothing that comes for this attempt is wanted any more. */
    record Close(long attempt) implements DnsAction {}

    /** A look-up is done. */
    record Answer(long lookup, DnsAnswer answer) implements DnsAction {}
}
