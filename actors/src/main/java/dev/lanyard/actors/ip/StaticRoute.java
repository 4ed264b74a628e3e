package dev.lanyard.actors.ip;

import java.util.Optional;

/**
 * A route that somebody configured. It is in use while its gateway is on the network of an interface that is up.
 *
 * @param network where it leads; host bits do not count
 * @param gateway next hop; {@link Ipv4Address#ANY} if those on the network are neighbours (on-link)
 * @param metric among routes to one network the smallest is taken; 0 or more
 * @param device name of the interface that an on-link route leads through; else empty: the gateway says which
 */
public record StaticRoute(Ipv4Prefix network, Ipv4Address gateway, int metric, Optional<String> device) {
    public StaticRoute {
        if (metric < 0) {
            throw new IllegalArgumentException("metric " + metric + " is negative");
        }
        if (gateway.equals(Ipv4Address.ANY) != device.isPresent()) {
            throw new IllegalArgumentException("a route leads either to a gateway or through a device");
        }
        network = new Ipv4Prefix(new Ipv4Address(network.network()), network.length());
    }

    /** A route by a gateway. */
    public StaticRoute(Ipv4Prefix network, Ipv4Address gateway, int metric) {
        this(network, gateway, metric, Optional.empty());
    }

    /** A route to neighbours on an interface that are not on the network of its addresses. */
    public static StaticRoute onLink(Ipv4Prefix network, String device, int metric) {
        return new StaticRoute(network, Ipv4Address.ANY, metric, Optional.of(device));
    }

    public boolean isOnLink() {
        return device.isPresent();
    }

    /**
     * Parses {@code NETWORK/LENGTH via GATEWAY [metric N]} or {@code NETWORK/LENGTH dev NAME [metric N]}, where {@code default}
     * stands for 0.0.0.0/0.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static StaticRoute parse(String text) {
        String[] words = text.strip().split("\\s+");
        boolean metric = words.length == 5 && words[3].equals("metric") && words[4].matches("[0-9]{1,9}");
        if (words.length < 3 || !words[1].matches("via|dev") || words.length > 3 && !metric) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a route: write it as in 10.0.2.0/24 via 10.0.1.1 metric 5, or 10.0.3.0/24 dev eth0");
        }
        Ipv4Prefix network = words[0].equals("default") ? Ipv4Prefix.EVERYWHERE : Ipv4Prefix.parse(words[0]);
        int rank = metric ? Integer.parseInt(words[4]) : 0;
        return words[1].equals("dev")
                ? onLink(network, words[2], rank)
                : new StaticRoute(network, Ipv4Address.parse(words[2]), rank);
    }

    @Override
    public String toString() {
        String to = network.length() == 0 ? "default" : network.toString();
        String next = device.map(name -> " dev " + name).orElseGet(() -> " via " + gateway);
        return to + next + (metric == 0 ? "" : " metric " + metric);
    }
}
