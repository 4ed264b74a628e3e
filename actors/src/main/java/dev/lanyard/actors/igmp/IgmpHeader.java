package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;

/** What IGMP messages of all versions begin with (RFC 2236 §2), as a flyweight over a packet whose head it stands at. */
public final class IgmpHeader {
    public static final int LENGTH = 8;

    public static final int TYPE_OFFSET = 0;
    public static final int MAX_RESPONSE_OFFSET = 1;
    public static final int CHECKSUM_OFFSET = 2;
    public static final int GROUP_OFFSET = 4;

    public static final int MEMBERSHIP_QUERY = 0x11;
    public static final int V1_MEMBERSHIP_REPORT = 0x12;
    public static final int V2_MEMBERSHIP_REPORT = 0x16;
    public static final int V2_LEAVE_GROUP = 0x17;
    public static final int V3_MEMBERSHIP_REPORT = 0x22;

    private IgmpHeader() {}

    public static int type(PacketBuffer packet) {
        return packet.getUnsignedByte(TYPE_OFFSET);
    }

    public static int group(PacketBuffer packet) {
        return packet.getInt(GROUP_OFFSET);
    }

    /** Why the message at the head is malformed, or null if it is not. */
    public static IgmpDrop check(PacketBuffer packet) {
        if (packet.length() < LENGTH) {
            return IgmpDrop.TRUNCATED;
        }
        if (packet.checksum() == ChecksumState.UNKNOWN
                && InternetChecksum.sum(packet.bytes(), packet.head(), packet.length()) != 0xffff) {
            return IgmpDrop.BAD_CHECKSUM;
        }
        return switch (type(packet)) {
            case MEMBERSHIP_QUERY -> IgmpQuery.check(packet);
            case V1_MEMBERSHIP_REPORT, V2_MEMBERSHIP_REPORT ->
                Ipv4Address.isMulticast(group(packet)) ? null : IgmpDrop.BAD_REPORT;
            case V2_LEAVE_GROUP, V3_MEMBERSHIP_REPORT -> null;
            default -> IgmpDrop.UNKNOWN_TYPE;
        };
    }

    /** Appends a message of eight bytes to an empty packet: a report of version 1 or 2, or a leave. */
    public static void emit(PacketBuffer packet, int type, Ipv4Address group) {
        packet.append(LENGTH);
        packet.putShort(TYPE_OFFSET, type << 8);
        packet.putInt(GROUP_OFFSET, group.value());
        seal(packet);
    }

    /** Writes the checksum of the whole message. */
    static void seal(PacketBuffer packet) {
        packet.putShort(CHECKSUM_OFFSET, 0);
        int sum = InternetChecksum.sum(packet.bytes(), packet.head(), packet.length());
        packet.putShort(CHECKSUM_OFFSET, InternetChecksum.complement(sum));
    }
}
