package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What a record says. {@code toString} is as zone files have it. */
public sealed interface DnsData {
    /** A (RFC 1035 §3.4.1). */
    record Address(Ipv4Address address) implements DnsData {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * AAAA (RFC 3596 §2.2).
     *
     * @param high the first eight octets
     * @param low the last eight
     */
    record Address6(long high, long low) implements DnsData {
        @Override
        public String toString() {
            return Ipv6Text.of(high, low);
        }
    }

    /** NS, CNAME and PTR: a name (RFC 1035 §3.3). */
    record Target(DnsName name) implements DnsData {
        @Override
        public String toString() {
            return name.toString();
        }
    }

    /** MX (RFC 1035 §3.3.9). */
    record Mx(int preference, DnsName exchange) implements DnsData {
        @Override
        public String toString() {
            return preference + " " + exchange;
        }
    }

    /** SRV (RFC 2782). */
    record Srv(int priority, int weight, int port, DnsName target) implements DnsData {
        @Override
        public String toString() {
            return priority + " " + weight + " " + port + " " + target;
        }
    }

    /**
     * TXT (RFC 1035 §3.3.14).
     *
     * @param strings at least one, each of up to 255 octets, one character for each
     */
    record Txt(List<String> strings) implements DnsData {
        public Txt {
            strings = List.copyOf(strings);
        }

        @Override
        public String toString() {
            return strings.stream()
                    .map(string -> '"' + string.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                    .collect(Collectors.joining(" "));
        }
    }

    /**
     * SOA (RFC 1035 §3.3.13). All times are in seconds.
     *
     * @param minimum how long it may be remembered that something does not exist (RFC 2308 §4)
     */
    record Soa(DnsName primary, DnsName mailbox, long serial, long refresh, long retry, long expire, long minimum)
            implements DnsData {
        @Override
        public String toString() {
            return primary + " " + mailbox + " " + serial + " " + refresh + " " + retry + " " + expire + " " + minimum;
        }
    }

    /** Any other type's data as it is (RFC 3597). */
    record Other(byte[] octets) implements DnsData {
        @Override
        public boolean equals(Object other) {
            return other instanceof Other data && Arrays.equals(octets, data.octets);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }

        /** As {@code \# LENGTH HEX} (RFC 3597 §5). */
        @Override
        public String toString() {
            return "\\# " + octets.length
                    + (octets.length == 0 ? "" : " " + HexFormat.of().formatHex(octets));
        }
    }

    /** A TXT record of one text, cut into strings where it is longer than one holds. */
    static Txt text(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        List<String> strings = new java.util.ArrayList<>();
        for (int i = 0; i == 0 || i < octets.length; i += 255) {
            int length = Math.min(255, octets.length - i);
            strings.add(new String(octets, i, length, StandardCharsets.ISO_8859_1));
        }
        return new Txt(strings);
    }
}
