package dev.lanyard.actors.raw;

import dev.lanyard.actors.ip.Ipv4Address;
import java.util.Arrays;

/**
 * A datagram as a raw socket received it.
 *
 * @param source who sent it
 * @param destination the address of ours, or the broadcast address or group, that it was sent to
 * @param packet its IPv4 header, options included, and what it carries, the receiver's own; put together if it came in fragments
 */
public record RawDatagram(Ipv4Address source, Ipv4Address destination, byte[] packet) {
    /** Bytes of the IPv4 header. */
    public int headerLength() {
        return (packet[0] & 0xf) * 4;
    }

    /** What stands behind the header. */
    public byte[] payload() {
        return Arrays.copyOfRange(packet, headerLength(), packet.length);
    }

    public int ttl() {
        return packet[8] & 0xff;
    }

    public int protocol() {
        return packet[9] & 0xff;
    }
}
