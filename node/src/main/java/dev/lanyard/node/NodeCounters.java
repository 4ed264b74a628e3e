package dev.lanyard.node;

import dev.lanyard.actors.NetworkStackActor;
import dev.lanyard.actors.dhcp.DhcpCounters;
import dev.lanyard.actors.dns.DnsCounters;
import dev.lanyard.actors.tcp.TcpCounters;
import dev.lanyard.actors.tcp.TcpEvents;
import dev.lanyard.link.counters.CounterGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All counters of a node, from the links up. */
final class NodeCounters {
    private final NetworkStackActor.Counters layers = new NetworkStackActor.Counters();
    private final TcpCounters tcp = new TcpCounters();
    private final TcpEvents tcpEvents = new TcpEvents();
    private final DnsCounters dns = new DnsCounters();
    private final DhcpCounters dhcp = new DhcpCounters();
    private final List<CounterGroup<?>> groups = new ArrayList<>();

    NodeCounters(NodeSettings settings) {
        settings.interfaces().forEach(i -> groups.addAll(i.link().counters()));
        groups.addAll(layers.groups());
        groups.add(tcp.group);
        groups.add(dns.group);
        if (settings.interfaces().stream().anyMatch(i -> i.address() instanceof InterfaceAddress.Dhcp)) {
            groups.add(dhcp.group);
        }
    }

    NetworkStackActor.Counters layers() {
        return layers;
    }

    /** What cannot be counted: what happens to connections, as it happens. */
    TcpEvents tcpEvents() {
        return tcpEvents;
    }

    TcpCounters tcp() {
        return tcp;
    }

    DnsCounters dns() {
        return dns;
    }

    DhcpCounters dhcp() {
        return dhcp;
    }

    /** Every value by {@code group.counter}. */
    Map<String, Long> snapshot() {
        Map<String, Long> values = new LinkedHashMap<>();
        for (CounterGroup<?> group : groups) {
            group.snapshot().forEach((name, value) -> values.put(group.name() + "." + name, value));
        }
        return values;
    }
}
