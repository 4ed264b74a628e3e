package dev.lanyard.actors.dns;

import java.util.List;
import java.util.Optional;

/**
 * A DNS message (RFC 1035 §4).
 *
 * @param id 0 to 65,535
 * @param rcode with the upper bits of the OPT record, 0 to 4,095
 * @param additionals without the OPT record
 * @param edns what the OPT record says, if there is one
 */
public record DnsMessage(
        int id,
        DnsFlags flags,
        int rcode,
        List<DnsQuestion> questions,
        List<DnsRecord> answers,
        List<DnsRecord> authorities,
        List<DnsRecord> additionals,
        Optional<DnsEdns> edns) {
    static final int HEADER_LENGTH = 12;
    static final int ID_OFFSET = 0;
    static final int FLAGS_OFFSET = 2;
    static final int COUNTS_OFFSET = 4;

    /** Octets of the longest message: what the length before one on TCP can say (RFC 1035 §4.2.2). */
    public static final int MAXIMUM_LENGTH = 65_535;

    /** More is no answer to anything that this resolver asks. */
    static final int MAXIMUM_RECORDS = 4_096;

    public DnsMessage {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
        authorities = List.copyOf(authorities);
        additionals = List.copyOf(additionals);
    }

    /** What became of an attempt to read a message: it, or why it was dropped; the other one is null. */
    public record Parsed(DnsMessage message, DnsDrop drop) {}

    /** A query for one thing, with recursion desired. */
    public static DnsMessage query(int id, DnsQuestion question, Optional<DnsEdns> edns) {
        return new DnsMessage(
                id, DnsFlags.QUERY, DnsRcode.NOERROR, List.of(question), List.of(), List.of(), List.of(), edns);
    }

    /**
     * An answer to this query.
     *
     * @param authoritative whether it comes from who knows
     */
    public DnsMessage reply(int responseCode, boolean authoritative, List<DnsRecord> found, List<DnsRecord> authority) {
        DnsFlags reply = new DnsFlags(
                true, flags.opcode(), authoritative, false, flags.recursionDesired(), flags.recursionDesired());
        Optional<DnsEdns> opt = edns.map(asked -> DnsEdns.ofSize(DnsEdns.SAFE_PAYLOAD));
        return new DnsMessage(id, reply, responseCode, questions, found, authority, List.of(), opt);
    }

    /** The same message under another identifier. */
    public DnsMessage withId(int other) {
        return new DnsMessage(other, flags, rcode, questions, answers, authorities, additionals, edns);
    }

    /** The first question, or null if there is none. */
    public DnsQuestion question() {
        return questions.isEmpty() ? null : questions.get(0);
    }

    /** Reads a message. Never throws. */
    public static Parsed parse(byte[] octets) {
        try {
            return new Parsed(new DnsReader(octets).message(), null);
        } catch (DnsFormatException e) {
            return new Parsed(null, e.reason());
        }
    }

    /**
     * Writes the message.
     *
     * @param limit most octets; records that do not fit are left out, with TC set if they were any but additional ones
     *     (RFC 2181 §9)
     */
    public byte[] emit(int limit) {
        return new DnsWriter(limit).message(this);
    }

    /** Writes the message whatever its size. */
    public byte[] emit() {
        return emit(MAXIMUM_LENGTH);
    }
}
