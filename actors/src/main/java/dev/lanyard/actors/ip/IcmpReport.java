package dev.lanyard.actors.ip;

import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.packet.PacketBuffer;

/**
 * Asks ICMP to tell the sender of a received packet why it was not accepted. ICMP decides whether that may be said at all
 * (RFC 1122 §3.2.2) and releases the packet.
 *
 * @param type ICMP type, an error
 * @param code ICMP code
 * @param information second word of the message: next-hop MTU or pointer, else 0
 * @param packet as the IPv4 layer delivered it; where its head stands does not matter
 */
public record IcmpReport(int type, int code, int information, PacketBuffer packet) implements LayerMessage {}
