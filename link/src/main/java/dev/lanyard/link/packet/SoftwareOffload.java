package dev.lanyard.link.packet;

import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import java.util.function.Consumer;

/**
 * What a network card with offloads does, for links that have none: completes partial checksums and cuts TCP super-segments
 * into frames. Frames have their head at the Ethernet header. Nothing here throws on odd content; safe from any thread that
 * holds the frame.
 */
public final class SoftwareOffload {
    private static final int ETHERTYPE_OFFSET = 12;
    private static final int ETHERTYPE_IPV4 = 0x0800;

    private static final int IP = 14;
    private static final int TOTAL_LENGTH = IP + 2;
    private static final int IDENTIFICATION = IP + 4;
    private static final int FRAGMENT = IP + 6;
    private static final int FRAGMENT_MASK = 0x3fff; // MF and the offset
    private static final int PROTOCOL = IP + 9;
    private static final int PROTOCOL_TCP = 6;
    private static final int HEADER_CHECKSUM = IP + 10;
    private static final int SOURCE = IP + 12;
    private static final int DESTINATION = IP + 16;
    private static final int MINIMUM_HEADER = 20; // of IPv4 and of TCP

    private static final int TCP_SEQUENCE = 4;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int TCP_FLAGS = 13;
    private static final int TCP_CHECKSUM = 16;
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int PSH = 0x08;
    private static final int CWR = 0x80;

    private static final int UDP_CHECKSUM = 6;

    private SoftwareOffload() {}

    /** What became of a frame. */
    public enum Outcome {
        /** It was passed on, whole or in pieces. */
        FINISHED,
        /** It is marked as a super-segment but is not data of TCP in one unfragmented IPv4 packet. */
        NOT_TCP_OVER_IPV4,
        /** Its lengths, or the place of its partial checksum, do not fit what it contains. */
        MALFORMED
    }

    /**
     * Makes a frame such as may travel on a wire: every frame that is passed on has a complete checksum, and a super-segment is
     * cut into frames of {@link PacketBuffer#segmentSize()} payload bytes (the last one may have fewer). Of these, the i-th has
     * the identification of the original plus i; FIN and PSH stand on the last only, CWR on the first only (RFC 3168 §6.1.2).
     *
     * <p>A frame whose checksum was computed here is {@link ChecksumState#VERIFIED}; any other keeps its state.
     *
     * @param frame handed over if the outcome is {@link Outcome#FINISHED}; else unchanged and still the caller's
     * @param allocator for the pieces of a super-segment
     * @param out takes each finished frame, in order
     */
    public static Outcome finish(PacketBuffer frame, PacketAllocator allocator, Consumer<PacketBuffer> out) {
        if (frame.segmentSize() != 0) {
            return cut(frame, allocator, out);
        }
        if (frame.checksum() == ChecksumState.PARTIAL) {
            int checksum = completedChecksum(frame);
            if (checksum < 0) {
                return Outcome.MALFORMED;
            }
            putCompleted(frame, checksum);
        }
        out.accept(frame);
        return Outcome.FINISHED;
    }

    /**
     * What the checksum field of a frame with a partial checksum has to hold: 0 to 0xffff, where UDP's 0 reads 0xffff (RFC 768);
     * -1 if the checksum is not partial or its place lies outside the frame. Changes nothing.
     */
    public static int completedChecksum(PacketBuffer frame) {
        int start = frame.checksumStart();
        int offset = frame.checksumOffset();
        if (frame.checksum() != ChecksumState.PARTIAL
                || start < frame.head()
                || offset < 0
                || (long) start + offset + 2 > frame.tail()) {
            return -1;
        }
        int checksum = InternetChecksum.complement(InternetChecksum.sum(frame.bytes(), start, frame.tail() - start));
        return checksum == 0 && offset == UDP_CHECKSUM ? 0xffff : checksum;
    }

    /** A heap copy of a frame in which a partial checksum is completed, as far as its place lies in the frame. Not cut. */
    public static PacketBuffer completedCopy(PacketBuffer frame) {
        PacketBuffer copy = frame.copy();
        int checksum = completedChecksum(copy);
        if (checksum >= 0) {
            putCompleted(copy, checksum);
        }
        return copy;
    }

    private static void putCompleted(PacketBuffer frame, int checksum) {
        frame.bytes().putShort(frame.checksumStart() + frame.checksumOffset(), (short) checksum);
        frame.checksumVerified();
    }

    private static Outcome cut(PacketBuffer frame, PacketAllocator allocator, Consumer<PacketBuffer> out) {
        Outcome outcome = check(frame);
        if (outcome != Outcome.FINISHED) {
            return outcome;
        }
        int tcp = IP + internetHeaderLength(frame);
        int payload = tcp + dataOffset(frame, tcp);
        int end = IP + frame.getUnsignedShort(TOTAL_LENGTH);
        int size = frame.segmentSize();
        if (end - payload <= size) {
            frame.trimTo(end);
            frame.segmentSize(0);
            seal(frame, tcp);
            out.accept(frame);
            return Outcome.FINISHED;
        }
        Super whole = new Super(frame, tcp, size);
        for (int at = payload; at < end; at += size) {
            int count = Math.min(size, end - at);
            PacketBuffer segment = allocator.allocate(payload + count);
            append(segment, frame, 0, payload);
            append(segment, frame, at, count);
            whole.finish(segment, at - payload, at + count == end);
            out.accept(segment);
        }
        frame.release();
        return Outcome.FINISHED;
    }

    /**
     * Whether {@link #cutInPlace} can cut a frame: a super-segment in memory that nobody shares, whose segments leave room for their
     * headers.
     *
     * @param prefix bytes that whoever sends a segment writes before its head
     */
    public static boolean cutsInPlace(PacketBuffer frame, int prefix) {
        if (frame.segmentSize() == 0 || frame.headAddress() == 0 || check(frame) != Outcome.FINISHED) {
            return false;
        }
        int tcp = IP + internetHeaderLength(frame);
        return frame.segmentSize() >= prefix + tcp + dataOffset(frame, tcp);
    }

    /**
     * Cuts a super-segment without copying its payload, for a link that is done with a segment when it has sent it: the headers of each
     * are written over the end of the one before.
     *
     * @param frame for which {@link #cutsInPlace} holds; its content is spoilt
     * @param send takes the frame once for each segment, with its head and tail around it, and is done with it when it returns; it may
     *     write the prefix before the head
     */
    public static void cutInPlace(PacketBuffer frame, Consumer<PacketBuffer> send) {
        int tcp = IP + internetHeaderLength(frame);
        int headers = tcp + dataOffset(frame, tcp);
        int size = frame.segmentSize();
        int head = frame.head();
        int payload = IP + frame.getUnsignedShort(TOTAL_LENGTH) - headers;
        Super whole = new Super(frame, tcp, size);
        frame.segmentSize(0);
        int at = 0;
        do {
            if (at > 0) {
                frame.bytes().put(head + at, frame.bytes(), head + at - size, headers);
            }
            int count = Math.min(size, payload - at);
            frame.window(head + at, head + at + headers + count);
            whole.finish(frame, at, at + count == payload);
            send.accept(frame);
            at += size;
        } while (at < payload);
    }

    /** What the headers of a super-segment say, and what those of its segments say then. */
    private record Super(int tcp, int size, int identification, int sequence, int flags) {
        Super(PacketBuffer frame, int tcp, int size) {
            this(
                    tcp,
                    size,
                    frame.getUnsignedShort(IDENTIFICATION),
                    frame.getInt(tcp + TCP_SEQUENCE),
                    frame.getUnsignedByte(tcp + TCP_FLAGS));
        }

        /**
         * Finishes the headers of a segment.
         *
         * @param offset of its payload in that of the whole
         */
        void finish(PacketBuffer segment, int offset, boolean last) {
            int absent = (offset > 0 ? CWR : 0) | (last ? 0 : FIN | PSH);
            segment.putShort(TOTAL_LENGTH, segment.length() - IP);
            segment.putShort(IDENTIFICATION, identification + offset / size);
            segment.putInt(tcp + TCP_SEQUENCE, sequence + offset);
            segment.putByte(tcp + TCP_FLAGS, flags & ~absent);
            seal(segment, tcp);
        }
    }

    private static Outcome check(PacketBuffer frame) {
        if (frame.segmentSize() < 0 || frame.length() < IP + 2 * MINIMUM_HEADER) {
            return Outcome.MALFORMED;
        }
        if (frame.getUnsignedShort(ETHERTYPE_OFFSET) != ETHERTYPE_IPV4
                || frame.getUnsignedByte(IP) >>> 4 != 4
                || frame.getUnsignedByte(PROTOCOL) != PROTOCOL_TCP
                || (frame.getUnsignedShort(FRAGMENT) & FRAGMENT_MASK) != 0) {
            return Outcome.NOT_TCP_OVER_IPV4;
        }
        int tcp = IP + internetHeaderLength(frame);
        int end = IP + frame.getUnsignedShort(TOTAL_LENGTH);
        if (tcp < IP + MINIMUM_HEADER || end > frame.length() || tcp + MINIMUM_HEADER > end) {
            return Outcome.MALFORMED;
        }
        int dataOffset = dataOffset(frame, tcp);
        if (dataOffset < MINIMUM_HEADER || tcp + dataOffset > end) {
            return Outcome.MALFORMED;
        }
        // SYN takes a sequence number in front of the payload, and nobody sends data with RST.
        boolean control = (frame.getUnsignedByte(tcp + TCP_FLAGS) & (SYN | RST)) != 0;
        return control ? Outcome.NOT_TCP_OVER_IPV4 : Outcome.FINISHED;
    }

    private static int internetHeaderLength(PacketBuffer frame) {
        return (frame.getUnsignedByte(IP) & 0xf) * 4;
    }

    private static int dataOffset(PacketBuffer frame, int tcp) {
        return (frame.getUnsignedByte(tcp + TCP_DATA_OFFSET) >>> 4) * 4;
    }

    private static void append(PacketBuffer target, PacketBuffer source, int offset, int count) {
        target.bytes().put(target.tail(), source.bytes(), source.head() + offset, count);
        target.append(count);
    }

    /** Writes the checksums of IPv4 and TCP. */
    private static void seal(PacketBuffer frame, int tcp) {
        frame.putShort(HEADER_CHECKSUM, 0);
        int header = InternetChecksum.sum(frame.bytes(), frame.head() + IP, tcp - IP);
        frame.putShort(HEADER_CHECKSUM, InternetChecksum.complement(header));
        int length = frame.length() - tcp;
        frame.putShort(tcp + TCP_CHECKSUM, 0);
        int sum = InternetChecksum.pseudoHeader(frame.getInt(SOURCE), frame.getInt(DESTINATION), PROTOCOL_TCP, length);
        sum = InternetChecksum.fold((long) sum + InternetChecksum.sum(frame.bytes(), frame.head() + tcp, length));
        frame.putShort(tcp + TCP_CHECKSUM, InternetChecksum.complement(sum));
        frame.checksumVerified();
    }
}
