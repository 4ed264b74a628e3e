package dev.lanyard.actors.udp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.ip.SourceFilter.Mode;
import java.net.SocketException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The multicast groups that a socket is in: its reception state (RFC 3376 §3.1), with the rules of {@code java.nio.channels}. */
final class UdpGroups {
    /** Groups that a socket may be in, one on several interfaces counted for each. */
    static final int MEMBERSHIPS = 20;
    /** Sources that a socket may name for one group. */
    static final int SOURCES = 10;

    private final TreeMap<Place, SourceFilter> filters = new TreeMap<>();

    /** A group on an interface. */
    record Place(int index, Ipv4Address group) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return index != other.index ? Integer.compare(index, other.index) : group.compareTo(other.group);
        }
    }

    /** What is wanted there. */
    SourceFilter filter(Place place) {
        return filters.getOrDefault(place, SourceFilter.NOBODY);
    }

    /** All that is wanted, unmodifiable. */
    Map<Place, SourceFilter> filters() {
        return Map.copyOf(filters);
    }

    /** Forgets a group. */
    void forget(Place place) {
        filters.remove(place);
    }

    /**
     * Changes what is wanted of a group.
     *
     * @param source or null for all
     * @throws SocketException if that cannot be; nothing has changed then
     */
    void change(UdpSocketCommand.Membership.Operation operation, Place place, Ipv4Address source)
            throws SocketException {
        if (!Ipv4Address.isMulticast(place.group.value())) {
            throw new SocketException("Invalid argument: " + place.group + " is no multicast group");
        }
        if (source != null && !Ipv4Address.isUnicast(source.value())) {
            throw new SocketException("Invalid argument: " + source + " cannot be a source");
        }
        SourceFilter now = filter(place);
        SourceFilter next = switch (operation) {
            case JOIN -> source == null ? joined(place, now) : included(place, now, source);
            case LEAVE -> source == null ? left(place, now) : excluded(place, now, source);
            case BLOCK -> blocked(place, now, source, true);
            case UNBLOCK -> blocked(place, now, source, false);
        };
        if (next.sources().size() > SOURCES) {
            throw new SocketException(
                    "No buffer space available: a socket may name " + SOURCES + " sources of a group");
        }
        if (now.isNobody() && filters.size() == MEMBERSHIPS) {
            throw new SocketException("No buffer space available: a socket may be in " + MEMBERSHIPS + " groups");
        }
        if (next.isNobody()) {
            filters.remove(place);
        } else {
            filters.put(place, next);
        }
    }

    private static SourceFilter joined(Place place, SourceFilter now) throws SocketException {
        if (now.mode() == Mode.INCLUDE && !now.isNobody()) {
            throw new SocketException("Address already in use: the socket is in " + place.group
                    + " for certain sources; let it leave those first");
        }
        return now.isNobody() ? SourceFilter.EVERYBODY : now;
    }

    private static SourceFilter included(Place place, SourceFilter now, Ipv4Address source) throws SocketException {
        if (now.mode() == Mode.EXCLUDE) {
            throw new SocketException("Address already in use: the socket is in " + place.group
                    + " for all sources; let it leave that first");
        }
        TreeSet<Ipv4Address> sources = new TreeSet<>(now.sources());
        sources.add(source);
        return SourceFilter.including(sources);
    }

    private static SourceFilter left(Place place, SourceFilter now) throws SocketException {
        if (now.isNobody()) {
            throw new SocketException("Cannot assign requested address: the socket is not in " + place.group);
        }
        return SourceFilter.NOBODY;
    }

    private static SourceFilter excluded(Place place, SourceFilter now, Ipv4Address source) throws SocketException {
        TreeSet<Ipv4Address> sources = new TreeSet<>(now.sources());
        if (now.mode() == Mode.EXCLUDE || !sources.remove(source)) {
            throw new SocketException(
                    "Cannot assign requested address: the socket is not in " + place.group + " for " + source);
        }
        return SourceFilter.including(sources);
    }

    private static SourceFilter blocked(Place place, SourceFilter now, Ipv4Address source, boolean block)
            throws SocketException {
        if (source == null || now.mode() == Mode.INCLUDE) {
            throw new SocketException("Invalid argument: sources are blocked one by one in a group that the socket is"
                    + " in for all of them, and it is not in " + place.group + " so");
        }
        TreeSet<Ipv4Address> sources = new TreeSet<>(now.sources());
        boolean changed = block ? sources.add(source) : sources.remove(source);
        if (!changed && !block) {
            throw new SocketException("Cannot assign requested address: " + source + " is not blocked");
        }
        return SourceFilter.excluding(sources);
    }
}
