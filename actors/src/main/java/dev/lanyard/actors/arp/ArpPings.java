package dev.lanyard.actors.arp;

import java.util.ArrayList;
import java.util.List;

/** Those who have asked for an address once and wait for somebody to answer; at most {@link #LIMIT}. */
final class ArpPings {
    static final int LIMIT = 64;

    private final List<NeighbourCommand.Ping> waiting = new ArrayList<>();

    /** Whether there was room; if not, the ping fails. */
    boolean add(NeighbourCommand.Ping ping) {
        waiting.removeIf(other -> other.answer().isDone());
        if (waiting.size() == LIMIT) {
            ping.answer().completeExceptionally(new IllegalStateException("too many ARP pings wait: " + LIMIT));
            return false;
        }
        return waiting.add(ping);
    }

    /** A packet came: who asked for its sender hears of it, if it is an answer. */
    void heard(ArpPacket packet) {
        if (packet.operation() == ArpPacket.REPLY && !waiting.isEmpty()) {
            waiting.removeIf(ping -> {
                boolean meant = ping.address().equals(packet.sender());
                if (meant) {
                    ping.answer().complete(packet.senderMac());
                }
                return meant;
            });
        }
    }
}
