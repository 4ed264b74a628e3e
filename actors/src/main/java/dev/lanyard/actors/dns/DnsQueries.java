package dev.lanyard.actors.dns;

import dev.lanyard.actors.dns.DnsTransaction.Attempt;
import dev.lanyard.actors.ip.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Asks servers: picks them, repeats, checks what comes back (RFC 1035 §7.2 and §7.3, RFC 5452 §9). */
final class DnsQueries {
    /** Questions that may be on their way at a time. */
    static final int MAXIMUM = 256;

    private static final Duration TCP_LIMIT = Duration.ofSeconds(10);

    private final RandomGenerator random;
    private final DnsCounters counters;
    private final DnsServers servers;
    private final List<DnsAction> actions;
    private final Listener listener;
    private final Map<DnsTransaction.Key, DnsTransaction> open = new LinkedHashMap<>();
    private final Map<Long, Attempt> attempts = new LinkedHashMap<>();
    private DnsSettings settings;
    private long sequence;

    /** Hears what came of a question. */
    @FunctionalInterface
    interface Listener {
        void answered(DnsTransaction transaction, DnsOutcome outcome, long now);
    }

    DnsQueries(
            DnsSettings settings,
            RandomGenerator random,
            DnsCounters counters,
            List<DnsAction> actions,
            Listener listener) {
        this.settings = settings;
        this.random = random;
        this.counters = counters;
        this.actions = actions;
        this.listener = listener;
        this.servers = new DnsServers(settings.servers());
    }

    void configure(DnsSettings changed) {
        settings = changed;
        servers.configure(changed.servers());
    }

    boolean hasServers() {
        return !servers.isEmpty();
    }

    /** Asks on behalf of a look-up; false if there is no room for another question. */
    boolean ask(long lookup, DnsQuestion question, Optional<Endpoint> only, long now) {
        DnsTransaction.Key key = new DnsTransaction.Key(question, only);
        DnsTransaction transaction = open.get(key);
        if (transaction == null && open.size() >= MAXIMUM) {
            return false;
        }
        if (transaction == null) {
            List<Endpoint> plan = only.map(List::of).orElseGet(() -> servers.order(now));
            transaction = new DnsTransaction(key, plan, settings.payloadSize() > 0);
            open.put(key, transaction);
            transaction.lookups.add(lookup);
            sendNext(transaction, now);
        } else {
            transaction.lookups.add(lookup);
        }
        return true;
    }

    private void sendNext(DnsTransaction transaction, long now) {
        int count = transaction.plan.size();
        if (transaction.sent == count * settings.rounds()) {
            Endpoint last = transaction.plan.get(count - 1);
            finish(
                    transaction,
                    DnsOutcome.failure(
                            transaction.failure,
                            transaction.failureCode,
                            transaction.key.question().name(),
                            Optional.of(last)),
                    now);
            return;
        }
        send(transaction, transaction.plan.get(transaction.sent++ % count), now);
    }

    private void send(DnsTransaction transaction, Endpoint server, long now) {
        int round = (transaction.sent - 1) / transaction.plan.size();
        DnsQuestion question = transaction.key.question();
        DnsName name = settings.mixCase() ? question.name().withRandomCase(random) : question.name();
        int id = random.nextInt(0x1_0000);
        Optional<DnsEdns> edns =
                transaction.edns ? Optional.of(DnsEdns.ofSize(settings.payloadSize())) : Optional.empty();
        byte[] message = DnsMessage.query(id, new DnsQuestion(name, question.type()), edns)
                .emit();
        Attempt attempt = new Attempt(++sequence, transaction, server, id, name, message);
        transaction.attempts.add(attempt);
        transaction.deadline = now + (settings.timeout().toNanos() << Math.min(round, 16));
        attempts.put(attempt.number, attempt);
        counters.queries.increment();
        actions.add(new DnsAction.SendUdp(attempt.number, server, message));
    }

    void received(long number, Endpoint source, byte[] octets, long now) {
        Attempt attempt = attempts.get(number);
        if (attempt == null) {
            counters.group.drop(DnsDrop.LATE);
            return;
        }
        DnsMessage.Parsed parsed = DnsMessage.parse(octets);
        DnsDrop drop = parsed.drop() != null ? parsed.drop() : check(attempt, source, parsed.message());
        if (drop == null) {
            onAnswer(attempt, parsed.message(), now);
            return;
        }
        counters.group.drop(drop);
        if (attempt.tcp) {
            failed(number, now); // nothing better can follow on that connection
        } else if (drop == DnsDrop.WRONG_CASE) {
            useTcp(attempt, now); // the server may be one that does not repeat the case
        }
    }

    private static DnsDrop check(Attempt attempt, Endpoint source, DnsMessage answer) {
        if (!source.equals(attempt.server)) {
            return DnsDrop.WRONG_SOURCE;
        }
        if (answer.id() != attempt.id) {
            return DnsDrop.WRONG_ID;
        }
        if (!answer.flags().response()) {
            return DnsDrop.WRONG_DIRECTION;
        }
        if (answer.flags().opcode() != 0) {
            return DnsDrop.WRONG_OPCODE;
        }
        if (answer.questions().isEmpty() && refusesEdns(answer.rcode())) {
            return null; // some servers do not repeat what they did not understand
        }
        if (answer.questions().size() != 1
                || !answer.question().name().equals(attempt.name)
                || !answer.question()
                        .type()
                        .equals(attempt.transaction.key.question().type())
                || answer.question().dnsClass() != DnsQuestion.IN) {
            return DnsDrop.WRONG_QUESTION;
        }
        return attempt.tcp || answer.question().name().isSameIncludingCase(attempt.name) ? null : DnsDrop.WRONG_CASE;
    }

    private static boolean refusesEdns(int rcode) {
        return rcode == DnsRcode.FORMERR || rcode == DnsRcode.NOTIMP || rcode == DnsRcode.BADVERS;
    }

    private void onAnswer(Attempt attempt, DnsMessage answer, long now) {
        DnsTransaction transaction = attempt.transaction;
        if (answer.flags().truncated() && !attempt.tcp) {
            useTcp(attempt, now);
        } else if (answer.rcode() == DnsRcode.NOERROR || answer.rcode() == DnsRcode.NXDOMAIN) {
            counters.answers.increment();
            servers.answered(attempt.server);
            finish(transaction, DnsOutcome.of(transaction.key.question(), answer, attempt.server), now);
        } else if (refusesEdns(answer.rcode()) && attempt.edns) {
            transaction.edns = false; // RFC 6891 §6.2.2
            close(attempt);
            send(transaction, attempt.server, now);
        } else {
            transaction.failure = DnsAnswer.Status.SERVER_FAILURE;
            transaction.failureCode = answer.rcode();
            giveUp(attempt, now);
        }
    }

    /** The same again where nothing is cut off, and forging is harder (RFC 7766 §5). */
    private void useTcp(Attempt attempt, long now) {
        attempt.tcp = true;
        attempt.transaction.deadline = now + TCP_LIMIT.toNanos();
        attempt.transaction.attempts.remove(attempt);
        attempt.transaction.attempts.add(attempt); // what is waited for now
        counters.tcpQueries.increment();
        actions.add(new DnsAction.SendTcp(attempt.number, attempt.server, attempt.message, TCP_LIMIT));
    }

    /** The network says that this attempt cannot succeed. */
    void failed(long number, long now) {
        Attempt attempt = attempts.get(number);
        if (attempt != null) {
            DnsTransaction transaction = attempt.transaction;
            if (transaction.failure == DnsAnswer.Status.TIMED_OUT) {
                transaction.failure = DnsAnswer.Status.UNREACHABLE;
            }
            giveUp(attempt, now);
        }
    }

    private void giveUp(Attempt attempt, long now) {
        boolean latest = attempt.isLatest();
        servers.failed(attempt.server, now);
        close(attempt);
        if (latest) {
            sendNext(attempt.transaction, now);
        }
    }

    private void close(Attempt attempt) {
        attempts.remove(attempt.number);
        attempt.transaction.attempts.remove(attempt);
        actions.add(new DnsAction.Close(attempt.number));
    }

    private void finish(DnsTransaction transaction, DnsOutcome outcome, long now) {
        open.remove(transaction.key);
        List.copyOf(transaction.attempts).forEach(this::close);
        listener.answered(transaction, outcome, now);
    }

    void elapsed(long now) {
        for (DnsTransaction transaction : List.copyOf(open.values())) {
            if (transaction.deadline <= now) {
                counters.timeouts.increment();
                List<Attempt> sent = transaction.attempts;
                servers.failed(sent.get(sent.size() - 1).server, now);
                sendNext(transaction, now);
            }
        }
    }

    long nextDeadline() {
        return open.values().stream()
                .mapToLong(transaction -> transaction.deadline)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Fails whatever is on its way. */
    void clear(long now) {
        for (DnsTransaction transaction : new ArrayList<>(open.values())) {
            DnsName name = transaction.key.question().name();
            finish(transaction, DnsOutcome.failure(DnsAnswer.Status.NO_SERVERS, 0, name, Optional.empty()), now);
        }
    }
}
