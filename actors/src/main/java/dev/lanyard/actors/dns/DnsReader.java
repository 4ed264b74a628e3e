package dev.lanyard.actors.dns;

import dev.lanyard.actors.ip.Ipv4Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a message from octets that anybody may have made. */
final class DnsReader {
    private static final int POINTER = 0xc0;
    private static final int FIXED_SOA = 20;

    private final byte[] octets;
    private int position;
    private DnsEdns edns;

    DnsReader(byte[] octets) {
        this.octets = octets;
    }

    DnsMessage message() throws DnsFormatException {
        int id = unsignedShort();
        int bits = unsignedShort();
        int[] counts = {unsignedShort(), unsignedShort(), unsignedShort(), unsignedShort()};
        if (Arrays.stream(counts).sum() > DnsMessage.MAXIMUM_RECORDS) {
            throw new DnsFormatException(DnsDrop.TOO_MANY_RECORDS);
        }
        List<DnsQuestion> questions = new ArrayList<>();
        for (int i = 0; i < counts[0]; i++) {
            questions.add(new DnsQuestion(name(), new DnsType(unsignedShort()), unsignedShort()));
        }
        List<DnsRecord> answers = records(counts[1], false);
        List<DnsRecord> authorities = records(counts[2], false);
        List<DnsRecord> additionals = records(counts[3], true);
        int rcode = bits & 0xf | (edns == null ? 0 : edns.extendedRcode() << 4);
        return new DnsMessage(
                id, DnsFlags.of(bits), rcode, questions, answers, authorities, additionals, Optional.ofNullable(edns));
    }

    private List<DnsRecord> records(int count, boolean additional) throws DnsFormatException {
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DnsName owner = name();
            DnsType type = new DnsType(unsignedShort());
            int dnsClass = unsignedShort();
            long ttl = unsignedInt();
            int length = unsignedShort();
            int end = position + length;
            require(length);
            if (type.equals(DnsType.OPT)) {
                opt(owner, dnsClass, ttl, additional);
                position = end;
                continue;
            }
            DnsData data = data(type, dnsClass, end);
            if (position != end) {
                throw new DnsFormatException(DnsDrop.BAD_DATA);
            }
            // A TTL with the highest bit set counts as 0 (RFC 2181 §8).
            records.add(new DnsRecord(owner, type, dnsClass, ttl > Integer.MAX_VALUE ? 0 : ttl, data));
        }
        return records;
    }

    private void opt(DnsName owner, int size, long ttl, boolean additional) throws DnsFormatException {
        if (edns != null || !additional || !owner.equals(DnsName.ROOT)) {
            throw new DnsFormatException(DnsDrop.BAD_OPT);
        }
        edns = new DnsEdns(size, (int) (ttl >>> 24), (int) (ttl >>> 16 & 0xff), (ttl & 0x8000) != 0);
    }

    private DnsData data(DnsType type, int dnsClass, int end) throws DnsFormatException {
        int length = end - position;
        if (dnsClass != DnsQuestion.IN) {
            return other(length);
        }
        return switch (type.code()) {
            case 1 -> address(length);
            case 2, 5, 12 -> new DnsData.Target(name());
            case 6 -> soa(end);
            case 15 -> {
                requireData(length > 2);
                yield new DnsData.Mx(unsignedShort(), name());
            }
            case 16 -> text(end);
            case 28 -> {
                requireData(length == 16);
                yield new DnsData.Address6(unsignedInt() << 32 | unsignedInt(), unsignedInt() << 32 | unsignedInt());
            }
            case 33 -> {
                requireData(length > 6);
                yield new DnsData.Srv(unsignedShort(), unsignedShort(), unsignedShort(), name());
            }
            default -> other(length);
        };
    }

    private DnsData address(int length) throws DnsFormatException {
        requireData(length == 4);
        return new DnsData.Address(new Ipv4Address((int) unsignedInt()));
    }

    private DnsData soa(int end) throws DnsFormatException {
        DnsName primary = name();
        DnsName mailbox = name();
        requireData(end - position == FIXED_SOA);
        return new DnsData.Soa(
                primary, mailbox, unsignedInt(), unsignedInt(), unsignedInt(), unsignedInt(), unsignedInt());
    }

    private DnsData text(int end) throws DnsFormatException {
        requireData(end > position);
        List<String> strings = new ArrayList<>();
        while (position < end) {
            int length = unsignedByte();
            requireData(length <= end - position);
            strings.add(latin(length));
        }
        return new DnsData.Txt(strings);
    }

    private DnsData other(int length) throws DnsFormatException {
        require(length);
        byte[] data = Arrays.copyOfRange(octets, position, position + length);
        position += length;
        return new DnsData.Other(data);
    }

    /** A name, compressed or not (RFC 1035 §4.1.4). Each pointer leads to before where it was found, so that there is an end. */
    DnsName name() throws DnsFormatException {
        List<String> labels = new ArrayList<>();
        int length = 1;
        int behind = -1;
        int start = position;
        while (true) {
            int first = unsignedByte();
            if (first == 0) {
                break;
            }
            if ((first & POINTER) == POINTER) {
                int target = (first & ~POINTER) << 8 | unsignedByte();
                if (target >= start) {
                    throw new DnsFormatException(DnsDrop.POINTER_LOOP);
                }
                behind = behind < 0 ? position : behind;
                position = target;
                start = target;
                continue;
            }
            if (first > DnsName.MAXIMUM_LABEL) {
                throw new DnsFormatException(DnsDrop.BAD_LABEL);
            }
            length += 1 + first;
            if (length > DnsName.MAXIMUM_LENGTH) {
                throw new DnsFormatException(DnsDrop.NAME_TOO_LONG);
            }
            labels.add(latin(first));
        }
        position = behind < 0 ? position : behind;
        return DnsName.of(labels);
    }

    private String latin(int length) throws DnsFormatException {
        require(length);
        String text = new String(octets, position, length, StandardCharsets.ISO_8859_1);
        position += length;
        return text;
    }

    private int unsignedByte() throws DnsFormatException {
        require(1);
        return octets[position++] & 0xff;
    }

    private int unsignedShort() throws DnsFormatException {
        return unsignedByte() << 8 | unsignedByte();
    }

    private long unsignedInt() throws DnsFormatException {
        return (long) unsignedShort() << 16 | unsignedShort();
    }

    private void require(int length) throws DnsFormatException {
        if (length > octets.length - position) {
            throw new DnsFormatException(DnsDrop.TRUNCATED);
        }
    }

    private static void requireData(boolean good) throws DnsFormatException {
        if (!good) {
            throw new DnsFormatException(DnsDrop.BAD_DATA);
        }
    }
}
