package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A stub resolver (RFC 1034 §5.3.1, RFC 1123 §6.1): static names, search list, cache, aliases, and questions to servers. Takes
 * what happened and the time in nanoseconds, and returns what is to be done.
 */
public final class DnsResolver {
    private final DnsHosts hosts;
    private final DnsCounters counters;
    private final DnsCache cache;
    private final DnsQueries queries;
    private final List<DnsAction> actions = new ArrayList<>();
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private DnsSettings settings;

    /** A look-up that waits for servers. */
    private static final class Pending {
        final long id;
        final DnsLookup lookup;
        final Deque<DnsName> candidates;
        final List<DnsRecord> aliases = new ArrayList<>();
        final DnsName first;
        DnsName candidate;
        DnsName current;
        boolean exists;

        Pending(long id, DnsLookup lookup, Deque<DnsName> candidates) {
            this.id = id;
            this.lookup = lookup;
            this.candidates = candidates;
            this.first = candidates.peek();
        }
    }

    /**
     * @param hosts static names; those that are no domain names are never found
     * @param random for identifiers and letters' case; whoever carries out the actions draws the ports
     */
    public DnsResolver(
            DnsSettings settings, Map<String, Ipv4Address> hosts, RandomGenerator random, DnsCounters counters) {
        this.settings = settings;
        this.counters = counters;
        this.cache = new DnsCache(settings.cacheCapacity());
        this.queries = new DnsQueries(settings, random, counters, actions, this::onOutcome);
        this.hosts = new DnsHosts(hosts);
    }

    public DnsSettings settings() {
        return settings;
    }

    /** Changes servers and search list, forgets what others said, and asks no more what was asked of others. */
    public List<DnsAction> configure(DnsSettings changed, long now) {
        if (!changed.equals(settings)) {
            settings = changed;
            queries.configure(changed);
            flush();
            queries.clear(now);
        }
        return take();
    }

    /** Forgets all answers. */
    public void flush() {
        cache.clear();
        counters.cached.add(-counters.cached.get());
    }

    /**
     * Begins a look-up, which may end at once.
     *
     * @param id unique among those that are not answered
     */
    public List<DnsAction> lookup(long id, DnsLookup lookup, long now) {
        counters.lookups.increment();
        if (!DnsHosts.isName(lookup.name())) {
            answer(id, new DnsAnswer(DnsAnswer.Status.BAD_NAME, DnsName.ROOT, 0, List.of(), Optional.empty()));
            return take();
        }
        DnsName name = DnsName.parse(lookup.name());
        Optional<DnsRecord> known = lookup.server().isPresent() ? Optional.empty() : hosts.find(name, lookup.type());
        if (known.isPresent()) {
            List<DnsRecord> records = List.of(known.get());
            answer(id, new DnsAnswer(DnsAnswer.Status.OK, name, DnsRcode.NOERROR, records, Optional.empty()));
        } else {
            Pending waiting = new Pending(id, lookup, candidates(lookup.name(), name));
            pending.put(id, waiting);
            advance(waiting, now);
        }
        return take();
    }

    /** What to try, in order: as resolv.conf's {@code search} and {@code ndots} say. */
    private Deque<DnsName> candidates(String text, DnsName name) {
        Deque<DnsName> candidates = new ArrayDeque<>();
        boolean absolute = text.endsWith(".") && !text.endsWith("\\.");
        int dots = name.labels().size() - 1;
        if (absolute || dots >= settings.ndots()) {
            candidates.add(name);
        }
        if (!absolute) {
            for (DnsName suffix : settings.searchList()) {
                if (name.length() + suffix.length() - 1 <= DnsName.MAXIMUM_LENGTH) {
                    candidates.add(name.append(suffix));
                }
            }
        }
        if (!candidates.contains(name)) {
            candidates.add(name);
        }
        return candidates;
    }

    /** Goes on until something has to be asked or the look-up is answered. */
    private void advance(Pending waiting, long now) {
        while (pending.containsKey(waiting.id)) {
            if (waiting.current == null) {
                if (waiting.candidates.isEmpty()) {
                    fail(
                            waiting,
                            waiting.exists ? DnsAnswer.Status.NO_DATA : DnsAnswer.Status.NO_SUCH_NAME,
                            waiting.exists ? DnsRcode.NOERROR : DnsRcode.NXDOMAIN);
                    return;
                }
                waiting.candidate = waiting.candidates.remove();
                waiting.current = waiting.candidate;
                waiting.aliases.clear();
            }
            if (!fromCache(waiting, now)) {
                ask(waiting, now);
                return;
            }
        }
    }

    private boolean fromCache(Pending waiting, long now) {
        if (waiting.lookup.server().isPresent()) {
            return false;
        }
        DnsCache.Entry entry = cache.get(waiting.current, waiting.lookup.type(), now);
        if (entry == null) {
            entry = cache.get(waiting.current, DnsType.CNAME, now);
            if (entry == null || entry.isNegative()) {
                return false;
            }
        }
        counters.cacheHits.increment();
        if (entry.isNegative()) {
            missing(waiting, entry.exists());
        } else if (entry.records().get(0).type().equals(waiting.lookup.type())) {
            found(waiting, entry.records(), Optional.empty());
        } else {
            follow(waiting, entry.records());
        }
        return true;
    }

    private void ask(Pending waiting, long now) {
        if (waiting.lookup.server().isEmpty() && !queries.hasServers()) {
            fail(waiting, DnsAnswer.Status.NO_SERVERS, 0);
            return;
        }
        DnsQuestion question = new DnsQuestion(waiting.current, waiting.lookup.type());
        if (!queries.ask(waiting.id, question, waiting.lookup.server(), now)) {
            fail(waiting, DnsAnswer.Status.BUSY, 0);
        }
    }

    private void follow(Pending waiting, List<DnsRecord> aliases) {
        for (DnsRecord alias : aliases) {
            if (waiting.aliases.size() == DnsOutcome.MAXIMUM_ALIASES) {
                fail(waiting, DnsAnswer.Status.CHAIN_TOO_LONG, 0);
                return;
            }
            waiting.aliases.add(alias);
            waiting.current = ((DnsData.Target) alias.data()).name();
        }
    }

    private static void missing(Pending waiting, boolean exists) {
        waiting.exists |= exists || !waiting.aliases.isEmpty();
        waiting.current = null;
    }

    private void onOutcome(DnsTransaction transaction, DnsOutcome outcome, long now) {
        if (transaction.key.only().isEmpty()) {
            store(transaction.key.question(), outcome, now);
        }
        for (long id : transaction.lookups) {
            Pending waiting = pending.get(id);
            if (waiting != null) {
                apply(waiting, outcome);
                advance(waiting, now);
            }
        }
    }

    private void store(DnsQuestion question, DnsOutcome outcome, long now) {
        outcome.aliases().forEach(alias -> cache.put(alias.name(), DnsType.CNAME, List.of(alias), now));
        boolean missing = outcome.status() == DnsAnswer.Status.NO_SUCH_NAME;
        if (!outcome.records().isEmpty() && !question.type().equals(DnsType.ANY)) {
            cache.put(outcome.name(), question.type(), outcome.records(), now);
        } else if (missing || outcome.status() == DnsAnswer.Status.NO_DATA) {
            cache.putNegative(outcome.name(), question.type(), !missing, outcome.negativeTtl(), now);
        }
        counters.cached.add(cache.size() - counters.cached.get());
    }

    private void apply(Pending waiting, DnsOutcome outcome) {
        follow(waiting, outcome.aliases());
        if (!pending.containsKey(waiting.id)) {
            return;
        }
        switch (outcome.status()) {
            case OK -> {
                if (!outcome.records().isEmpty()) {
                    found(waiting, outcome.records(), outcome.server());
                }
            }
            case NO_DATA -> missing(waiting, true);
            case NO_SUCH_NAME -> missing(waiting, false);
            default -> fail(waiting, outcome.status(), outcome.rcode());
        }
    }

    private void found(Pending waiting, List<DnsRecord> records, Optional<Endpoint> server) {
        List<DnsRecord> all = new ArrayList<>(waiting.aliases);
        all.addAll(records);
        pending.remove(waiting.id);
        answer(waiting.id, new DnsAnswer(DnsAnswer.Status.OK, waiting.candidate, DnsRcode.NOERROR, all, server));
    }

    private void fail(Pending waiting, DnsAnswer.Status status, int rcode) {
        pending.remove(waiting.id);
        answer(waiting.id, new DnsAnswer(status, waiting.first, rcode, List.of(), waiting.lookup.server()));
    }

    private void answer(long id, DnsAnswer answer) {
        actions.add(new DnsAction.Answer(id, answer));
    }

    /** Something came for an attempt, over UDP or TCP. */
    public List<DnsAction> received(long attempt, Endpoint source, byte[] octets, long now) {
        queries.received(attempt, source, octets, now);
        return take();
    }

    /** An attempt cannot succeed: the port is closed, the network unreachable, the connection broken. */
    public List<DnsAction> failed(long attempt, long now) {
        queries.failed(attempt, now);
        return take();
    }

    /** The time has come that {@link #nextDeadline} said. */
    public List<DnsAction> elapsed(long now) {
        queries.elapsed(now);
        return take();
    }

    /** When to call {@link #elapsed}; {@link Long#MAX_VALUE} if nothing waits. */
    public long nextDeadline() {
        return queries.nextDeadline();
    }

    private List<DnsAction> take() {
        List<DnsAction> taken = List.copyOf(actions);
        actions.clear();
        return taken;
    }
}
