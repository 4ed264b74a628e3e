package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a small server knows, and how it answers (RFC 1034 §4.3.2). Aliases are followed within the zone. */
public final class DnsZone {
    /** Seconds for which answers hold. */
    public static final long TTL = 60;

    private static final DnsName REVERSE = DnsName.parse("in-addr.arpa");

    private final DnsName origin;
    private final Map<DnsName, List<DnsRecord>> records = new TreeMap<>();

    /**
     * @param origin name of the zone; everything is in that of the root
     */
    public DnsZone(DnsName origin) {
        this.origin = origin;
    }

    public DnsName origin() {
        return origin;
    }

    public DnsZone add(DnsRecord record) {
        records.computeIfAbsent(record.name(), name -> new ArrayList<>()).add(record);
        return this;
    }

    /** Adds an address, and the name to the address. */
    public DnsZone host(DnsName name, Ipv4Address address) {
        add(DnsRecord.address(name, TTL, address));
        return add(DnsRecord.target(DnsName.reverse(address), DnsType.PTR, TTL, name));
    }

    /** Answers a query. */
    public DnsMessage answer(DnsMessage query) {
        DnsQuestion question = query.question();
        if (query.questions().size() != 1) {
            return query.reply(DnsRcode.FORMERR, false, List.of(), List.of());
        }
        if (query.flags().opcode() != 0) {
            return query.reply(DnsRcode.NOTIMP, false, List.of(), List.of());
        }
        if (!question.name().isWithin(origin) && !question.name().isWithin(REVERSE)) {
            return query.reply(DnsRcode.REFUSED, false, List.of(), List.of());
        }
        List<DnsRecord> answers = new ArrayList<>();
        Set<DnsName> passed = new LinkedHashSet<>();
        DnsName name = question.name();
        while (passed.add(name)) {
            List<DnsRecord> here = records.getOrDefault(name, List.of());
            DnsName owner = passed.size() == 1 ? question.name() : name; // with the case of the question
            DnsRecord alias = null;
            boolean found = false;
            for (DnsRecord record : here) {
                boolean wanted =
                        record.type().equals(question.type()) || question.type().equals(DnsType.ANY);
                if (wanted || record.type().equals(DnsType.CNAME)) {
                    answers.add(record.withName(owner));
                    found |= wanted;
                    alias = record;
                }
            }
            if (found || alias == null) {
                break;
            }
            name = ((DnsData.Target) alias.data()).name();
        }
        boolean outside = !name.isWithin(origin) && !name.isWithin(REVERSE);
        int rcode = exists(name) || outside ? DnsRcode.NOERROR : DnsRcode.NXDOMAIN;
        boolean negative = answers.isEmpty() || rcode == DnsRcode.NXDOMAIN;
        return query.reply(rcode, true, answers, negative && !outside ? List.of(authority(name)) : List.of());
    }

    /** Also a name exists that has nothing but names below it (RFC 8020). */
    private boolean exists(DnsName name) {
        return name.equals(origin) || records.keySet().stream().anyMatch(known -> known.isWithin(name));
    }

    private DnsRecord authority(DnsName name) {
        DnsName zone = name.isWithin(origin) ? origin : REVERSE;
        DnsName host = DnsName.parse("ns");
        DnsName mailbox = DnsName.parse("hostmaster");
        return new DnsRecord(zone, DnsType.SOA, TTL, new DnsData.Soa(host, mailbox, 1, 3600, 600, 86_400, TTL));
    }
}
