package dev.lanyard.actors.ipv4;

import dev.lanyard.link.LinkCapabilities;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * What is known of the MTUs of paths (RFC 1191). Each destination has a path of its own; it is forgotten after a while, so that
 * a larger MTU is found out. Bounded: the one learnt longest ago goes.
 *
 * <p>Times are nanoseconds of any monotonic clock and never go back.
 */
final class PathMtuCache {
    /** RFC 1191 §6.3. */
    static final Duration LIFETIME = Duration.ofMinutes(10);
    /** Destinations at a time. */
    static final int CAPACITY = 1024;
    /** What {@link #mtu} says where nothing is known. */
    static final int UNKNOWN = LinkCapabilities.MAXIMUM_MTU;

    private final LinkedHashMap<Integer, Entry> entries = new LinkedHashMap<>(); // the one learnt longest ago first

    private record Entry(int mtu, long learnt) {}

    /** Bytes of the largest packet that the path to a destination takes, as far as is known. */
    int mtu(int destination, long now) {
        if (entries.isEmpty()) {
            return UNKNOWN;
        }
        Entry entry = entries.get(destination);
        if (entry == null) {
            return UNKNOWN;
        }
        if (now - entry.learnt >= LIFETIME.toNanos()) {
            entries.remove(destination);
            return UNKNOWN;
        }
        return entry.mtu;
    }

    /**
     * Takes note of what a router said about a packet of ours. Less than 68 bytes no path takes, and none grows by a message that
     * says it is too narrow (RFC 1191 §3).
     *
     * @return whether the MTU is now smaller than what was known
     */
    boolean learn(int destination, int mtu, long now) {
        if (mtu < LinkCapabilities.MINIMUM_MTU || mtu >= mtu(destination, now)) {
            return false;
        }
        entries.remove(destination);
        if (entries.size() == CAPACITY) {
            Iterator<Integer> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        entries.put(destination, new Entry(mtu, now));
        return true;
    }

    /** What is known of the path to a destination is not true any more. */
    void forget(int destination) {
        entries.remove(destination);
    }

    int size() {
        return entries.size();
    }
}
