package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A domain name, always complete: its last label is the one below the root. Two names are equal if they differ in the case of
 * ASCII letters only (RFC 1035 §2.3.3, RFC 4343).
 */
public final class DnsName implements Comparable<DnsName> {
    /** Octets of the longest label. */
    public static final int MAXIMUM_LABEL = 63;

    /** Octets of the longest name on the wire, the root's zero included. */
    public static final int MAXIMUM_LENGTH = 255;

    public static final DnsName ROOT = new DnsName(List.of());

    private static final DnsName REVERSE = DnsName.parse("in-addr.arpa");

    /** One character for each octet. */
    private final List<String> labels;

    private final String key;

    private DnsName(List<String> labels) {
        this.labels = List.copyOf(labels);
        this.key = text(this.labels).toLowerCase(Locale.ROOT);
    }

    /**
     * A name of the given labels, from the lowest up.
     *
     * @param labels one character of 0 to 255 for each octet
     * @throws IllegalArgumentException if a label has no or more than 63 octets, or the name more than 255
     */
    public static DnsName of(List<String> labels) {
        int length = 1;
        for (String label : labels) {
            if (label.isEmpty() || label.length() > MAXIMUM_LABEL) {
                throw new IllegalArgumentException(
                        "a label of a domain name has 1 to 63 octets, not " + label.length());
            }
            length += 1 + label.length();
        }
        if (length > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("a domain name has at most 255 octets, not " + length);
        }
        return new DnsName(labels);
    }

    /**
     * Reads a name as zone files have it: labels between dots, {@code \.} for a dot within a label, {@code \065} for an octet by
     * its decimal number; a dot at the end makes no difference (RFC 1035 §5.1).
     *
     * @throws IllegalArgumentException if it is no domain name
     */
    public static DnsName parse(String text) {
        if (text.equals(".")) {
            return ROOT;
        }
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                labels.add(label.toString());
                label.setLength(0);
            } else if (c == '\\'
                    && text.length() > i + 3
                    && text.substring(i + 1, i + 4).matches("[0-9]{3}")) {
                label.append(octet(Integer.parseInt(text.substring(i + 1, i + 4)), text));
                i += 3;
            } else if (c == '\\' && i + 1 < text.length()) {
                label.append(octet(text.charAt(++i), text));
            } else {
                label.append(octet(c, text));
            }
        }
        if (!label.isEmpty() || labels.isEmpty()) {
            labels.add(label.toString());
        }
        try {
            return of(labels);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not a domain name: " + e.getMessage(), e);
        }
    }

    private static char octet(int value, String text) {
        if (value > 0xff) {
            throw new IllegalArgumentException("'" + text + "' is not a domain name: an octet has 0 to 255");
        }
        return (char) value;
    }

    /** The name under which the names of an address are found: {@code 1.2.0.192.in-addr.arpa} (RFC 1035 §3.5). */
    public static DnsName reverse(Ipv4Address address) {
        String[] octets = address.toString().split("\\.");
        return parse(octets[3] + "." + octets[2] + "." + octets[1] + "." + octets[0])
                .append(REVERSE);
    }

    /** From the lowest label up, one character for each octet. */
    public List<String> labels() {
        return labels;
    }

    /** Octets on the wire when nothing is compressed. */
    public int length() {
        return 1 + labels.stream().mapToInt(label -> 1 + label.length()).sum();
    }

    /**
     * This name below another.
     *
     * @throws IllegalArgumentException if that becomes too long
     */
    public DnsName append(DnsName suffix) {
        List<String> all = new ArrayList<>(labels);
        all.addAll(suffix.labels);
        return of(all);
    }

    /** Whether this name is another one or below it. */
    public boolean isWithin(DnsName ancestor) {
        int more = labels.size() - ancestor.labels.size();
        return more >= 0 && new DnsName(labels.subList(more, labels.size())).equals(ancestor);
    }

    /** The name above; that of the root is the root. */
    public DnsName parent() {
        return labels.isEmpty() ? this : new DnsName(labels.subList(1, labels.size()));
    }

    /** The same name with each letter's case drawn by lot, which an answer has to repeat (draft-vixie-dnsext-dns0x20). */
    public DnsName withRandomCase(RandomGenerator random) {
        List<String> mixed = new ArrayList<>();
        for (String label : labels) {
            StringBuilder letters = new StringBuilder(label);
            for (int i = 0; i < letters.length(); i++) {
                char c = letters.charAt(i);
                boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
                letters.setCharAt(i, letter && random.nextBoolean() ? (char) (c ^ 0x20) : c);
            }
            mixed.add(letters.toString());
        }
        return new DnsName(mixed);
    }

    /** Whether every letter has the same case too. */
    public boolean isSameIncludingCase(DnsName other) {
        return labels.equals(other.labels);
    }

    @Override
    public int compareTo(DnsName other) {
        return key.compareTo(other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name && key.equals(name.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** As in zone files, with a dot at the end. */
    @Override
    public String toString() {
        return text(labels);
    }

    private static String text(List<String> labels) {
        if (labels.isEmpty()) {
            return ".";
        }
        StringBuilder text = new StringBuilder();
        for (String label : labels) {
            for (int i = 0; i < label.length(); i++) {
                char c = label.charAt(i);
                if (c == '.' || c == '\\') {
                    text.append('\\').append(c);
                } else if (c <= ' ' || c >= 0x7f) {
                    text.append('\\').append((char) ('0' + c / 100)).append((char) ('0' + c / 10 % 10));
                    text.append((char) ('0' + c % 10));
                } else {
                    text.append(c);
                }
            }
            text.append('.');
        }
        return text.toString();
    }
}
