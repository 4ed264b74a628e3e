package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayList;
import java.util.List;

/** A Membership Report of version 3 (RFC 3376 §4.2). */
public record IgmpReport(List<GroupRecord> records) {
    /** 224.0.0.22, where it is sent (RFC 3376 §4.2.14). */
    public static final Ipv4Address DESTINATION = new Ipv4Address(0xe000_0016);

    private static final int RECORD_COUNT_OFFSET = 6;

    public IgmpReport {
        records = List.copyOf(records);
    }

    /**
     * Reports that say what the records say. A record whose sources do not fit is cut or comes in parts (RFC 3376 §4.2.16).
     *
     * @param limit bytes of the largest report, at least 20
     */
    static List<IgmpReport> of(List<GroupRecord> records, int limit) {
        int room = limit - IgmpHeader.LENGTH;
        List<IgmpReport> reports = new ArrayList<>();
        List<GroupRecord> some = new ArrayList<>();
        int used = 0;
        for (GroupRecord whole : records) {
            for (GroupRecord part : parts(whole, (room - GroupRecord.LENGTH) / 4)) {
                if (used + part.length() > room) {
                    reports.add(new IgmpReport(some));
                    some.clear();
                    used = 0;
                }
                some.add(part);
                used += part.length();
            }
        }
        if (!some.isEmpty()) {
            reports.add(new IgmpReport(some));
        }
        return reports;
    }

    private static List<GroupRecord> parts(GroupRecord whole, int limit) {
        List<Ipv4Address> sources = whole.sources();
        if (sources.size() <= limit) {
            return List.of(whole);
        }
        List<GroupRecord> parts = new ArrayList<>();
        int end = whole.type().mayBeCut() ? limit : sources.size();
        for (int from = 0; from < end; from += limit) {
            List<Ipv4Address> some = sources.subList(from, Math.min(end, from + limit));
            parts.add(new GroupRecord(whole.type(), whole.group(), some));
        }
        return parts;
    }

    int length() {
        return IgmpHeader.LENGTH
                + records.stream().mapToInt(GroupRecord::length).sum();
    }

    /** Appends the report to an empty packet with room for it. */
    public void emit(PacketBuffer packet) {
        packet.append(length());
        packet.putShort(IgmpHeader.TYPE_OFFSET, IgmpHeader.V3_MEMBERSHIP_REPORT << 8);
        packet.putInt(IgmpHeader.GROUP_OFFSET, 0);
        packet.putShort(RECORD_COUNT_OFFSET, records.size());
        int at = IgmpHeader.LENGTH;
        for (GroupRecord each : records) {
            packet.putShort(at, each.type().number() << 8); // and no auxiliary data
            packet.putShort(at + 2, each.sources().size());
            packet.putInt(at + 4, each.group().value());
            at += GroupRecord.LENGTH;
            for (Ipv4Address source : each.sources()) {
                packet.putInt(at, source.value());
                at += 4;
            }
        }
        IgmpHeader.seal(packet);
    }
}
