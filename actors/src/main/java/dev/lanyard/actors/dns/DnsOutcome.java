package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the servers said to one question.
 *
 * @param status OK also if the answer ends at an alias of which nothing more is said
 * @param name where the chain of aliases in the answer ends
 * @param aliases the CNAMEs of that chain
 * @param records those asked for, of that name
 * @param negativeTtl seconds for which a negative answer may be remembered
 */
record DnsOutcome(
        DnsAnswer.Status status,
        int rcode,
        DnsName name,
        List<DnsRecord> aliases,
        List<DnsRecord> records,
        long negativeTtl,
        Optional<Endpoint> server) {
    /** Aliases that are followed, in one answer and in all answers to a look-up. */
    static final int MAXIMUM_ALIASES = 16;

    /** That there was no answer, or none of use. */
    static DnsOutcome failure(DnsAnswer.Status status, int rcode, DnsName name, Optional<Endpoint> server) {
        return new DnsOutcome(status, rcode, name, List.of(), List.of(), 0, server);
    }

    /** Reads an answer whose code is NOERROR or NXDOMAIN: only records on the chain from the question count. */
    static DnsOutcome of(DnsQuestion question, DnsMessage answer, Endpoint server) {
        List<DnsRecord> aliases = new ArrayList<>();
        DnsName name = question.name();
        while (true) {
            List<DnsRecord> found = matching(answer, name, question.type());
            if (!found.isEmpty()) {
                return outcome(DnsAnswer.Status.OK, answer, name, aliases, found, 0, server);
            }
            List<DnsRecord> alias = matching(answer, name, DnsType.CNAME);
            if (alias.isEmpty()) {
                break;
            }
            if (aliases.size() == MAXIMUM_ALIASES) {
                return failure(DnsAnswer.Status.CHAIN_TOO_LONG, answer.rcode(), question.name(), Optional.of(server));
            }
            aliases.add(alias.get(0));
            name = ((DnsData.Target) alias.get(0).data()).name();
        }
        long ttl = negativeTtl(answer, name);
        // With aliases the code is that of the last name (RFC 6604 §3).
        DnsAnswer.Status status = answer.rcode() == DnsRcode.NXDOMAIN
                ? DnsAnswer.Status.NO_SUCH_NAME
                : aliases.isEmpty() || ttl >= 0 ? DnsAnswer.Status.NO_DATA : DnsAnswer.Status.OK;
        return outcome(status, answer, name, aliases, List.of(), Math.max(0, ttl), server);
    }

    private static DnsOutcome outcome(
            DnsAnswer.Status status,
            DnsMessage answer,
            DnsName name,
            List<DnsRecord> aliases,
            List<DnsRecord> records,
            long ttl,
            Endpoint server) {
        return new DnsOutcome(status, answer.rcode(), name, List.copyOf(aliases), records, ttl, Optional.of(server));
    }

    private static List<DnsRecord> matching(DnsMessage answer, DnsName name, DnsType type) {
        return answer.answers().stream()
                .filter(record -> record.dnsClass() == DnsQuestion.IN
                        && record.name().equals(name)
                        && (record.type().equals(type) || type.equals(DnsType.ANY)))
                .toList();
    }

    /** The smaller of the SOA's TTL and its minimum (RFC 2308 §5), or -1 if there is no SOA of a zone that has the name. */
    private static long negativeTtl(DnsMessage answer, DnsName name) {
        for (DnsRecord record : answer.authorities()) {
            if (record.data() instanceof DnsData.Soa soa && name.isWithin(record.name())) {
                return Math.min(record.ttl(), soa.minimum());
            }
        }
        return -1;
    }
}
