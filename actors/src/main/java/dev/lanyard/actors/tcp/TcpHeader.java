package dev.lanyard.actors.tcp;

import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;

/** The TCP header's wire format (RFC 9293 §3.1) and its options. */
final class TcpHeader {
    static final int LENGTH = 20;
    static final int MAX_LENGTH = 60;
    static final int PROTOCOL = 6;

    /** Timestamps with the two NOPs in front (RFC 7323 appendix A). */
    static final int TIMESTAMP_BYTES = 12;

    private static final int SOURCE_PORT_OFFSET = 0;
    private static final int DESTINATION_PORT_OFFSET = 2;
    private static final int SEQUENCE_OFFSET = 4;
    private static final int ACKNOWLEDGMENT_OFFSET = 8;
    private static final int DATA_OFFSET_OFFSET = 12;
    private static final int FLAGS_OFFSET = 13;
    private static final int WINDOW_OFFSET = 14;
    private static final int CHECKSUM_OFFSET = 16;
    private static final int URGENT_POINTER_OFFSET = 18;

    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_WINDOW_SCALE = 3;
    private static final int OPTION_SACK_PERMITTED = 4;
    private static final int OPTION_SACK = 5;
    private static final int OPTION_TIMESTAMPS = 8;

    private TcpHeader() {}

    /**
     * Checks the form and the checksum of the segment that fills the packet. A good checksum is not computed again.
     *
     * @param packet its head is at the TCP header, its tail behind the payload; no byte in it changes
     * @param source IPv4 address, for the checksum, as is the destination
     * @return null, or why the segment is dropped
     */
    static TcpDrop check(PacketBuffer packet, int source, int destination) {
        int length = packet.length();
        if (length < LENGTH) {
            return TcpDrop.TRUNCATED;
        }
        int headerLength = headerLength(packet);
        if (headerLength < LENGTH || headerLength > length) {
            return TcpDrop.BAD_DATA_OFFSET;
        }
        if (packet.checksum() == ChecksumState.UNKNOWN) {
            int sum = InternetChecksum.sum(packet.bytes(), packet.head(), length);
            int pseudo = InternetChecksum.pseudoHeader(source, destination, PROTOCOL, length);
            if (InternetChecksum.fold((long) sum + pseudo) != 0xffff) {
                return TcpDrop.BAD_CHECKSUM;
            }
            packet.checksumVerified();
        }
        int flags = packet.getUnsignedByte(FLAGS_OFFSET);
        if ((flags & TcpSegment.SYN) != 0 && (flags & (TcpSegment.FIN | TcpSegment.RST)) != 0) {
            return TcpDrop.BAD_FLAGS;
        }
        return null;
    }

    private static int headerLength(PacketBuffer packet) {
        return packet.getUnsignedByte(DATA_OFFSET_OFFSET) >> 4 << 2;
    }

    static int sourcePort(PacketBuffer packet) {
        return packet.getUnsignedShort(SOURCE_PORT_OFFSET);
    }

    static int destinationPort(PacketBuffer packet) {
        return packet.getUnsignedShort(DESTINATION_PORT_OFFSET);
    }

    static boolean isReset(PacketBuffer packet) {
        return (packet.getUnsignedByte(FLAGS_OFFSET) & TcpSegment.RST) != 0;
    }

    /** Reads the segment, which {@link #check} has found good. */
    static void read(PacketBuffer packet, TcpSegment segment) {
        int length = packet.length();
        int headerLength = headerLength(packet);
        segment.clearOptions();
        segment.sourcePort = packet.getUnsignedShort(SOURCE_PORT_OFFSET);
        segment.destinationPort = packet.getUnsignedShort(DESTINATION_PORT_OFFSET);
        segment.seq = packet.getInt(SEQUENCE_OFFSET);
        segment.ack = packet.getInt(ACKNOWLEDGMENT_OFFSET);
        segment.flags = packet.getUnsignedByte(FLAGS_OFFSET);
        segment.window = packet.getUnsignedShort(WINDOW_OFFSET);
        segment.urgentPointer = packet.getUnsignedShort(URGENT_POINTER_OFFSET);
        segment.packet = packet;
        segment.payloadIndex = packet.head() + headerLength;
        segment.payloadLength = length - headerLength;
        segment.segmentSize = packet.segmentSize();
        segment.ring = null;
        parseOptions(packet, headerLength, segment);
    }

    /** {@link #check} and, if that finds nothing, {@link #read}. */
    static TcpDrop parse(PacketBuffer packet, int source, int destination, TcpSegment segment) {
        TcpDrop drop = check(packet, source, destination);
        if (drop == null) {
            read(packet, segment);
        }
        return drop;
    }

    /** Reads what it knows and stops at the first option that is cut off or claims to be shorter than its own header. */
    private static void parseOptions(PacketBuffer packet, int headerLength, TcpSegment segment) {
        int i = LENGTH;
        while (i < headerLength) {
            int kind = packet.getUnsignedByte(i);
            if (kind == OPTION_NOP) {
                i++;
                continue;
            }
            if (kind == OPTION_END || i + 1 >= headerLength) {
                return;
            }
            int length = packet.getUnsignedByte(i + 1);
            if (length < 2 || i + length > headerLength) {
                return;
            }
            parseOption(packet, i, kind, length, segment);
            i += length;
        }
    }

    private static void parseOption(PacketBuffer packet, int i, int kind, int length, TcpSegment segment) {
        boolean syn = segment.has(TcpSegment.SYN);
        if (kind == OPTION_TIMESTAMPS && length == 10) {
            segment.hasTimestamps = true;
            segment.tsVal = packet.getInt(i + 2);
            segment.tsEcr = packet.getInt(i + 6);
        } else if (kind == OPTION_SACK && length >= 10 && length <= 34 && (length - 2) % 8 == 0) {
            segment.sackBlocks = 0;
            for (int at = i + 2; at < i + length; at += 8) {
                segment.addSackBlock(packet.getInt(at), packet.getInt(at + 4));
            }
        } else if (kind == OPTION_MSS && length == 4 && syn) {
            segment.mss = packet.getUnsignedShort(i + 2);
        } else if (kind == OPTION_WINDOW_SCALE && length == 3 && syn) {
            segment.windowScale = packet.getUnsignedByte(i + 2);
        } else if (kind == OPTION_SACK_PERMITTED && length == 2 && syn) {
            segment.sackPermitted = true;
        }
    }

    /** Bytes of options that {@link #write} puts into this segment's header. */
    static int optionBytes(TcpSegment segment) {
        int length = segment.mss == TcpSegment.ABSENT ? 0 : 4;
        if (segment.hasTimestamps) {
            length += TIMESTAMP_BYTES;
        } else if (segment.sackPermitted) {
            length += 4;
        }
        if (segment.windowScale != TcpSegment.ABSENT) {
            length += 4;
        }
        if (segment.sackBlocks > 0) {
            length += 4 + 8 * segment.sackBlocks;
        }
        return length;
    }

    /**
     * Puts the header in front of the payload that the packet holds. The checksum stays partial: whoever sends the packet
     * over a link that does not compute checksums completes it.
     */
    static void write(TcpSegment segment, PacketBuffer packet, int source, int destination) {
        int headerLength = LENGTH + optionBytes(segment);
        packet.prepend(headerLength);
        packet.putShort(SOURCE_PORT_OFFSET, segment.sourcePort);
        packet.putShort(DESTINATION_PORT_OFFSET, segment.destinationPort);
        packet.putInt(SEQUENCE_OFFSET, segment.seq);
        packet.putInt(ACKNOWLEDGMENT_OFFSET, segment.ack);
        packet.putByte(DATA_OFFSET_OFFSET, headerLength << 2);
        packet.putByte(FLAGS_OFFSET, segment.flags);
        packet.putShort(WINDOW_OFFSET, segment.window);
        packet.putShort(CHECKSUM_OFFSET, InternetChecksum.pseudoHeader(source, destination, PROTOCOL, packet.length()));
        packet.putShort(URGENT_POINTER_OFFSET, segment.urgentPointer);
        writeOptions(segment, packet);
        packet.checksumPartial(0, CHECKSUM_OFFSET);
        packet.segmentSize(segment.segmentSize);
    }

    private static void writeOptions(TcpSegment segment, PacketBuffer packet) {
        int i = LENGTH;
        if (segment.mss != TcpSegment.ABSENT) {
            packet.putInt(i, OPTION_MSS << 24 | 4 << 16 | segment.mss);
            i += 4;
        }
        if (segment.hasTimestamps) {
            // SACK-permitted takes the place of the NOPs that align the timestamps
            int padding = segment.sackPermitted ? OPTION_SACK_PERMITTED << 8 | 2 : OPTION_NOP << 8 | OPTION_NOP;
            packet.putInt(i, padding << 16 | OPTION_TIMESTAMPS << 8 | 10);
            packet.putInt(i + 4, segment.tsVal);
            packet.putInt(i + 8, segment.tsEcr);
            i += TIMESTAMP_BYTES;
        } else if (segment.sackPermitted) {
            packet.putInt(i, OPTION_NOP << 24 | OPTION_NOP << 16 | OPTION_SACK_PERMITTED << 8 | 2);
            i += 4;
        }
        if (segment.windowScale != TcpSegment.ABSENT) {
            packet.putInt(i, OPTION_NOP << 24 | OPTION_WINDOW_SCALE << 16 | 3 << 8 | segment.windowScale);
            i += 4;
        }
        if (segment.sackBlocks > 0) {
            int length = 2 + 8 * segment.sackBlocks;
            packet.putInt(i, OPTION_NOP << 24 | OPTION_NOP << 16 | OPTION_SACK << 8 | length);
            i += 4;
            for (int edge = 0; edge < 2 * segment.sackBlocks; edge++, i += 4) {
                packet.putInt(i, segment.sackEdges[edge]);
            }
        }
    }
}
