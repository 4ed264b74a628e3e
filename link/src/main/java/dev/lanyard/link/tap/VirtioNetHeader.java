package dev.lanyard.link.tap;

import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.PacketBuffer.ChecksumState;
import java.nio.ByteBuffer;

/**
 * {@code struct virtio_net_hdr}, little-endian (Virtual I/O Device 1.2 §5.1.6): what the kernel and we tell each other of checksums
 * to be filled in and segments to be cut.
 */
final class VirtioNetHeader {
    static final int LENGTH = 10;

    private static final int FLAGS_OFFSET = 0;
    private static final int GSO_TYPE_OFFSET = 1;
    private static final int HEADER_LENGTH_OFFSET = 2;
    private static final int GSO_SIZE_OFFSET = 4;
    private static final int CHECKSUM_START_OFFSET = 6;
    private static final int CHECKSUM_OFFSET_OFFSET = 8;

    private static final int NEEDS_CHECKSUM = 1;
    private static final int DATA_VALID = 2;
    private static final int GSO_TCPV4 = 1;

    private static final int TCP_DATA_OFFSET = 12;

    private VirtioNetHeader() {}

    /**
     * Takes the header off a frame that was read and notes what it says.
     *
     * @return whether the frame is longer than the header and the header makes sense for it
     */
    static boolean strip(PacketBuffer frame) {
        if (frame.length() <= LENGTH) {
            return false;
        }
        int flags = frame.getByte(FLAGS_OFFSET);
        int segmentSize = frame.getByte(GSO_TYPE_OFFSET) == 0 ? 0 : getShort(frame, GSO_SIZE_OFFSET);
        int start = getShort(frame, CHECKSUM_START_OFFSET);
        int offset = getShort(frame, CHECKSUM_OFFSET_OFFSET);
        frame.trimFront(LENGTH);
        if ((flags & NEEDS_CHECKSUM) != 0) {
            if (start + offset + 2 > frame.length()) {
                return false;
            }
            frame.checksumPartial(start, offset);
        } else if ((flags & DATA_VALID) != 0) {
            frame.checksumVerified();
        }
        frame.segmentSize(segmentSize);
        return true;
    }

    /** Puts the header before a frame that is to be written; the kernel then finishes it. */
    static void prepend(PacketBuffer frame) {
        boolean partial = frame.checksum() == ChecksumState.PARTIAL;
        int start = frame.checksumStart() - frame.head();
        int offset = frame.checksumOffset();
        int segmentSize = partial ? frame.segmentSize() : 0;
        frame.prepend(LENGTH);
        ByteBuffer bytes = frame.bytes();
        bytes.putLong(frame.head(), 0);
        bytes.putShort(frame.head() + CHECKSUM_OFFSET_OFFSET, (short) 0);
        if (partial) {
            frame.putByte(FLAGS_OFFSET, NEEDS_CHECKSUM);
            putShort(frame, CHECKSUM_START_OFFSET, start);
            putShort(frame, CHECKSUM_OFFSET_OFFSET, offset);
        }
        if (segmentSize > 0) {
            int transport = LENGTH + start;
            int transportLength = (frame.getByte(transport + TCP_DATA_OFFSET) >>> 4 & 0xf) * 4;
            frame.putByte(GSO_TYPE_OFFSET, GSO_TCPV4);
            putShort(frame, HEADER_LENGTH_OFFSET, start + transportLength);
            putShort(frame, GSO_SIZE_OFFSET, segmentSize);
        }
    }

    private static int getShort(PacketBuffer frame, int offset) {
        return Short.reverseBytes((short) frame.getUnsignedShort(offset)) & 0xffff;
    }

    private static void putShort(PacketBuffer frame, int offset, int value) {
        frame.putShort(offset, Short.reverseBytes((short) value));
    }
}
