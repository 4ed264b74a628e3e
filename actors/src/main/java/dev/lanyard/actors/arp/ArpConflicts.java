package dev.lanyard.actors.arp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.link.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what the {@link ConflictDetector} of an interface wants, and tells those who look for or guard an address. */
final class ArpConflicts {
    private static final Logger LOG = LoggerFactory.getLogger(ArpConflicts.class);
    /** Addresses of which it is remembered that they were free, or who guards them. */
    private static final int REMEMBERED = 64;

    private static final long LOG_INTERVAL = Duration.ofSeconds(10).toNanos();

    private final MacAddress mac;
    private final ArpCounters counters;
    private final Consumer<ArpPacket> toAll;
    private final Guards guards;
    private final ConflictDetector detector;
    private final Map<Ipv4Address, List<CompletableFuture<MacAddress>>> searches = new TreeMap<>();
    /** Addresses that nobody was found to have and that are not ours yet. */
    private final Set<Ipv4Address> free = new TreeSet<>();

    private long logged;

    /** Who is told when another station insists on an address; outlives a restart. */
    static final class Guards {
        private final Map<Ipv4Address, CompletableFuture<MacAddress>> guards = new LinkedHashMap<>();

        void put(NeighbourCommand.Guard guard) {
            guards.remove(guard.address());
            guards.put(guard.address(), guard.lost());
            if (guards.size() > REMEMBERED) {
                guards.remove(guards.keySet().iterator().next());
            }
        }
    }

    /**
     * @param toAll sends a packet to all stations
     */
    ArpConflicts(
            MacAddress mac,
            RandomGenerator random,
            ArpCounters counters,
            Guards guards,
            Consumer<ArpPacket> toAll,
            long now) {
        this.mac = mac;
        this.counters = counters;
        this.toAll = toAll;
        this.guards = guards;
        this.detector = new ConflictDetector(mac, random, new Effects());
        this.logged = now - LOG_INTERVAL;
    }

    /** Looks for a station that has an address. */
    void probe(NeighbourCommand.Probe probe, long now) {
        searches.computeIfAbsent(probe.address(), address -> new ArrayList<>()).add(probe.other());
        detector.probe(probe.address(), probe.timing(), now);
    }

    /**
     * The addresses of the interface have changed.
     *
     * @param up whether others can be told of new ones
     */
    void changed(List<Ipv4Prefix> before, List<Ipv4Prefix> after, boolean up, long now) {
        for (Ipv4Prefix own : after) {
            if (up && !before.contains(own)) {
                announce(own.address());
            }
            if (free.remove(own.address())) {
                detector.taken(own.address(), now);
            }
        }
        for (Ipv4Prefix other : before) {
            if (!after.contains(other)) {
                detector.given(other.address());
                guards.guards.remove(other.address());
            }
        }
    }

    /** Tells neighbours that knew this address of another station that it is ours now (RFC 5227 §2.3). */
    void announce(Ipv4Address address) {
        counters.requestsSent.increment();
        toAll.accept(ArpPacket.request(mac, address, address));
    }

    /**
     * Looks at a packet from any station.
     *
     * @param own whether its sender address is one of the interface's
     */
    void heard(ArpPacket packet, boolean own, long now) {
        if (own && !packet.senderMac().equals(mac) && now - logged >= LOG_INTERVAL) {
            logged = now;
            LOG.warn("{} also claims our address {}", packet.senderMac(), packet.sender());
        }
        detector.heard(packet, own, now);
    }

    void expire(long now) {
        detector.expire(now);
    }

    long nextDeadline() {
        return detector.nextDeadline();
    }

    /** The link is down. */
    void stop() {
        detector.stop();
    }

    private final class Effects implements ConflictDetector.Output {
        @Override
        public void probe(Ipv4Address address) {
            counters.requestsSent.increment();
            toAll.accept(ArpPacket.request(mac, Ipv4Address.ANY, address));
        }

        @Override
        public void announce(Ipv4Address address) {
            ArpConflicts.this.announce(address);
        }

        @Override
        public void defend(Ipv4Address address) {
            counters.defended.increment();
            announce(address);
        }

        @Override
        public void probed(Ipv4Address address, MacAddress other) {
            if (other != null) {
                counters.conflicts.increment();
            } else if (free.size() < REMEMBERED) {
                free.add(address);
            }
            searches.remove(address).forEach(result -> result.complete(other));
        }

        @Override
        public void contested(Ipv4Address address, MacAddress other) {
            CompletableFuture<MacAddress> guard = guards.guards.remove(address);
            if (guard != null) {
                LOG.warn("{} insists on our address {}, which is given up", other, address);
                counters.yielded.increment();
                guard.complete(other);
            }
        }
    }
}
