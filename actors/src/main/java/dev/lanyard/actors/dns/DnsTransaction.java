package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One question on its way, for everybody who wants to know it: two of the same would make guessing easier (RFC 5452 §5). */
final class DnsTransaction {
    final Key key;
    final List<Endpoint> plan;
    final List<Long> lookups = new ArrayList<>();
    final List<Attempt> attempts = new ArrayList<>();
    boolean edns;
    int sent;
    long deadline;
    DnsAnswer.Status failure = DnsAnswer.Status.TIMED_OUT;
    int failureCode;

    /**
     * @param only the one server that is to be asked
     */
    record Key(DnsQuestion question, Optional<Endpoint> only) {}

    /** One query sent to one server. Earlier ones stay open: who answers late still answers. */
    static final class Attempt {
        final long number;
        final DnsTransaction transaction;
        final Endpoint server;
        final int id;
        final DnsName name;
        final byte[] message;
        final boolean edns;
        boolean tcp;

        Attempt(long number, DnsTransaction transaction, Endpoint server, int id, DnsName name, byte[] message) {
            this.number = number;
            this.transaction = transaction;
            this.server = server;
            this.id = id;
            this.name = name;
            this.message = message;
            this.edns = transaction.edns;
        }

        boolean isLatest() {
            return transaction.attempts.get(transaction.attempts.size() - 1) == this;
        }
    }

    DnsTransaction(Key key, List<Endpoint> plan, boolean edns) {
        this.key = key;
        this.plan = plan;
        this.edns = edns;
    }
}
