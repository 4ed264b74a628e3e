package dev.lanyard.actors.fuzz;

import java.util.Arrays;

/**
 * What a node said lately: what generators answer, so that their packets belong to connections, look-ups and leases that are
 * really under way. Keeps the newest frames of each kind, and no more.
 */
public final class Overheard {
    private static final int KEPT = 32;
    private static final int ETHERNET = 14;
    private static final int IPV4_HEADER = 20;
    private static final int LONGEST = 320;

    private final Ring arp = new Ring();
    private final Ring packets = new Ring();
    private final Ring tcp = new Ring();
    private final Ring echoes = new Ring();
    private final Ring queries = new Ring();
    private final Ring leases = new Ring();
    private final Ring datagrams = new Ring();
    private long count;

    private static final class Ring {
        private final byte[][] frames = new byte[KEPT][];
        private int next;

        void add(byte[] frame) {
            frames[next++ % KEPT] = frame;
            next = next == 2 * KEPT ? KEPT : next;
        }

        /** The newest as often as not, for what is older is often over. */
        byte[] any(Draw draw) {
            if (next == 0) {
                return null;
            }
            return draw.oneIn(2) ? frames[(next - 1) % KEPT] : frames[draw.below(Math.min(next, KEPT))];
        }
    }

    /** Takes note of a frame that the node sent. */
    public void heard(byte[] frame) {
        count++;
        int type = Octets.u16(frame, 12);
        if (type == 0x0806) {
            arp.add(frame);
        } else if (type == 0x0800) {
            // All that anybody looks at are headers and queries.
            byte[] packet = Arrays.copyOfRange(frame, ETHERNET, Math.min(frame.length, ETHERNET + LONGEST));
            packets.add(packet);
            sort(packet);
        }
    }

    private void sort(byte[] packet) {
        boolean fragment = (Octets.u16(packet, 6) & 0x1fff) != 0;
        if (fragment || (packet[0] & 0xf) * 4 != IPV4_HEADER || packet.length < IPV4_HEADER + 8) {
            return;
        }
        int protocol = packet[9];
        if (protocol == 6 && packet.length >= 2 * IPV4_HEADER) {
            tcp.add(packet);
        } else if (protocol == 1 && packet[IPV4_HEADER] == 8) {
            echoes.add(packet);
        } else if (protocol == 17) {
            int port = Octets.u16(packet, IPV4_HEADER + 2);
            (port == 53 ? queries : port == 67 ? leases : datagrams).add(packet);
        }
    }

    /** Frames heard in all. */
    public long count() {
        return count;
    }

    /** A frame with an ARP packet, or null. */
    public byte[] arp(Draw draw) {
        return arp.any(draw);
    }

    /** The first 320 bytes of an IPv4 packet, or null; as is what follows. */
    public byte[] packet(Draw draw) {
        return packets.any(draw);
    }

    public byte[] tcp(Draw draw) {
        return tcp.any(draw);
    }

    public byte[] echo(Draw draw) {
        return echoes.any(draw);
    }

    /** To a name server. */
    public byte[] query(Draw draw) {
        return queries.any(draw);
    }

    /** To a DHCP server. */
    public byte[] lease(Draw draw) {
        return leases.any(draw);
    }

    public byte[] datagram(Draw draw) {
        return datagrams.any(draw);
    }
}
