package dev.lanyard.apps.network;

import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.node.Node;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A route in words: {@code NETWORK [via GATEWAY] [dev NAME] [metric N]}, where {@code gw} means {@code via}; or
 * {@code unreachable|prohibit|blackhole NETWORK [metric N]}. Hosts may be names.
 *
 * @param type unicast, or what becomes of packets instead
 * @param gateway null if the network is on-link
 * @param device null if the gateway says which
 */
record RouteWords(RouteType type, String network, String gateway, String device, int metric) {
    static RouteWords parse(List<String> all) {
        RouteType type = all.isEmpty() ? RouteType.UNICAST : type(all.get(0));
        List<String> words = type == RouteType.UNICAST ? all : all.subList(1, all.size());
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
        if (type != RouteType.UNICAST && (gateway != null || device != null)) {
            throw Networking.usage("a route that refuses has no 'via' and no 'dev'");
        }
        if (type == RouteType.UNICAST && gateway == null && device == null) {
            throw Networking.usage("a route needs 'via GATEWAY' or 'dev NAME'");
        }
        return new RouteWords(type, words.get(0), gateway, device, metric);
    }

    private static RouteType type(String word) {
        return switch (word) {
            case "unreachable" -> RouteType.UNREACHABLE;
            case "prohibit" -> RouteType.PROHIBIT;
            case "blackhole" -> RouteType.BLACKHOLE;
            default -> RouteType.UNICAST;
        };
    }

    private static int metric(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw Networking.usage("'" + value + "' is not a metric: write a number");
        }
        return Integer.parseInt(value);
    }

    CompletionStage<Void> addTo(Node node) {
        return Networking.network(node, network).thenCompose(to -> {
            if (type != RouteType.UNICAST) {
                return node.network().addRoute(to, type, metric);
            }
            return gateway == null
                    ? node.network().addRoute(to, device, metric)
                    : node.resolve(gateway)
                            .thenCompose(next -> node.network().addRoute(new StaticRoute(to, next, metric)));
        });
    }

    CompletionStage<Void> removeFrom(Node node) {
        return Networking.network(node, network).thenCompose(to -> {
            if (type != RouteType.UNICAST) {
                return node.network().removeRoute(to, type);
            }
            return gateway == null
                    ? node.network().removeRoute(to, device)
                    : node.resolve(gateway).thenCompose(next -> node.network().removeRoute(to, next));
        });
    }
}
