package dev.lanyard.actors.igmp;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The multicast groups of an interface at one moment.
 *
 * @param index of the interface
 * @param version that is spoken there now
 * @param querier who asked last; {@link Ipv4Address#ANY} if nobody did, or a switch without an address
 * @param groups in order, 224.0.0.1 among them
 */
public record IgmpState(
        int index, IgmpVersion version, Ipv4Address querier, SortedMap<Ipv4Address, SourceFilter> groups) {
    public IgmpState {
        groups = new TreeMap<>(groups);
        groups.put(Ipv4Address.ALL_HOSTS, SourceFilter.EVERYBODY);
        groups = java.util.Collections.unmodifiableSortedMap(groups);
    }
}
