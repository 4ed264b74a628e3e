package dev.lanyard.actors.ip;

/**
 * A route that somebody configured. It is in use while its gateway is on the network of an interface that is up.
 *
 * @param network where it leads; host bits do not count
 * @param gateway next hop
 * @param metric among routes to one network the smallest is taken; 0 or more
 */
public record StaticRoute(Ipv4Prefix network, Ipv4Address gateway, int metric) {
    public StaticRoute {
        if (metric < 0) {
            throw new IllegalArgumentException("metric " + metric + " is negative");
        }
        network = new Ipv4Prefix(new Ipv4Address(network.network()), network.length());
    }

    /**
     * Parses {@code NETWORK/LENGTH via GATEWAY [metric N]}, where {@code default} stands for 0.0.0.0/0.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static StaticRoute parse(String text) {
        String[] words = text.strip().split("\\s+");
        boolean metric = words.length == 5 && words[3].equals("metric") && words[4].matches("[0-9]{1,9}");
        if (words.length < 3 || !words[1].equals("via") || words.length > 3 && !metric) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a route: write it as in 10.0.2.0/24 via 10.0.1.1 metric 5");
        }
        Ipv4Prefix network = words[0].equals("default") ? Ipv4Prefix.EVERYWHERE : Ipv4Prefix.parse(words[0]);
        return new StaticRoute(network, Ipv4Address.parse(words[2]), metric ? Integer.parseInt(words[4]) : 0);
    }

    @Override
    public String toString() {
        String to = network.length() == 0 ? "default" : network.toString();
        return to + " via " + gateway + (metric == 0 ? "" : " metric " + metric);
    }
}
