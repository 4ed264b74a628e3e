package dev.lanyard.actors.dns;

import dev.lanyard.link.counters.Counter;
import dev.lanyard.link.counters.CounterGroup;

/** What the resolver counts. */
public final class DnsCounters {
    public final CounterGroup<DnsDrop> group = new CounterGroup<>("dns", DnsDrop.class);
    /** Look-ups that users asked for. */
    public final Counter lookups = group.counter("lookups");
    /** Queries sent by UDP, repeated ones included. */
    public final Counter queries = group.counter("queries");
    /** Queries sent by TCP. */
    public final Counter tcpQueries = group.counter("tcp-queries");
    /** Answers that were used. */
    public final Counter answers = group.counter("answers");
    /** Times that a server did not answer in time. */
    public final Counter timeouts = group.counter("timeouts");
    /** Look-ups, or steps of them, that the cache answered. */
    public final Counter cacheHits = group.counter("cache-hits");
    /** Answers in the cache, perhaps some that are out of date. */
    public final Counter cached = group.counter("cached");
}
