package dev.lanyard.actors.fuzz;

import dev.lanyard.link.packet.InternetChecksum;
import java.nio.ByteBuffer;

/** Mends the checksums of damaged frames, so that the damage gets past them. */
public final class Checksums {
    private static final int ETHERNET = 14;

    private Checksums() {}

    /** Makes all checksums of an Ethernet frame right, as far as its lengths let them be found. */
    public static void mend(byte[] frame) {
        if (frame.length >= ETHERNET + 20 && Octets.u16(frame, 12) == 0x0800) {
            mendPacket(frame, ETHERNET);
        }
    }

    private static void mendPacket(byte[] frame, int at) {
        int header = (frame[at] & 0xf) * 4;
        int total = Octets.u16(frame, at + 2);
        if (header < 20 || at + header > frame.length) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        put(bytes, at, header, at + 10, 0);
        int transport = at + header;
        int length = Math.min(total - header, frame.length - transport);
        boolean fragment = (Octets.u16(frame, at + 6) & 0x3fff) != 0;
        if (fragment || length < 8) {
            return;
        }
        int protocol = frame[at + 9] & 0xff;
        int source = bytes.getInt(at + 12);
        int destination = bytes.getInt(at + 16);
        if (protocol == 1 || protocol == 2) {
            put(bytes, transport, length, transport + 2, 0);
        } else if (protocol == 6 && length >= 20) {
            put(bytes, transport, length, transport + 16, pseudo(source, destination, 6, length));
        } else if (protocol == 17) {
            int own = Octets.u16(frame, transport + 4);
            boolean none = Octets.u16(frame, transport + 6) == 0;
            if (!none && own >= 8 && own <= length) {
                put(bytes, transport, own, transport + 6, pseudo(source, destination, 17, own));
            }
        }
    }

    private static int pseudo(int source, int destination, int protocol, int length) {
        return InternetChecksum.pseudoHeader(source, destination, protocol, length);
    }

    private static void put(ByteBuffer bytes, int from, int length, int at, int pseudo) {
        bytes.putShort(at, (short) 0);
        int sum = InternetChecksum.fold((long) pseudo + InternetChecksum.sum(bytes, from, length));
        int checksum = InternetChecksum.complement(sum);
        bytes.putShort(at, (short) (checksum == 0 && pseudo != 0 ? 0xffff : checksum));
    }
}
