package dev.lanyard.apps.network;

import dev.lanyard.actors.igmp.IgmpSettings;
import dev.lanyard.actors.igmp.IgmpState;
import dev.lanyard.actors.igmp.IgmpVersion;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.node.NodeNetwork;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code ip maddr} and {@code ip igmp}: the multicast groups of this node. */
final class MulticastWords {
    private static final String USAGE = "write 'ip maddr [show [dev NAME]]', 'ip maddr add GROUP dev NAME"
            + " [from ADDRESS …]' or 'ip maddr del GROUP dev NAME'";

    private MulticastWords() {}

    static CompletionStage<CommandResult> groups(CommandContext context, List<String> words) {
        if (words.isEmpty() || words.get(0).equals("show")) {
            return show(context, words);
        }
        if (words.size() < 4 || !words.get(2).equals("dev")) {
            throw Networking.usage(USAGE);
        }
        Ipv4Address group = Ipv4Address.parse(words.get(1));
        if (!Ipv4Address.isMulticast(group.value())) {
            throw Networking.usage(group + " is no multicast group, which are 224.0.0.0 to 239.255.255.255");
        }
        List<String> from = words.subList(4, words.size());
        if (from.size() == 1 || !from.isEmpty() && !from.get(0).equals("from")) {
            throw Networking.usage(USAGE);
        }
        NodeNetwork network = context.node().network();
        return switch (words.get(0)) {
            case "add" -> Networking.done(network.group(words.get(3), group, filter(from)));
            case "del", "delete" -> Networking.done(network.group(words.get(3), group, SourceFilter.NOBODY));
            default -> throw Networking.usage("'" + words.get(0) + "' is not one of show, add and del");
        };
    }

    private static SourceFilter filter(List<String> from) {
        return from.isEmpty()
                ? SourceFilter.EVERYBODY
                : SourceFilter.including(
                        from.stream().skip(1).map(Ipv4Address::parse).toList());
    }

    private static CompletionStage<CommandResult> show(CommandContext context, List<String> words) {
        boolean one = words.size() == 3 && words.get(1).equals("dev");
        if (words.size() > 1 && !one) {
            throw Networking.usage(USAGE);
        }
        int only = one ? context.node().settings().interfaceIndex(words.get(2)) : -1;
        return Networking.done(context.node()
                .network()
                .groups()
                .thenAccept(states -> states.stream()
                        .filter(state -> only < 0 || state.index() == only)
                        .forEach(state -> show(context, state))));
    }

    private static void show(CommandContext context, IgmpState state) {
        String name = context.node().settings().interfaces().get(state.index()).name();
        String querier = state.querier().value() == 0 ? "" : " querier " + state.querier();
        context.print(name + ": igmp v" + state.version().number() + querier);
        state.groups().forEach((group, filter) -> context.print("    inet " + group + " " + filter));
    }

    static CompletionStage<CommandResult> igmp(CommandContext context, List<String> words) {
        if (words.isEmpty()) {
            return show(context, words);
        }
        if (words.size() != 1 || !words.get(0).matches("[0-9]{1,4}")) {
            throw Networking.usage("write 'ip igmp' or 'ip igmp 1|2|3'");
        }
        IgmpVersion version = IgmpVersion.of(Integer.parseInt(words.get(0)));
        IgmpSettings settings = context.node().settings().igmp().withVersion(version);
        return Networking.done(context.node().network().configure(settings));
    }
}
