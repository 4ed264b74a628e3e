package dev.lanyard.actors.ipv4;

import dev.lanyard.link.packet.InternetChecksum;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.SoftwareOffload;
import java.util.function.Consumer;

/** Cuts packets that exceed an MTU into fragments (RFC 791 §3.2). */
final class Fragmenter {
    private static final int OPTION_END = 0;
    private static final int OPTION_NO_OPERATION = 1;
    private static final int OPTION_COPIED = 0x80;

    private Fragmenter() {}

    /**
     * Cuts a packet, head at its header, which may itself be a fragment. Only the first piece has all options, the others those
     * that are to be copied. A partial transport checksum is completed on the way, because no link could do that for a fragment.
     *
     * @param packet handed over; its bytes are not written to
     * @param mtu 68 or more
     * @param out takes the fragments, in order
     */
    static void split(PacketBuffer packet, int mtu, PacketAllocator allocator, Consumer<PacketBuffer> out) {
        int header = Ipv4Header.length(packet);
        int end = packet.length();
        int field = packet.getUnsignedShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET);
        int checksum = SoftwareOffload.completedChecksum(packet);
        int checksumAt = packet.checksumStart() + packet.checksumOffset() - packet.head();
        byte[] later = laterHeader(packet, header);
        int at = header;
        while (at < end) {
            boolean first = at == header;
            int own = first ? header : later.length;
            int count = Math.min(end - at, (mtu - own) & ~7);
            PacketBuffer fragment = allocator.allocate(own + count);
            if (first) {
                append(fragment, packet, 0, header);
            } else {
                fragment.append(later, 0, later.length);
            }
            append(fragment, packet, at, count);
            if (checksum >= 0 && checksumAt >= at && checksumAt + 2 <= at + count) {
                fragment.putShort(own + checksumAt - at, checksum);
            }
            int flags = at + count < end ? Ipv4Header.MORE_FRAGMENTS : field & Ipv4Header.MORE_FRAGMENTS;
            int offset = (field & Ipv4Header.FRAGMENT_OFFSET_MASK) + (at - header) / 8;
            fragment.putShort(Ipv4Header.TOTAL_LENGTH_OFFSET, own + count);
            fragment.putShort(Ipv4Header.FLAGS_FRAGMENT_OFFSET, flags | offset);
            seal(fragment, own);
            fragment.markNetworkHeader();
            out.accept(fragment);
            at += count;
        }
        packet.release();
    }

    /** Writes the header checksum. */
    static void seal(PacketBuffer packet, int headerLength) {
        packet.putShort(Ipv4Header.CHECKSUM_OFFSET, 0);
        int sum = InternetChecksum.sum(packet.bytes(), packet.head(), headerLength);
        packet.putShort(Ipv4Header.CHECKSUM_OFFSET, InternetChecksum.complement(sum));
    }

    /** The header of a fragment that is not the first: with those options whose copied flag is set. */
    private static byte[] laterHeader(PacketBuffer packet, int length) {
        byte[] header = new byte[Ipv4Header.MAXIMUM_LENGTH];
        packet.getBytes(0, header, 0, Ipv4Header.MINIMUM_LENGTH);
        int kept = Ipv4Header.MINIMUM_LENGTH;
        for (int i = Ipv4Header.MINIMUM_LENGTH; i < length; ) {
            int type = packet.getUnsignedByte(i);
            if (type == OPTION_END) {
                break;
            }
            int size = type == OPTION_NO_OPERATION ? 1 : i + 1 < length ? packet.getUnsignedByte(i + 1) : 0;
            if (size == 0 || type != OPTION_NO_OPERATION && size < 2 || i + size > length) {
                break; // malformed: what follows means nothing
            }
            if ((type & OPTION_COPIED) != 0) {
                packet.getBytes(i, header, kept, size);
                kept += size;
            }
            i += size;
        }
        int padded = (kept + 3) & ~3;
        header[0] = (byte) (0x40 | padded / 4);
        return java.util.Arrays.copyOf(header, padded);
    }

    private static void append(PacketBuffer target, PacketBuffer source, int offset, int count) {
        target.bytes().put(target.tail(), source.bytes(), source.head() + offset, count);
        target.append(count);
    }
}
