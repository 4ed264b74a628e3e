package dev.lanyard.actors.arp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Keeps two stations from having one address (RFC 5227): looks before an address is taken, announces it, and defends it when
 * another station sends under it.
 *
 * <p>Times are nanoseconds of any monotonic clock and never go back.
 */
public final class ConflictDetector {
    /** An address is defended at most once in this time (RFC 5227 §1.1, DEFEND_INTERVAL). */
    public static final Duration DEFEND_INTERVAL = Duration.ofSeconds(10);
    /** Conflicts after which probes become slow (MAX_CONFLICTS), and how much slower (RATE_LIMIT_INTERVAL). */
    public static final int MAXIMUM_CONFLICTS = 10;

    public static final Duration RATE_LIMIT_INTERVAL = Duration.ofSeconds(60);
    /** Between the two announcements (ANNOUNCE_INTERVAL). */
    public static final Duration ANNOUNCE_INTERVAL = Duration.ofSeconds(2);

    private final MacAddress mac;
    private final RandomGenerator random;
    private final Output output;
    private final Map<Ipv4Address, Probing> probing = new TreeMap<>();
    private final Map<Ipv4Address, Long> announcements = new TreeMap<>();
    private final Map<Ipv4Address, Long> defended = new LinkedHashMap<>();
    private int conflicts;

    /** What the detector wants done. */
    public interface Output {
        /** Ask all stations for an address without naming one as ours. */
        void probe(Ipv4Address address);

        /** Tell all stations that an address is ours. */
        void announce(Ipv4Address address);

        /** The same, because another station uses it. */
        void defend(Ipv4Address address);

        /**
         * What became of a search.
         *
         * @param other who has the address, or null if nobody was found
         */
        void probed(Ipv4Address address, MacAddress other);

        /** Another station insists on an address of ours: somebody has to give way. */
        void contested(Ipv4Address address, MacAddress other);
    }

    private static final class Probing {
        final ConflictTiming timing;
        long due;
        int sent;

        Probing(ConflictTiming timing) {
            this.timing = timing;
        }
    }

    /**
     * @param mac of the interface
     */
    public ConflictDetector(MacAddress mac, RandomGenerator random, Output output) {
        this.mac = mac;
        this.random = random;
        this.output = output;
    }

    /** Looks for a station that has the address; if that is being done, goes on with it. */
    public void probe(Ipv4Address address, ConflictTiming timing, long now) {
        if (!probing.containsKey(address)) {
            Probing search = new Probing(timing);
            long slow = conflicts >= MAXIMUM_CONFLICTS ? RATE_LIMIT_INTERVAL.toNanos() : 0;
            search.due = now + slow + between(Duration.ZERO, timing.delay());
            probing.put(address, search);
        }
    }

    /** The address has been given to the interface and announced once: does that again a while later. */
    public void taken(Ipv4Address address, long now) {
        announcements.put(address, now + ANNOUNCE_INTERVAL.toNanos());
    }

    /** The address is not the interface's any more. */
    public void given(Ipv4Address address) {
        announcements.remove(address);
        defended.remove(address);
    }

    /** The link is down: nobody can be found, which is all that can be said. */
    public void stop() {
        announcements.clear();
        for (Ipv4Address address : List.copyOf(probing.keySet())) {
            probing.remove(address);
            output.probed(address, null);
        }
    }

    /**
     * Looks at a valid ARP packet from any station.
     *
     * @param own whether its sender address is one of the interface's
     */
    public void heard(ArpPacket packet, boolean own, long now) {
        if (packet.senderMac().equals(mac)) {
            return;
        }
        Ipv4Address claimed = packet.isProbe() ? packet.target() : packet.sender();
        if (probing.remove(claimed) != null) { // RFC 5227 §2.1.1; two that probe at a time both retreat
            conflicts++;
            output.probed(claimed, packet.senderMac());
        } else if (own) {
            defend(packet.sender(), packet.senderMac(), now);
        }
    }

    /** RFC 5227 §2.4 (b): once in a while, or somebody has to give way. */
    private void defend(Ipv4Address address, MacAddress other, long now) {
        Long last = defended.get(address);
        if (last == null || now - last >= DEFEND_INTERVAL.toNanos()) {
            defended.put(address, now);
            output.defend(address);
        } else {
            output.contested(address, other);
        }
    }

    /** Sends what is due, and comes to results. */
    public void expire(long now) {
        for (Ipv4Address address : List.copyOf(probing.keySet())) {
            Probing search = probing.get(address);
            if (search.due <= now) {
                advance(address, search, now);
            }
        }
        List<Ipv4Address> due = new ArrayList<>();
        announcements.forEach((address, time) -> {
            if (time <= now) {
                due.add(address);
            }
        });
        due.forEach(address -> {
            announcements.remove(address);
            output.announce(address);
        });
    }

    private void advance(Ipv4Address address, Probing search, long now) {
        ConflictTiming timing = search.timing;
        if (search.sent == timing.probes()) {
            probing.remove(address);
            conflicts = 0;
            output.probed(address, null);
            return;
        }
        search.sent++;
        search.due = now
                + (search.sent == timing.probes()
                        ? timing.settle().toNanos()
                        : between(timing.minimum(), timing.maximum()));
        output.probe(address);
    }

    /** When {@link #expire} has something to do, or {@link Long#MAX_VALUE}. */
    public long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (Probing search : probing.values()) {
            next = Math.min(next, search.due);
        }
        for (long time : announcements.values()) {
            next = Math.min(next, time);
        }
        return next;
    }

    private long between(Duration least, Duration most) {
        long span = most.toNanos() - least.toNanos();
        return least.toNanos() + (span == 0 ? 0 : random.nextLong(span));
    }
}
