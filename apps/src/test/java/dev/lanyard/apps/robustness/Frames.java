package dev.lanyard.apps.robustness;

import dev.lanyard.actors.fuzz.Checksums;
import dev.lanyard.actors.fuzz.Octets;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.util.Arrays;

/** Frames that a {@link Victim} gets from its neighbour, well-formed, and what is done to them afterwards. */
final class Frames {
    static final int IP = 14;
    static final int TRANSPORT = IP + 20;
    static final int FRAGMENT = IP + 6;
    static final int TTL = IP + 8;
    static final int SOURCE = IP + 12;
    static final int DESTINATION = IP + 16;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;

    static final MacAddress NODE_MAC = MacAddress.parse("02:00:00:00:00:0a");
    static final MacAddress PEER_MAC = MacAddress.parse("02:00:00:00:00:0b");
    static final Ipv4Address NODE = Ipv4Address.parse("192.0.2.10");
    static final Ipv4Address PEER = Ipv4Address.parse("192.0.2.11");

    private Frames() {}

    static byte[] ethernet(MacAddress destination, MacAddress source, int etherType, byte[] packet) {
        return new Octets()
                .mac(destination.value())
                .mac(source.value())
                .u16(etherType)
                .put(packet)
                .toArray();
    }

    /** From the peer to the node, no options; checksums are right, those of what it carries too. */
    static byte[] ipv4(int protocol, byte[] payload) {
        return ipv4(PEER, NODE, protocol, new byte[0], payload);
    }

    static byte[] ipv4(Ipv4Address source, Ipv4Address destination, int protocol, byte[] options, byte[] payload) {
        int header = 20 + options.length;
        byte[] packet = new Octets()
                .u8(0x40 | header / 4)
                .u8(0)
                .u16(header + payload.length)
                .u16(7)
                .u16(0)
                .u8(64)
                .u8(protocol)
                .u16(0)
                .u32(source.value())
                .u32(destination.value())
                .put(options)
                .put(payload)
                .toArray();
        return mend(ethernet(NODE_MAC, PEER_MAC, 0x0800, packet));
    }

    /** A datagram, its checksum to be computed. */
    static byte[] udp(int from, int to, byte[] data) {
        return new Octets()
                .u16(from)
                .u16(to)
                .u16(8 + data.length)
                .u16(1)
                .put(data)
                .toArray();
    }

    static byte[] icmp(int type, int code, int rest, byte[] data) {
        return new Octets().u8(type).u8(code).u16(0).u32(rest).put(data).toArray();
    }

    static byte[] arp(int operation, MacAddress senderMac, Ipv4Address sender, Ipv4Address target) {
        byte[] packet = new Octets()
                .u16(1)
                .u16(0x0800)
                .u8(6)
                .u8(4)
                .u16(operation)
                .mac(senderMac.value())
                .u32(sender.value())
                .mac(0)
                .u32(target.value())
                .toArray();
        return ethernet(NODE_MAC, PEER_MAC, 0x0806, packet);
    }

    static byte[] mend(byte[] frame) {
        Checksums.mend(frame);
        return frame;
    }

    /** With another byte, checksums not mended. */
    static byte[] with8(byte[] frame, int at, int value) {
        frame[at] = (byte) value;
        return frame;
    }

    static byte[] with16(byte[] frame, int at, int value) {
        Octets.u16(frame, at, value);
        return frame;
    }

    static byte[] with32(byte[] frame, int at, int value) {
        return with16(with16(frame, at, value >>> 16), at + 2, value);
    }

    static byte[] cut(byte[] frame, int length) {
        return Arrays.copyOf(frame, length);
    }

    /** An IPv4 packet as an ICMP error quotes it. */
    static byte[] quote(byte[] frame) {
        return Arrays.copyOfRange(frame, IP, Math.min(frame.length, IP + 28));
    }
}
