package dev.lanyard.actors.arp;

import dev.lanyard.link.packet.PacketBuffer;
import java.util.ArrayDeque;

/** The packets that wait for neighbours: bounded for each neighbour in number, and for all of them in bytes. */
final class ArpBacklog {
    private final ArpCache.Output output;
    private int bytes;

    ArpBacklog(ArpCache.Output output) {
        this.output = output;
    }

    /** Keeps a packet in a neighbour's queue, in memory of its own; of too many the oldest goes. */
    void keep(ArrayDeque<PacketBuffer> queue, PacketBuffer packet) {
        if (bytes + packet.length() > ArpCache.PENDING_BYTES) {
            output.drop(packet, ArpDrop.PENDING_BYTES_FULL);
            return;
        }
        if (queue.size() == ArpCache.PENDING_PACKETS) {
            output.drop(poll(queue), ArpDrop.PENDING_QUEUE_FULL);
        }
        PacketBuffer kept = packet.detach();
        bytes += kept.length();
        queue.add(kept);
    }

    /** Takes the packet that has waited for longest, or null. */
    PacketBuffer poll(ArrayDeque<PacketBuffer> queue) {
        PacketBuffer packet = queue.poll();
        if (packet != null) {
            bytes -= packet.length();
        }
        return packet;
    }
}
