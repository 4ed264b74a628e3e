package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who wants what of which group on which interface, and what that comes to for the interface (RFC 3376 §3).
 *
 * @param <H> those who want something: sockets
 */
final class Memberships<H> {
    private final TreeMap<Place, Map<H, SourceFilter>> places = new TreeMap<>();

    /** A group on an interface. */
    record Place(int index, Ipv4Address group) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return index != other.index ? Integer.compare(index, other.index) : group.compareTo(other.group);
        }
    }

    /**
     * Changes what somebody wants.
     *
     * @param filter {@link SourceFilter#NOBODY} for nothing more
     */
    void set(H holder, Place place, SourceFilter filter) {
        Map<H, SourceFilter> wanted = places.computeIfAbsent(place, p -> new LinkedHashMap<>());
        if (filter.isNobody()) {
            wanted.remove(holder);
        } else {
            wanted.put(holder, filter);
        }
        if (wanted.isEmpty()) {
            places.remove(place);
        }
    }

    /** Forgets somebody; returns where something was wanted. */
    List<Place> remove(H holder) {
        List<Place> left = new ArrayList<>();
        places.forEach((place, wanted) -> {
            if (wanted.remove(holder) != null) {
                left.add(place);
            }
        });
        places.values().removeIf(Map::isEmpty);
        return left;
    }

    /** Whether somebody wants something anywhere. */
    boolean holds(H holder) {
        return places.values().stream().anyMatch(wanted -> wanted.containsKey(holder));
    }

    /** What somebody wants there. */
    SourceFilter of(H holder, Place place) {
        return places.getOrDefault(place, Map.of()).getOrDefault(holder, SourceFilter.NOBODY);
    }

    /** What all together want there. */
    SourceFilter merged(Place place) {
        return SourceFilter.merge(places.getOrDefault(place, Map.of()).values());
    }

    /** What all together want on an interface. */
    SortedMap<Ipv4Address, SourceFilter> on(int index) {
        TreeMap<Ipv4Address, SourceFilter> groups = new TreeMap<>();
        places.forEach((place, wanted) -> {
            if (place.index == index) {
                groups.put(place.group, SourceFilter.merge(wanted.values()));
            }
        });
        return groups;
    }

    int size() {
        return places.size();
    }
}
