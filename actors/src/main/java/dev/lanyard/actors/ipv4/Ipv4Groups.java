package dev.lanyard.actors.ipv4;

import dev.lanyard.actors.ethernet.EthernetHeader;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.link.MacAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The multicast groups that the node takes packets of, by interface (RFC 1112 §7.2, RFC 3376 §3.2). */
final class Ipv4Groups {
    private final Map<Integer, Map<Ipv4Address, SourceFilter>> joined = new HashMap<>();

    /** Replaces what is taken from an interface. */
    void join(int index, Map<Ipv4Address, SourceFilter> groups) {
        joined.put(index, groups);
    }

    /** The hardware addresses that the groups of an interface have, those that several share once. */
    List<MacAddress> stations(int index) {
        return joined.getOrDefault(index, Map.of()).keySet().stream()
                .map(group -> EthernetHeader.ofGroup(group.value()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Why a packet to a group is not taken from an interface, or null if it is. */
    Ipv4Drop check(int index, int group, int source) {
        if (group == Ipv4Address.ALL_HOSTS.value()) {
            return null;
        }
        Map<Ipv4Address, SourceFilter> groups = joined.get(index);
        SourceFilter filter = groups == null ? null : groups.get(new Ipv4Address(group));
        if (filter == null) {
            return Ipv4Drop.NOT_OUR_GROUP;
        }
        return filter.accepts(source) ? null : Ipv4Drop.SOURCE_FILTERED;
    }
}
