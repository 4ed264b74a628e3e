package dev.lanyard.actors.arp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import java.util.List;

/** What one interface does with ARP packets that arrive, and which of its addresses it asks with (RFC 826). */
public final class ArpReceiver {
    private final MacAddress mac;
    private final ArpCache cache;
    private final ArpCounters counters;
    private List<Ipv4Prefix> addresses = List.of();

    public ArpReceiver(MacAddress mac, ArpCache cache, ArpCounters counters) {
        this.mac = mac;
        this.cache = cache;
        this.counters = counters;
    }

    /** Replaces the addresses that are ours. */
    public void addresses(List<Ipv4Prefix> own) {
        addresses = List.copyOf(own);
    }

    /** The address that asks for a target: one of the target's network, else the first; null if there is none. */
    public Ipv4Address senderFor(int target) {
        for (Ipv4Prefix own : addresses) {
            if (own.contains(target)) {
                return own.address();
            }
        }
        return addresses.isEmpty() ? null : addresses.get(0).address();
    }

    /** Whether another station sends under one of our addresses (RFC 5227 §2.4). */
    public boolean conflicts(ArpPacket packet) {
        return isOwn(packet.sender()) && !packet.senderMac().equals(mac);
    }

    /** Takes a packet in and returns the answer to it, or null if it needs none. */
    public ArpPacket receive(ArpPacket packet, long now) {
        boolean reply = packet.operation() == ArpPacket.REPLY;
        (reply ? counters.repliesReceived : counters.requestsReceived).increment();
        if (isOwn(packet.sender())) {
            if (conflicts(packet)) {
                counters.group.drop(ArpDrop.ADDRESS_CONFLICT);
            }
            return null;
        }
        boolean forUs = isOwn(packet.target());
        if (!packet.isProbe()) {
            ArpDrop drop = cache.learn(packet.sender().value(), packet.senderMac(), reply, forUs, now);
            if (drop != null) {
                counters.group.drop(drop);
            }
        }
        return forUs && !reply ? packet.replyFrom(mac) : null;
    }

    /** Whether an address is one of ours. */
    public boolean isOwn(Ipv4Address address) {
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i).address().equals(address)) {
                return true;
            }
        }
        return false;
    }
}
