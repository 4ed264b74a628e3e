package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.lanyard.actors.NetworkStackActor;
import dev.lanyard.actors.arp.ConflictTiming;
import dev.lanyard.actors.dhcp.DhcpActor;
import dev.lanyard.actors.dhcp.DhcpClientSettings;
import dev.lanyard.actors.dhcp.DhcpLease;
import dev.lanyard.actors.dns.DnsActor;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.LoopSystem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Starts what stands on a node's layers and serves the node itself: names and leases. */
final class NodeServices {
    private NodeServices() {}

    static ActorRef<DnsActor.Command> dns(
            ActorContext<?> context, NodeActor.Parts parts, NetworkStackActor.Started lower) {
        NodeSettings settings = parts.settings();
        DnsActor.Environment environment = new DnsActor.Environment(
                parts.system().clock(), settings.random(), parts.counters().dns(), lower.udp(), settings.hosts());
        ActorRef<LayerMessage> dns =
                context.spawn(DnsActor.create(environment, settings.dns()), "dns", LoopSystem.SINGLE_CONSUMER);
        return dns.narrow();
    }

    /** The DHCP clients, if an interface wants one. */
    static Optional<ActorRef<DhcpActor.Command>> dhcp(
            ActorContext<?> context,
            NodeActor.Parts parts,
            ActorRef<NetworkStackActor.Command> stack,
            NetworkStackActor.Started lower,
            ActorRef<DnsActor.Command> dns) {
        NodeSettings settings = parts.settings();
        Map<Integer, DhcpClientSettings> clients = new TreeMap<>();
        for (int i = 0; i < settings.interfaces().size(); i++) {
            InterfaceSettings each = settings.interfaces().get(i);
            if (each.address() instanceof InterfaceAddress.Dhcp dhcp) {
                clients.put(i, dhcp.client(each.mac()));
            }
        }
        if (clients.isEmpty()) {
            return Optional.empty();
        }
        CompletableFuture<ActorRef<DhcpActor.Command>> self = new CompletableFuture<>();
        DhcpActor.Environment environment = new DhcpActor.Environment(
                parts.system().clock(),
                settings.random(),
                settings.allocator(),
                parts.counters().dhcp(),
                lower.ipv4(),
                lower.udp(),
                clients,
                (index, address) -> ProbedAddresses.probe(stack, index, address, ConflictTiming.QUICK)
                        .thenApply(other -> {
                            ProbedAddresses.guard(
                                    stack, index, address, lost -> self.join().tell(new DhcpActor.Conflict(index)));
                            return other != null;
                        }),
                names(settings.dns(), dns));
        ActorRef<LayerMessage> dhcp = context.spawn(DhcpActor.create(environment), "dhcp", LoopSystem.SINGLE_CONSUMER);
        self.complete(dhcp.narrow());
        return Optional.of(dhcp.narrow());
    }

    /** Name servers and search list of a lease stand in for those that the settings leave out. */
    private static Consumer<DhcpLease> names(DnsSettings fixed, ActorRef<DnsActor.Command> dns) {
        return lease -> {
            DnsSettings names = fixed;
            if (lease != null && fixed.servers().isEmpty()) {
                names = names.withServers(
                        DnsSettings.of(lease.nameServers(), List.of()).servers());
            }
            if (lease != null && fixed.searchList().isEmpty()) {
                names = names.withSearchList(lease.searchList());
            }
            dns.tell(new DnsActor.Configure(names));
        };
    }
}
