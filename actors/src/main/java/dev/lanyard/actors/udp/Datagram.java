package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import java.nio.ByteBuffer;

/**
 * A UDP datagram as a socket received it.
 *
 * @param source who sent it
 * @param destination the address of ours, the broadcast address or the group that it was sent to
 * @param payload 0 to 65,507 bytes, the receiver's own
 * @param ttl that it arrived with
 */
public record Datagram(Endpoint source, Ipv4Address destination, byte[] payload, int ttl) {
    /**
     * What came into a receiver's buffer.
     *
     * @param length bytes that the datagram had; more than the buffer took if it was too small
     * @param copied bytes that are in the buffer
     */
    public record Received(Endpoint source, Ipv4Address destination, int ttl, int length, int copied) {
        /** Whether the rest of the datagram did not find room and is lost. */
        public boolean truncated() {
            return copied < length;
        }
    }

    /** Puts as much of the payload as there is room for into a buffer. */
    public Received into(ByteBuffer target) {
        int count = Math.min(payload.length, target.remaining());
        target.put(payload, 0, count);
        return new Received(source, destination, ttl, payload.length, count);
    }
}
