package dev.lanyard.actors.tcp;

import dev.lanyard.link.packet.PacketBuffer;

/**
 * A segment's control fields and where its payload is: a mutable descriptor that is filled again for each segment. An
 * incoming payload lies in the packet; an outgoing one in the ring of the send buffer, in at most two pieces.
 */
final class TcpSegment {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;
    static final int URG = 0x20;
    static final int ECE = 0x40;
    static final int CWR = 0x80;

    /** Most SACK blocks that fit into the options (RFC 2018 §3). */
    static final int MAX_SACK_BLOCKS = 4;

    static final int ABSENT = -1;

    int sourcePort;
    int destinationPort;
    int seq;
    int ack;
    int flags;
    /** The field as it stands in the header, unscaled. */
    int window;

    int urgentPointer;

    /** Maximum segment size option, or {@link #ABSENT}. */
    int mss;
    /** Window scale option, or {@link #ABSENT}. */
    int windowScale;

    boolean sackPermitted;
    boolean hasTimestamps;
    int tsVal;
    int tsEcr;
    int sackBlocks;
    /** Left and right edge of each block. */
    final int[] sackEdges = new int[2 * MAX_SACK_BLOCKS];

    int payloadLength;
    /** Incoming: the packet the payload lies in. */
    PacketBuffer packet;
    /** Incoming: index in the packet's bytes; outgoing: index in the ring. */
    int payloadIndex;
    /** Outgoing: a power of two of bytes, in which the payload may wrap around. */
    byte[] ring;
    /** Payload bytes of each segment that the link cuts this one into; 0 if it is a single one. */
    int segmentSize;

    /** Incoming: a router marked the packet, ECN field 11 (RFC 3168 §5). */
    boolean congestionExperienced;
    /** Outgoing: routers may mark the packet: ECN field 10, ECT(0), instead of 00. */
    boolean ecnCapable;
    /** Outgoing: larger than the path is known to take, to find out whether it does (RFC 4821). */
    boolean mtuProbe;

    void clear() {
        mtuProbe = false;
        congestionExperienced = false;
        ecnCapable = false;
        flags = 0;
        seq = 0;
        ack = 0;
        window = 0;
        urgentPointer = 0;
        clearOptions();
        payloadLength = 0;
        payloadIndex = 0;
        packet = null;
        ring = null;
        segmentSize = 0;
    }

    void clearOptions() {
        mss = ABSENT;
        windowScale = ABSENT;
        sackPermitted = false;
        hasTimestamps = false;
        tsVal = 0;
        tsEcr = 0;
        sackBlocks = 0;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** SEG.LEN: what the segment takes of the sequence space (RFC 9293 §3.4). */
    int sequenceLength() {
        return payloadLength + (flags >> 1 & 1) + (flags & 1);
    }

    /** The sequence number behind the segment. */
    int end() {
        return seq + sequenceLength();
    }

    void addSackBlock(int left, int right) {
        sackEdges[2 * sackBlocks] = left;
        sackEdges[2 * sackBlocks + 1] = right;
        sackBlocks++;
    }

    /** Appends the outgoing payload to a packet. */
    void copyPayload(PacketBuffer target) {
        int first = Math.min(payloadLength, ring.length - payloadIndex);
        target.append(ring, payloadIndex, first);
        target.append(ring, 0, payloadLength - first);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        String names = "FSRP.UEC";
        for (int bit = 0; bit < names.length(); bit++) {
            if ((flags >> bit & 1) != 0) {
                text.append(names.charAt(bit));
            }
        }
        text.append(' ').append(seq & 0xffff_ffffL).append('+').append(payloadLength);
        text.append(" ack ").append(ack & 0xffff_ffffL).append(" win ").append(window);
        return text.toString();
    }
}
