package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Membership Query of any version (RFC 3376 §4.1, §7.1).
 *
 * @param group that it asks about; {@link Ipv4Address#ANY} for all
 * @param maxResponse most time that an answer may take; in version 1, where it is not said, ten seconds
 * @param robustness of the querier, 1 to 7; 0 if it does not say
 * @param interval between its general queries; zero if it does not say
 * @param sources that it asks about; none for all
 */
public record IgmpQuery(
        IgmpVersion version,
        Ipv4Address group,
        Duration maxResponse,
        int robustness,
        Duration interval,
        List<Ipv4Address> sources) {
    /** Length of version 3 without sources. */
    public static final int V3_LENGTH = 12;

    /** What version 1 has instead of a Max Response Time (RFC 2236 §4). */
    public static final Duration V1_MAX_RESPONSE = Duration.ofSeconds(10);

    private static final int ROBUSTNESS_OFFSET = 8;
    private static final int INTERVAL_OFFSET = 9;
    private static final int SOURCE_COUNT_OFFSET = 10;
    private static final int ROBUSTNESS_MASK = 7;

    public IgmpQuery {
        sources = List.copyOf(sources);
    }

    /** Whether it asks about all groups. */
    public boolean isGeneral() {
        return group.value() == 0;
    }

    /** Why the query at the head is malformed, or null if it is not. */
    static IgmpDrop check(PacketBuffer packet) {
        int length = packet.length();
        if (length > IgmpHeader.LENGTH && length < V3_LENGTH) {
            return IgmpDrop.BAD_QUERY_LENGTH;
        }
        boolean general = IgmpHeader.group(packet) == 0;
        if (!general && !Ipv4Address.isMulticast(IgmpHeader.group(packet))) {
            return IgmpDrop.BAD_GROUP;
        }
        if (length >= V3_LENGTH) {
            int count = packet.getUnsignedShort(SOURCE_COUNT_OFFSET);
            if (V3_LENGTH + 4 * count > length) {
                return IgmpDrop.BAD_SOURCE_COUNT;
            }
            return general && count > 0 ? IgmpDrop.BAD_GROUP : null;
        }
        return null;
    }

    /** Reads a query that was checked. What stands behind its sources means nothing (RFC 3376 §4.1.10). */
    public static IgmpQuery parse(PacketBuffer packet) {
        Ipv4Address group = new Ipv4Address(IgmpHeader.group(packet));
        int code = packet.getUnsignedByte(IgmpHeader.MAX_RESPONSE_OFFSET);
        if (packet.length() < V3_LENGTH) {
            // Bytes mean tenths of a second in version 2, and version 1 has a zero there.
            return code == 0
                    ? new IgmpQuery(IgmpVersion.V1, group, V1_MAX_RESPONSE, 0, Duration.ZERO, List.of())
                    : new IgmpQuery(IgmpVersion.V2, group, tenths(code), 0, Duration.ZERO, List.of());
        }
        List<Ipv4Address> sources = new ArrayList<>();
        for (int i = packet.getUnsignedShort(SOURCE_COUNT_OFFSET); i > 0; i--) {
            sources.add(new Ipv4Address(packet.getInt(V3_LENGTH + 4 * sources.size())));
        }
        return new IgmpQuery(
                IgmpVersion.V3,
                group,
                tenths(decode(code)),
                packet.getUnsignedByte(ROBUSTNESS_OFFSET) & ROBUSTNESS_MASK,
                Duration.ofSeconds(decode(packet.getUnsignedByte(INTERVAL_OFFSET))),
                sources);
    }

    /** Appends the query to an empty packet. Times that its version cannot tell exactly become the next smaller ones. */
    public void emit(PacketBuffer packet) {
        boolean v3 = version == IgmpVersion.V3;
        packet.append(v3 ? V3_LENGTH + 4 * sources.size() : IgmpHeader.LENGTH);
        int tenths = (int) (maxResponse.toMillis() / 100);
        int code = version == IgmpVersion.V1 ? 0 : v3 ? encode(tenths) : Math.min(255, tenths);
        packet.putShort(IgmpHeader.TYPE_OFFSET, IgmpHeader.MEMBERSHIP_QUERY << 8 | code);
        packet.putInt(IgmpHeader.GROUP_OFFSET, group.value());
        if (v3) {
            packet.putByte(ROBUSTNESS_OFFSET, robustness);
            packet.putByte(INTERVAL_OFFSET, encode((int) interval.toSeconds()));
            packet.putShort(SOURCE_COUNT_OFFSET, sources.size());
            for (int i = 0; i < sources.size(); i++) {
                packet.putInt(V3_LENGTH + 4 * i, sources.get(i).value());
            }
        }
        IgmpHeader.seal(packet);
    }

    /** From 128 on a code is a floating-point number of three bits of exponent and four of mantissa (RFC 3376 §4.1.1, §4.1.7). */
    static int decode(int code) {
        return code < 128 ? code : (code & 0xf | 0x10) << ((code >>> 4 & 7) + 3);
    }

    private static int encode(int value) {
        int code = Math.min(value, 127);
        while (code < 255 && decode(code + 1) <= value) {
            code++;
        }
        return code;
    }

    private static Duration tenths(int count) {
        return Duration.ofMillis(count * 100L);
    }
}
