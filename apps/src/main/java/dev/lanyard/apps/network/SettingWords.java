package dev.lanyard.apps.network;

import dev.lanyard.actors.ip.IcmpLimits;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.node.NodeNetwork;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** {@code ip set}: how the IPv4 layer behaves, shown and changed by name. */
final class SettingWords {
    private static final String LIMITS = "icmp-errors";

    private SettingWords() {}

    private record Switch(Function<Ipv4Settings, Boolean> get, BiFunction<Ipv4Settings, Boolean, Ipv4Settings> with) {}

    private static Map<String, Switch> switches() {
        Map<String, Switch> all = new TreeMap<>();
        all.put("forwarding", new Switch(Ipv4Settings::forwarding, Ipv4Settings::withForwarding));
        all.put(
                "send-redirects",
                new Switch(Ipv4Settings::sendRedirects, (s, on) -> s.withRedirects(on, s.acceptRedirects())));
        all.put(
                "accept-redirects",
                new Switch(Ipv4Settings::acceptRedirects, (s, on) -> s.withRedirects(s.sendRedirects(), on)));
        all.put("strong-host", new Switch(Ipv4Settings::strongHost, Ipv4Settings::withStrongHost));
        all.put(
                "strong-host-sending",
                new Switch(Ipv4Settings::strongHostSending, (s, on) -> s.withHostModel(s.strongHost(), on)));
        all.put("source-routes", new Switch(Ipv4Settings::sourceRoutes, Ipv4Settings::withSourceRoutes));
        all.put(
                "directed-broadcasts",
                new Switch(Ipv4Settings::directedBroadcasts, Ipv4Settings::withDirectedBroadcasts));
        return all;
    }

    static CompletionStage<CommandResult> run(CommandContext context, List<String> words) {
        NodeNetwork network = context.node().network();
        if (words.isEmpty()) {
            return Networking.done(network.state().thenAccept(state -> show(context, state.settings())));
        }
        Function<Ipv4Settings, Ipv4Settings> change = change(words);
        return Networking.done(network.state().thenCompose(state -> network.configure(change.apply(state.settings()))));
    }

    private static void show(CommandContext context, Ipv4Settings settings) {
        switches().forEach((name, each) -> context.print(name + " " + (each.get.apply(settings) ? "on" : "off")));
        IcmpLimits limits = settings.icmpLimits();
        context.print(LIMITS + " " + limits.perSecond() + " " + limits.burst() + " to one host "
                + limits.perSecondToOne() + " " + limits.burstToOne());
    }

    private static Function<Ipv4Settings, Ipv4Settings> change(List<String> words) {
        String name = words.get(0);
        if (name.equals(LIMITS)) {
            if (words.size() != 3
                    || !words.get(1).matches("[0-9]{1,7}")
                    || !words.get(2).matches("[0-9]{1,7}")) {
                throw Networking.usage("write 'ip set icmp-errors PER-SECOND AT-ONCE'");
            }
            IcmpLimits limits = IcmpLimits.of(Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)));
            return settings -> settings.withIcmpLimits(limits);
        }
        Switch chosen = switches().get(name);
        if (chosen == null) {
            throw Networking.usage("'" + name + "' is not one of "
                    + String.join(", ", switches().keySet()) + " and " + LIMITS);
        }
        if (words.size() != 2 || !words.get(1).matches("on|off")) {
            throw Networking.usage("write 'ip set " + name + " on' or 'ip set " + name + " off'");
        }
        boolean on = words.get(1).equals("on");
        return settings -> chosen.with.apply(settings, on);
    }
}
