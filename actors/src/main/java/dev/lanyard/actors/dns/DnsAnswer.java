package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import java.util.List;
import java.util.Optional;

/**
 * What came of a look-up.
 *
 * @param name that was asked for in the end, with what the search list added
 * @param rcode of the server's answer
 * @param records CNAMEs on the way, then those of the type asked for; none unless the status is OK
 * @param server who said so; empty if it was known already
 */
public record DnsAnswer(Status status, DnsName name, int rcode, List<DnsRecord> records, Optional<Endpoint> server) {
    /** How a look-up ends. */
    public enum Status {
        OK("found"),
        /** The name has no record of the type. */
        NO_DATA("the name has no record of that type"),
        /** There is no such name. */
        NO_SUCH_NAME("no such name"),
        /** No server that answered could say. */
        SERVER_FAILURE("the name servers cannot say"),
        /** No server answered. */
        TIMED_OUT("no name server answered"),
        /** The network leads to none of the servers. */
        UNREACHABLE("no name server can be reached"),
        NO_SERVERS("no name server is known"),
        /** More than 16 aliases one after the other, perhaps in a circle. */
        CHAIN_TOO_LONG("too many aliases, or a circle of them"),
        /** What was typed is no domain name. */
        BAD_NAME("not a domain name"),
        /** Too many look-ups wait. */
        BUSY("too many look-ups wait already");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    public DnsAnswer {
        records = List.copyOf(records);
    }

    /** The addresses among the records, in the server's order. */
    public List<Ipv4Address> addresses() {
        return records.stream()
                .map(DnsRecord::data)
                .filter(DnsData.Address.class::isInstance)
                .map(data -> ((DnsData.Address) data).address())
                .toList();
    }

    /** The data of the records of a type, as zone files have them. */
    public List<String> texts(DnsType type) {
        return records.stream()
                .filter(record -> record.type().equals(type) || type.equals(DnsType.ANY))
                .map(record -> record.data().toString())
                .toList();
    }
}
