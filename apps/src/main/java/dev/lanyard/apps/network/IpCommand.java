package dev.lanyard.apps.network;

import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.node.NodeNetwork;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows and changes addresses, routes, neighbours and multicast groups, in the words of the command of that name on Linux. */
@Command(
        name = "ip",
        description = "Show and change addresses, routes, neighbours and multicast groups of this node.",
        footer = {
            "",
            "ip addr [show] | ip addr add|del ADDRESS/LENGTH dev NAME",
            "ip route [show] | ip route add|del NETWORK/LENGTH|default via GATEWAY|dev NAME [metric N]",
            "ip route add|del unreachable|prohibit|blackhole NETWORK/LENGTH [metric N]",
            "ip neigh [show] | ip neigh add ADDRESS MAC | ip neigh del ADDRESS",
            "ip maddr [show [dev NAME]] | ip maddr add GROUP dev NAME [from ADDRESS ...] | ip maddr del GROUP dev NAME",
            "                         groups that sockets or the node itself are in, and from whom they are heard",
            "ip igmp [1|2|3]          the newest version of IGMP to speak",
            "ip forward [on|off]      whether the node is a router",
            "ip set                   what can be set, and how it is",
            "ip set NAME on|off | ip set icmp-errors PER-SECOND AT-ONCE"
        })
public final class IpCommand implements NodeCommand {
    @Parameters(arity = "1..*", paramLabel = "WORD", description = "See below.")
    private List<String> words = new ArrayList<>();

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "a", "addr", "address" -> address(context, rest);
            case "r", "route" -> RouteCommand.run(context, rest);
            case "n", "neigh", "neighbour" -> ArpCommand.run(context, rest);
            case "m", "maddr", "maddress" -> MulticastWords.groups(context, rest);
            case "igmp" -> MulticastWords.igmp(context, rest);
            case "forward" -> forward(context, rest);
            case "set" -> SettingWords.run(context, rest);
            default ->
                throw Networking.usage(
                        "'" + words.get(0) + "' is not one of addr, route, neigh, maddr, igmp, forward and set");
        };
    }

    private static CompletionStage<CommandResult> address(CommandContext context, List<String> words) {
        NodeNetwork network = context.node().network();
        if (words.isEmpty() || words.get(0).equals("show")) {
            return Networking.done(network.state()
                    .thenAccept(state -> state.interfaces().forEach(each -> show(context, each))));
        }
        if (words.size() != 4 || !words.get(2).equals("dev")) {
            throw Networking.usage("write 'ip addr add ADDRESS/LENGTH dev NAME', or del for add");
        }
        Ipv4Prefix prefix = Networking.network(words.get(1));
        String name = words.get(3);
        return switch (words.get(0)) {
            case "add" -> Networking.done(network.addAddress(name, prefix));
            case "del", "delete" -> Networking.done(network.removeAddress(name, prefix.address()));
            default -> throw Networking.usage("'" + words.get(0) + "' is not one of show, add and del");
        };
    }

    private static void show(CommandContext context, Ipv4State.Interface each) {
        boolean up = each.capabilities() != null;
        context.print(each.name() + ": " + (up ? "up mtu " + each.capabilities().mtu() : "down") + " ether "
                + context.node().network().mac(each.name()));
        each.addresses().forEach(prefix -> {
            String broadcast = prefix.length() >= 31 ? "" : " brd " + Ipv4Address.toString(prefix.broadcast());
            context.print("    inet " + prefix + broadcast);
        });
    }

    private static CompletionStage<CommandResult> forward(CommandContext context, List<String> words) {
        NodeNetwork network = context.node().network();
        if (words.size() > 1 || words.size() == 1 && !words.get(0).matches("on|off")) {
            throw Networking.usage("write 'ip forward', 'ip forward on' or 'ip forward off'");
        }
        if (words.isEmpty()) {
            return network.state().thenApply(state -> {
                context.print("forwarding is " + (state.settings().forwarding() ? "on" : "off"));
                return CommandResult.of(CommandResult.OK)
                        .with("forwarding", state.settings().forwarding());
            });
        }
        boolean on = words.get(0).equals("on");
        return Networking.done(network.state()
                .thenCompose(state -> network.configure(state.settings().withForwarding(on))));
    }
}
