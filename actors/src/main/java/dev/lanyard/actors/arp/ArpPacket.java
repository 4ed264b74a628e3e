package dev.lanyard.actors.arp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketBuffer;

/** An ARP packet for IPv4 over Ethernet (RFC 826). */
public record ArpPacket(
        int operation, MacAddress senderMac, Ipv4Address sender, MacAddress targetMac, Ipv4Address target) {
    public static final int LENGTH = 28;
    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    public static final int HARDWARE_TYPE_OFFSET = 0;
    public static final int PROTOCOL_TYPE_OFFSET = 2;
    public static final int HARDWARE_LENGTH_OFFSET = 4;
    public static final int PROTOCOL_LENGTH_OFFSET = 5;
    public static final int OPERATION_OFFSET = 6;
    public static final int SENDER_MAC_OFFSET = 8;
    public static final int SENDER_OFFSET = 14;
    public static final int TARGET_MAC_OFFSET = 18;
    public static final int TARGET_OFFSET = 24;

    private static final int ETHERNET = 1;
    private static final int IPV4 = 0x0800;

    /** Asks who has the target. */
    public static ArpPacket request(MacAddress senderMac, Ipv4Address sender, Ipv4Address target) {
        return new ArpPacket(REQUEST, senderMac, sender, MacAddress.ZERO, target);
    }

    /** The answer to this request: the target has the given address. */
    public ArpPacket replyFrom(MacAddress mac) {
        return new ArpPacket(REPLY, mac, target, senderMac, sender);
    }

    /** Whether the sender asks with no address of its own, in order not to disturb caches (RFC 5227 §1.1). */
    public boolean isProbe() {
        return sender.value() == 0;
    }

    /** Whether it tells and asks nothing (RFC 5227 §1.1, there called an announcement). */
    public boolean isGratuitous() {
        return sender.equals(target);
    }

    /** Why the packet at the head is not to be parsed, or null if it is. */
    public static ArpDrop check(PacketBuffer packet) {
        if (packet.length() < LENGTH) {
            return ArpDrop.TRUNCATED;
        }
        if (packet.getUnsignedShort(HARDWARE_TYPE_OFFSET) != ETHERNET) {
            return ArpDrop.BAD_HARDWARE_TYPE;
        }
        if (packet.getUnsignedShort(PROTOCOL_TYPE_OFFSET) != IPV4) {
            return ArpDrop.BAD_PROTOCOL_TYPE;
        }
        if (packet.getUnsignedByte(HARDWARE_LENGTH_OFFSET) != MacAddress.LENGTH
                || packet.getUnsignedByte(PROTOCOL_LENGTH_OFFSET) != 4) {
            return ArpDrop.BAD_ADDRESS_LENGTH;
        }
        int operation = packet.getUnsignedShort(OPERATION_OFFSET);
        if (operation != REQUEST && operation != REPLY) {
            return ArpDrop.BAD_OPERATION;
        }
        long senderMac = packet.getMac(SENDER_MAC_OFFSET);
        if (senderMac == 0 || MacAddress.isGroup(senderMac)) {
            return ArpDrop.BAD_SENDER_MAC;
        }
        int sender = packet.getInt(SENDER_OFFSET);
        boolean probe = sender == 0 && operation == REQUEST;
        if (!probe && (!Ipv4Address.isUnicast(sender) || Ipv4Address.isLoopback(sender))) {
            return ArpDrop.BAD_SENDER_ADDRESS;
        }
        return null;
    }

    /** Reads a packet that {@link #check} has no objection to. */
    public static ArpPacket parse(PacketBuffer packet) {
        return new ArpPacket(
                packet.getUnsignedShort(OPERATION_OFFSET),
                new MacAddress(packet.getMac(SENDER_MAC_OFFSET)),
                new Ipv4Address(packet.getInt(SENDER_OFFSET)),
                new MacAddress(packet.getMac(TARGET_MAC_OFFSET)),
                new Ipv4Address(packet.getInt(TARGET_OFFSET)));
    }

    /** Appends the packet to an empty buffer with room for {@link #LENGTH} bytes. */
    public void emit(PacketBuffer packet) {
        packet.append(LENGTH);
        packet.putShort(HARDWARE_TYPE_OFFSET, ETHERNET);
        packet.putShort(PROTOCOL_TYPE_OFFSET, IPV4);
        packet.putByte(HARDWARE_LENGTH_OFFSET, MacAddress.LENGTH);
        packet.putByte(PROTOCOL_LENGTH_OFFSET, 4);
        packet.putShort(OPERATION_OFFSET, operation);
        packet.putMac(SENDER_MAC_OFFSET, senderMac.value());
        packet.putInt(SENDER_OFFSET, sender.value());
        packet.putMac(TARGET_MAC_OFFSET, targetMac.value());
        packet.putInt(TARGET_OFFSET, target.value());
    }
}
