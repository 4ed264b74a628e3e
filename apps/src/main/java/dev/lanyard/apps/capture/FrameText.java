package dev.lanyard.apps.capture;

import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ip.IcmpText;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.nio.ByteBuffer;
import java.util.Locale;

/** A frame in one short line, like those of tcpdump. Whatever the bytes are, there is a line. */
final class FrameText {
    private static final int ETHERNET = 14;
    private static final int ARP_LENGTH = 28;
    private static final int IP_HEADER = 20;
    private static final char[] FLAGS = {'F', 'S', 'R', 'P', '.', 'U', 'E', 'W'};

    private FrameText() {}

    static String describe(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        if (bytes.length < ETHERNET) {
            return "[" + bytes.length + " bytes, which is no frame]";
        }
        int etherType = frame.getShort(12) & 0xffff;
        ByteBuffer packet = frame.slice(ETHERNET, bytes.length - ETHERNET);
        return switch (etherType) {
            case EtherType.IPV4 -> "IP " + ip(packet);
            case EtherType.ARP -> "ARP, " + arp(packet);
            default ->
                String.format(
                        Locale.ROOT,
                        "%s > %s, ethertype 0x%04x, length %d",
                        mac(frame, 6),
                        mac(frame, 0),
                        etherType,
                        bytes.length);
        };
    }

    private static String arp(ByteBuffer packet) {
        if (packet.limit() < ARP_LENGTH) {
            return "[truncated]";
        }
        int operation = packet.getShort(6);
        String sender = address(packet, 14);
        String target = address(packet, 24);
        return switch (operation) {
            case 1 -> "Request who-has " + target + " tell " + sender;
            case 2 -> "Reply " + sender + " is-at " + mac(packet, 8);
            default -> "operation " + (operation & 0xffff);
        };
    }

    private static String ip(ByteBuffer packet) {
        int header = packet.limit() < IP_HEADER ? 0 : (packet.get(0) & 0xf) * 4;
        if (header < IP_HEADER || header > packet.limit()) {
            return "[truncated or malformed header]";
        }
        int end = Math.min(Math.max(packet.getShort(2) & 0xffff, header), packet.limit());
        ByteBuffer payload = packet.slice(header, end - header);
        String source = address(packet, 12);
        String destination = address(packet, 16);
        int protocol = packet.get(9) & 0xff;
        int fragment = packet.getShort(6) & 0x3fff;
        String between = source + " > " + destination + ": ";
        if ((fragment & 0x1fff) != 0) {
            return between + "proto " + protocol + ", fragment at " + (fragment & 0x1fff) * 8 + ", length "
                    + payload.limit();
        }
        String more = fragment == 0 ? "" : ", first fragment";
        return switch (protocol) {
            case IpProtocol.ICMP -> between + icmp(payload) + more;
            case IpProtocol.UDP ->
                payload.limit() < 8 ? between + "UDP [truncated]" : udp(source, destination, payload) + more;
            case IpProtocol.TCP ->
                payload.limit() < 20 ? between + "TCP [truncated]" : tcp(source, destination, payload) + more;
            default -> between + "proto " + protocol + ", length " + payload.limit() + more;
        };
    }

    private static String icmp(ByteBuffer message) {
        if (message.limit() < 8) {
            return "ICMP [truncated]";
        }
        int type = message.get(0) & 0xff;
        String text = switch (type) {
            case IcmpType.ECHO, IcmpType.ECHO_REPLY ->
                "echo " + (type == IcmpType.ECHO ? "request" : "reply") + ", id " + (message.getShort(4) & 0xffff)
                        + ", seq " + (message.getShort(6) & 0xffff);
            case IcmpType.TIMESTAMP -> "time stamp query";
            case IcmpType.TIMESTAMP_REPLY -> "time stamp reply";
            case IcmpType.ADDRESS_MASK_REQUEST -> "address mask request";
            case IcmpType.ADDRESS_MASK_REPLY -> "address mask reply";
            default -> IcmpText.describe(type, message.get(1) & 0xff);
        };
        return "ICMP " + text + ", length " + message.limit();
    }

    private static String udp(String source, String destination, ByteBuffer datagram) {
        return ports(source, destination, datagram) + "UDP, length " + (datagram.limit() - 8);
    }

    private static String tcp(String source, String destination, ByteBuffer segment) {
        int header = (segment.get(12) >>> 4 & 0xf) * 4;
        StringBuilder flags = new StringBuilder();
        int bits = segment.get(13) & 0xff;
        for (int i = 0; i < FLAGS.length; i++) {
            if ((bits >>> i & 1) != 0) {
                flags.append(FLAGS[i]);
            }
        }
        boolean ack = (bits & 0x10) != 0;
        return ports(source, destination, segment) + "Flags [" + (flags.isEmpty() ? "none" : flags) + "], seq "
                + Integer.toUnsignedString(segment.getInt(4))
                + (ack ? ", ack " + Integer.toUnsignedString(segment.getInt(8)) : "")
                + ", win " + (segment.getShort(14) & 0xffff)
                + ", length " + Math.max(0, segment.limit() - header);
    }

    private static String ports(String source, String destination, ByteBuffer transport) {
        return source + "." + (transport.getShort(0) & 0xffff) + " > " + destination + "."
                + (transport.getShort(2) & 0xffff) + ": ";
    }

    private static String address(ByteBuffer bytes, int at) {
        return Ipv4Address.toString(bytes.getInt(at));
    }

    private static String mac(ByteBuffer bytes, int at) {
        return new MacAddress((bytes.getShort(at) & 0xffffL) << 32 | bytes.getInt(at + 2) & 0xffff_ffffL).toString();
    }
}
