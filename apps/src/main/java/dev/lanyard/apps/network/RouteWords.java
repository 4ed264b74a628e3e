package dev.lanyard.apps.network;

import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.node.Node;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A route in words: {@code NETWORK [via GATEWAY] [dev NAME] [metric N]}; {@code gw} means {@code via}. Hosts may be names.
 *
 * @param gateway null if the network is on-link
 * @param device null if the gateway says which
 */
record RouteWords(String network, String gateway, String device, int metric) {
    static RouteWords parse(List<String> words) {
        if (words.isEmpty()) {
            throw Networking.usage("which route? write NETWORK/LENGTH via GATEWAY, or NETWORK/LENGTH dev NAME");
        }
        String gateway = null;
        String device = null;
        int metric = 0;
        for (int i = 1; i < words.size(); i += 2) {
            String word = words.get(i);
            if (i + 1 == words.size()) {
                throw Networking.usage("'" + word + "' wants a value");
            }
            String value = words.get(i + 1);
            switch (word) {
                case "via", "gw" -> gateway = value;
                case "dev" -> device = value;
                case "metric" -> metric = metric(value);
                default -> throw Networking.usage("'" + word + "' is not one of via, dev and metric");
            }
        }
        if (gateway == null && device == null) {
            throw Networking.usage("a route needs 'via GATEWAY' or 'dev NAME'");
        }
        return new RouteWords(words.get(0), gateway, device, metric);
    }

    private static int metric(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw Networking.usage("'" + value + "' is not a metric: write a number");
        }
        return Integer.parseInt(value);
    }

    CompletionStage<Void> addTo(Node node) {
        return Networking.network(node, network)
                .thenCompose(to -> gateway == null
                        ? node.network().addRoute(to, device, metric)
                        : node.resolve(gateway)
                                .thenCompose(next -> node.network().addRoute(new StaticRoute(to, next, metric))));
    }

    CompletionStage<Void> removeFrom(Node node) {
        return Networking.network(node, network)
                .thenCompose(to -> gateway == null
                        ? node.network().removeRoute(to, device)
                        : node.resolve(gateway)
                                .thenCompose(next -> node.network().removeRoute(to, next)));
    }
}
