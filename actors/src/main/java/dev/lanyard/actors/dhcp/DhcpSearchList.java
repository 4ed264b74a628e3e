package dev.lanyard.actors.dhcp;

import dev.lanyard.actors.dns.DnsName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The value of the search option: DNS names with pointers into the value itself (RFC 3397 §2). */
final class DhcpSearchList {
    private static final int POINTER = 0xc0;

    private DhcpSearchList() {}

    /** The names, or empty if the value cannot be read. */
    static Optional<List<DnsName>> parse(byte[] value) {
        List<DnsName> names = new ArrayList<>();
        int position = 0;
        while (position < value.length) {
            List<String> labels = new ArrayList<>();
            position = read(value, position, labels);
            if (position < 0) {
                return Optional.empty();
            }
            names.add(DnsName.of(labels));
        }
        return Optional.of(names);
    }

    /** Reads a name and returns what is behind it, or -1. A pointer leads to before the run of labels that it ends. */
    private static int read(byte[] value, int from, List<String> labels) {
        int length = 1;
        int position = from;
        int start = from;
        int behind = -1;
        while (position < value.length) {
            int first = value[position++] & 0xff;
            if (first == 0) {
                return behind < 0 ? position : behind;
            }
            if ((first & POINTER) == POINTER) {
                if (position == value.length) {
                    return -1;
                }
                int target = (first & ~POINTER) << 8 | value[position++] & 0xff;
                if (target >= start) {
                    return -1;
                }
                behind = behind < 0 ? position : behind;
                position = target;
                start = target;
                continue;
            }
            length += 1 + first;
            if (first > DnsName.MAXIMUM_LABEL || length > DnsName.MAXIMUM_LENGTH || first > value.length - position) {
                return -1;
            }
            labels.add(new String(value, position, first, StandardCharsets.ISO_8859_1));
            position += first;
        }
        return -1;
    }

    static byte[] emit(List<DnsName> names) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (DnsName name : names) {
            for (String label : name.labels()) {
                out.write(label.length());
                out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
            }
            out.write(0);
        }
        return out.toByteArray();
    }
}
