package dev.lanyard.actors.dns;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a message, with names compressed where every reader knows that they may be (RFC 1035 §4.1.4, RFC 3597 §4). */
final class DnsWriter {
    private static final int FARTHEST_POINTER = 0x3fff;
    private static final int OPT_LENGTH = 11;

    private final byte[] octets;
    private final int limit;
    private final Map<List<String>, Integer> offsets = new HashMap<>();
    private int position;
    private boolean full;

    DnsWriter(int limit) {
        this.limit = limit;
        // What does not fit is seen by position alone.
        this.octets = new byte[limit];
    }

    byte[] message(DnsMessage message) {
        int reserved = message.edns().isPresent() ? OPT_LENGTH : 0;
        putShort(message.id());
        putShort(0);
        putShort(message.questions().size());
        position = DnsMessage.HEADER_LENGTH;
        for (DnsQuestion question : message.questions()) {
            name(question.name(), true);
            putShort(question.type().code());
            putShort(question.dnsClass());
        }
        int answers = records(message.answers(), limit - reserved);
        int authorities = records(message.authorities(), limit - reserved);
        boolean cut = full;
        int additionals = records(message.additionals(), limit - reserved);
        message.edns().ifPresent(edns -> opt(edns, message.rcode()));
        int length = Math.min(position, limit);
        position = DnsMessage.FLAGS_OFFSET;
        DnsFlags flags = cut ? message.flags().withTruncated(true) : message.flags();
        putShort(flags.bits() | message.rcode() & 0xf);
        position = DnsMessage.COUNTS_OFFSET + 2;
        putShort(answers);
        putShort(authorities);
        putShort(additionals + (message.edns().isPresent() ? 1 : 0));
        return java.util.Arrays.copyOf(octets, length);
    }

    /** Writes records until one does not fit; nothing is written after that one. */
    private int records(List<DnsRecord> records, int end) {
        int count = 0;
        for (DnsRecord record : records) {
            int start = position;
            if (!full) {
                record(record);
            }
            if (full || position > end) {
                full = true;
                position = start;
                return count;
            }
            count++;
        }
        return count;
    }

    private void record(DnsRecord record) {
        name(record.name(), true);
        putShort(record.type().code());
        putShort(record.dnsClass());
        putInt(record.ttl());
        int length = position;
        position += 2;
        data(record.data());
        int end = position;
        position = length;
        putShort(end - length - 2);
        position = end;
    }

    private void data(DnsData data) {
        if (data instanceof DnsData.Address a) {
            putInt(a.address().value());
        } else if (data instanceof DnsData.Address6 a) {
            putInt(a.high() >>> 32);
            putInt(a.high());
            putInt(a.low() >>> 32);
            putInt(a.low());
        } else if (data instanceof DnsData.Target target) {
            name(target.name(), true);
        } else if (data instanceof DnsData.Mx mx) {
            putShort(mx.preference());
            name(mx.exchange(), true);
        } else if (data instanceof DnsData.Srv srv) {
            putShort(srv.priority());
            putShort(srv.weight());
            putShort(srv.port());
            name(srv.target(), false);
        } else if (data instanceof DnsData.Txt txt) {
            txt.strings().forEach(this::string);
        } else if (data instanceof DnsData.Soa soa) {
            name(soa.primary(), true);
            name(soa.mailbox(), true);
            putInt(soa.serial());
            putInt(soa.refresh());
            putInt(soa.retry());
            putInt(soa.expire());
            putInt(soa.minimum());
        } else if (data instanceof DnsData.Other other) {
            put(other.octets());
        }
    }

    private void opt(DnsEdns edns, int rcode) {
        putByte(0);
        putShort(DnsType.OPT.code());
        putShort(edns.payloadSize());
        putByte(rcode >>> 4);
        putByte(edns.version());
        putShort(edns.dnssecOk() ? 0x8000 : 0);
        putShort(0);
    }

    /** The map knows labels with their case, so that what comes back from compression is what went in. */
    private void name(DnsName name, boolean compress) {
        List<String> labels = name.labels();
        for (int i = 0; i < labels.size(); i++) {
            List<String> rest = labels.subList(i, labels.size());
            Integer offset = compress ? offsets.get(rest) : null;
            if (offset != null) {
                putShort(0xc000 | offset);
                return;
            }
            if (position <= FARTHEST_POINTER && position < limit) {
                offsets.putIfAbsent(rest, position);
            }
            string(labels.get(i));
        }
        putByte(0);
    }

    private void string(String text) {
        putByte(text.length());
        put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void put(byte[] source) {
        for (byte octet : source) {
            putByte(octet);
        }
    }

    private void putInt(long value) {
        putShort((int) (value >>> 16));
        putShort((int) value);
    }

    private void putShort(int value) {
        putByte(value >>> 8);
        putByte(value);
    }

    private void putByte(int value) {
        if (position < limit) {
            octets[position] = (byte) value;
        }
        position++;
    }
}
