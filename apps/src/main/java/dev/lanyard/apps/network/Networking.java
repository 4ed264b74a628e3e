package dev.lanyard.apps.network;

import dev.lanyard.actors.arp.ArpEntry;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.actors.ip.RouteType;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.node.Node;
import dev.lanyard.node.NodeNetwork;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What {@code ip}, {@code route} and {@code arp} have in common. */
final class Networking {
    private Networking() {}

    static CompletionStage<CommandResult> done(CompletionStage<?> action) {
        return action.thenApply(ok -> CommandResult.of(CommandResult.OK));
    }

    static IllegalArgumentException usage(String message) {
        return new IllegalArgumentException(message);
    }

    /** A network, with {@code default} for all, and a host where there is no prefix length. */
    static Ipv4Prefix network(String text) {
        if (text.equals("default")) {
            return Ipv4Prefix.EVERYWHERE;
        }
        return text.indexOf('/') >= 0 ? Ipv4Prefix.parse(text) : new Ipv4Prefix(Ipv4Address.parse(text), 32);
    }

    /** The same, where a host may be a name. */
    static CompletionStage<Ipv4Prefix> network(Node node, String text) {
        return text.equals("default") || text.indexOf('/') >= 0
                ? CompletableFuture.completedStage(network(text))
                : node.resolve(text).thenApply(host -> new Ipv4Prefix(host, 32));
    }

    static String name(Ipv4State state, int index) {
        return state.interfaces().stream()
                .filter(each -> each.index() == index)
                .map(Ipv4State.Interface::name)
                .findFirst()
                .orElse("?");
    }

    /** The routes as {@code ip route} prints them. */
    static CompletionStage<CommandResult> showRoutes(CommandContext context) {
        return done(context.node().network().state().thenAccept(state -> {
            for (RoutingTable.Entry entry : state.routes()) {
                String to = entry.network().length() == 0
                        ? "default"
                        : entry.network().toString();
                String via = entry.gateway().equals(Ipv4Address.ANY) ? "" : " via " + entry.gateway();
                String metric = entry.metric() == 0 ? "" : " metric " + entry.metric();
                boolean refuses = entry.type() != RouteType.UNICAST;
                String type = refuses ? entry.type().name().toLowerCase(Locale.ROOT) + " " : "";
                String dev = refuses ? "" : " dev " + name(state, entry.interfaceIndex());
                context.print(type + to + via + dev + metric);
            }
        }));
    }

    /** The neighbours of all interfaces, one a line. */
    static CompletionStage<CommandResult> showNeighbours(CommandContext context) {
        NodeNetwork network = context.node().network();
        return done(network.state().thenCompose(state -> {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (Ipv4State.Interface each : state.interfaces()) {
                all.add(network.neighbours(each.name())
                        .thenAccept(entries -> entries.forEach(entry -> context.print(line(each.name(), entry))))
                        .toCompletableFuture());
            }
            return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
        }));
    }

    private static String line(String name, ArpEntry entry) {
        return entry.address() + " dev " + name + (entry.mac() == null ? "" : " lladdr " + entry.mac()) + " "
                + entry.state().name().toLowerCase(Locale.ROOT);
    }

    /** The interface on whose network an address is, or whose routes lead to it directly. */
    static CompletionStage<String> interfaceOf(CommandContext context, Ipv4Address address) {
        return context.node()
                .network()
                .state()
                .thenApply(state -> state.routes().stream()
                        .filter(entry -> entry.gateway().equals(Ipv4Address.ANY)
                                && entry.network().contains(address.value()))
                        .map(entry -> name(state, entry.interfaceIndex()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(address + " is on the network of no interface")));
    }
}
