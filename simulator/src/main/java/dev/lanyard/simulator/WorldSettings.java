package dev.lanyard.simulator;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.link.lan.LanSettings;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@link World} is made of.
 *
 * @param seed of everything random
 * @param nets by name
 * @param hosts by name
 */
public record WorldSettings(
        long seed, Mode mode, SortedMap<String, NetSettings> nets, SortedMap<String, HostSettings> hosts) {
    /** How time passes. */
    public enum Mode {
        /** As fast as the machine computes, and always the same. */
        VIRTUAL,
        /** One second a second. */
        REALTIME
    }

    /**
     * @throws IllegalArgumentException if a name is used twice, a net is unknown, a link has more than two ends or a gateway is
     *     not on a subnet of its node
     */
    public WorldSettings {
        nets = Collections.unmodifiableSortedMap(new TreeMap<>(nets));
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
        Map<String, Integer> ends = new TreeMap<>();
        for (HostSettings host : hosts.values()) {
            if (nets.containsKey(host.name())) {
                throw new IllegalArgumentException("'" + host.name() + "' names a net and a node");
            }
            for (Attachment attachment : host.attachments()) {
                NetSettings net = nets.get(attachment.net());
                if (net == null) {
                    throw new IllegalArgumentException(
                            "node " + host.name() + " is attached to an unknown net, " + attachment.net());
                }
                int count = ends.merge(net.name(), 1, Integer::sum);
                if (net.lan().kind() == LanSettings.Kind.WIRE && count > 2) {
                    throw new IllegalArgumentException(
                            host.name() + " cannot be attached to " + net.name() + ": a link has two ends");
                }
            }
            checkGateway(host).ifPresent(problem -> {
                throw new IllegalArgumentException("node " + host.name() + ": " + problem);
            });
            for (StaticRoute route : host.routes()) {
                checkRoute(host, route).ifPresent(problem -> {
                    throw new IllegalArgumentException("node " + host.name() + ": " + problem);
                });
            }
        }
    }

    /** What is wrong with a node's gateway. */
    public static Optional<String> checkGateway(HostSettings host) {
        return host.gateway()
                .filter(gateway -> !isNeighbour(host, gateway))
                .map(gateway -> "gateway " + gateway + " is not the address of another host on a subnet of this node");
    }

    /** What is wrong with one of a node's routes. */
    public static Optional<String> checkRoute(HostSettings host, StaticRoute route) {
        if (route.isOnLink()) {
            boolean known = host.attachments().stream()
                    .anyMatch(own -> own.interfaceName().equals(route.device().orElseThrow()));
            return known
                    ? Optional.empty()
                    : Optional.of("the route " + route + " leads through an interface that it does not have");
        }
        return isNeighbour(host, route.gateway())
                ? Optional.empty()
                : Optional.of("the gateway of the route " + route
                        + " is not the address of another host on a subnet of this node");
    }

    private static boolean isNeighbour(HostSettings host, Ipv4Address other) {
        boolean byRoute = host.routes().stream()
                .anyMatch(route -> route.isOnLink()
                        && route.network().length() > 0
                        && route.network().contains(other.value()));
        return byRoute
                || host.attachments().stream()
                        .flatMap(attachment -> attachment.address().fixed().stream())
                        .anyMatch(own ->
                                own.contains(other.value()) && !own.address().equals(other));
    }

    /** The same with another seed. */
    public WorldSettings withSeed(long value) {
        return new WorldSettings(value, mode, nets, hosts);
    }
}
