package dev.lanyard.actors.arp;

import dev.lanyard.actors.arp.ArpEntry.State;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The neighbours of one interface and the packets that wait for them (RFC 826, RFC 1122 §2.3.2). Bounded in entries, packets
 * and bytes. Ageing is found out when an entry is used, so that only unanswered requests need a timer: {@link #nextDeadline}.
 *
 * <p>Times are nanoseconds of any monotonic clock and never go back.
 */
public final class ArpCache {
    /** Requests to a neighbour before it counts as unreachable. */
    public static final int ATTEMPTS = 3;
    /** At most one request per target in this time (RFC 1122 §2.3.2.1). */
    public static final Duration RETRANSMISSION = Duration.ofSeconds(1);
    /** How long an entry is believed without asking again (RFC 1122 §2.3.2.1: "on the order of a minute"). */
    public static final Duration REACHABLE_TIME = Duration.ofSeconds(60);
    /** Packets that wait for one neighbour: all fragments of the largest datagram, with small fragments to spare. */
    public static final int PENDING_PACKETS = 64;
    /** Bytes that wait for all neighbours. */
    public static final int PENDING_BYTES = 1 << 20;
    /** Neighbours that are known at a time, unless told otherwise. */
    public static final int CAPACITY = 1024;

    private static final long RETRANSMISSION_NANOS = RETRANSMISSION.toNanos();
    private static final long REACHABLE_NANOS = REACHABLE_TIME.toNanos();

    private final int capacity;
    private final Output output;
    private final LinkedHashMap<Integer, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    /** Those with a request on its way, ordered by when it was sent. */
    private final LinkedHashSet<Entry> asked = new LinkedHashSet<>();

    private final ArpBacklog backlog;

    private Entry last;

    /** What the cache wants done. Packets that it hands over belong to the output. */
    public interface Output {
        /** Ask for the target: all stations, or one that had it when last heard of. */
        void request(int target, MacAddress destination);

        /** Send a packet to a neighbour. */
        void transmit(MacAddress destination, PacketBuffer packet);

        /** Nobody has the next hop; called once for each packet that waited for it. */
        void unreachable(int nextHop, PacketBuffer packet);

        /** The packet finds no room. */
        void drop(PacketBuffer packet, ArpDrop reason);
    }

    private static final class Entry {
        final int address;
        final ArrayDeque<PacketBuffer> pending = new ArrayDeque<>(0);
        State state = State.INCOMPLETE;
        MacAddress mac;
        long confirmed;
        long lastRequest;
        int attempts;

        Entry(int address) {
            this.address = address;
        }
    }

    /**
     * @param capacity most neighbours that are known at a time, at least 1
     */
    public ArpCache(int capacity, Output output) {
        this.capacity = capacity;
        this.output = output;
        this.backlog = new ArpBacklog(output);
    }

    /** Sends a packet to a neighbour, or keeps it and asks for the neighbour first. */
    public void transmit(int nextHop, PacketBuffer packet, long now) {
        Entry entry = last != null && last.address == nextHop ? last : entries.get(nextHop);
        if (entry == null) {
            entry = insert(nextHop, now);
            if (entry == null) {
                output.drop(packet, ArpDrop.CACHE_FULL);
                return;
            }
        }
        last = entry;
        if (entry.state == State.INCOMPLETE) {
            backlog.keep(entry.pending, packet);
            if (!asked.contains(entry)) {
                ask(entry, now);
            }
            return;
        }
        if (age(entry, now) == State.STALE) {
            verify(entry, now);
        }
        output.transmit(entry.mac, packet);
    }

    /**
     * Learns from an ARP packet's sender (RFC 826 "Packet Reception"). A reply is believed only if it was asked for, and nobody
     * takes over an address whose owner was heard of not long ago: that owner is asked first.
     *
     * @param reply whether the packet was a reply
     * @param create whether a sender that is not known becomes so: the packet was a request for one of our addresses
     * @return null, or why nothing was learnt
     */
    public ArpDrop learn(int sender, MacAddress mac, boolean reply, boolean create, long now) {
        Entry entry = entries.get(sender);
        if (entry == null) {
            if (reply) {
                return ArpDrop.UNSOLICITED_REPLY;
            }
            entry = create ? insert(sender, now) : null;
            if (entry != null) {
                confirm(entry, mac, now);
            }
            return null;
        }
        boolean same = mac.equals(entry.mac);
        State state = age(entry, now);
        if (state == State.PERMANENT) {
            return same ? null : ArpDrop.UNSOLICITED_REPLY;
        }
        if (state == State.INCOMPLETE || same && (!reply || state == State.PROBE)) {
            confirm(entry, mac, now);
            return null;
        }
        if (!same && state == State.REACHABLE) {
            verify(entry, now);
        } else if (!reply && state == State.STALE) {
            entry.mac = mac;
        }
        return reply ? ArpDrop.UNSOLICITED_REPLY : null;
    }

    /**
     * Adds a neighbour by hand, or changes it; packets that wait for it leave.
     *
     * @return whether there was room
     */
    public boolean put(int address, MacAddress mac, long now) {
        Entry entry = entries.get(address);
        if (entry == null) {
            entry = insert(address, now);
        }
        if (entry != null) {
            confirm(entry, mac, now);
            entry.state = State.PERMANENT;
        }
        return entry != null;
    }

    /**
     * Forgets a neighbour, however it came to be known; packets that wait for it are unreachable.
     *
     * @return whether it was known
     */
    public boolean remove(int address) {
        Entry entry = entries.get(address);
        if (entry != null) {
            giveUp(entry);
        }
        return entry != null;
    }

    /** Repeats requests that are due and gives up on neighbours that did not answer. */
    public void expire(long now) {
        while (!asked.isEmpty()) {
            Entry entry = asked.iterator().next();
            if (now - entry.lastRequest < RETRANSMISSION_NANOS) {
                return;
            }
            if (entry.attempts < ATTEMPTS) {
                ask(entry, now);
            } else {
                giveUp(entry);
            }
        }
    }

    /** When {@link #expire} has something to do, or {@link Long#MAX_VALUE} if no request is unanswered. */
    public long nextDeadline() {
        return asked.isEmpty() ? Long.MAX_VALUE : asked.iterator().next().lastRequest + RETRANSMISSION_NANOS;
    }

    /** Forgets every neighbour that was not added by hand; packets that wait are unreachable. */
    public void clear() {
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.state != State.PERMANENT) {
                giveUp(entry);
            }
        }
    }

    /** The neighbours of now, the one used last at the end. */
    public List<ArpEntry> entries(long now) {
        List<ArpEntry> list = new ArrayList<>();
        for (Entry entry : entries.values()) {
            list.add(new ArpEntry(new Ipv4Address(entry.address), entry.mac, age(entry, now)));
        }
        return list;
    }

    private static State age(Entry entry, long now) {
        if (entry.state == State.REACHABLE && now - entry.confirmed >= REACHABLE_NANOS) {
            entry.state = State.STALE;
        }
        return entry.state;
    }

    private void confirm(Entry entry, MacAddress mac, long now) {
        entry.state = State.REACHABLE;
        entry.mac = mac;
        entry.confirmed = now;
        asked.remove(entry);
        PacketBuffer packet;
        while ((packet = backlog.poll(entry.pending)) != null) {
            output.transmit(mac, packet);
        }
    }

    /** Asks the station that was heard of last whether it is still there, unless it was asked a moment ago. */
    private void verify(Entry entry, long now) {
        if (now - entry.lastRequest >= RETRANSMISSION_NANOS) {
            entry.state = State.PROBE;
            ask(entry, now);
        }
    }

    private void ask(Entry entry, long now) {
        entry.attempts = asked.remove(entry) ? entry.attempts + 1 : 1;
        entry.lastRequest = now;
        asked.add(entry);
        output.request(entry.address, entry.state == State.PROBE ? entry.mac : MacAddress.BROADCAST);
    }

    private void giveUp(Entry entry) {
        asked.remove(entry);
        entries.remove(entry.address);
        if (last == entry) {
            last = null;
        }
        PacketBuffer packet;
        while ((packet = backlog.poll(entry.pending)) != null) {
            output.unreachable(entry.address, packet);
        }
    }

    /** A new entry, in place of the one unused for longest if need be; null if none may go. */
    private Entry insert(int address, long now) {
        if (entries.size() >= capacity && !evict(now)) {
            return null;
        }
        Entry entry = new Entry(address);
        entry.lastRequest = now - RETRANSMISSION_NANOS;
        entries.put(address, entry);
        return entry;
    }

    /** Spares entries that were asked for a moment ago: forgetting them would let us ask again too soon. */
    private boolean evict(long now) {
        for (Iterator<Map.Entry<Integer, Entry>> all = entries.entrySet().iterator(); all.hasNext(); ) {
            Entry entry = all.next().getValue();
            if (entry.state != State.PERMANENT
                    && !asked.contains(entry)
                    && now - entry.lastRequest >= RETRANSMISSION_NANOS) {
                all.remove();
                if (last == entry) {
                    last = null;
                }
                return true;
            }
        }
        return false;
    }
}
