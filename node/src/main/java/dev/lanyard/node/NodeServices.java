package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.lanyard.actors.NetworkStackActor;
import dev.lanyard.actors.arp.ConflictTiming;
import dev.lanyard.actors.dhcp.DhcpActor;
import dev.lanyard.actors.dhcp.DhcpClientSettings;
import dev.lanyard.actors.dhcp.DhcpMemory;
import dev.lanyard.actors.dhcp.DhcpParameters;
import dev.lanyard.actors.dhcp.DhcpProtocol;
import dev.lanyard.actors.dns.DnsActor;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.LoopSystem;
import java.util.List;
import java.util.Map;
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

    /** The DHCP clients of those interfaces that want one. */
    static ActorRef<DhcpProtocol.Command> dhcp(
            ActorContext<?> context,
            NodeActor.Parts parts,
            ActorRef<NetworkStackActor.Command> stack,
            NetworkStackActor.Started lower,
            ActorRef<DnsActor.Command> dns) {
        NodeSettings settings = parts.settings();
        Map<Integer, DhcpClientSettings> clients = new TreeMap<>();
        Map<Integer, DhcpMemory> memories = new TreeMap<>();
        for (int i = 0; i < settings.interfaces().size(); i++) {
            InterfaceSettings each = settings.interfaces().get(i);
            if (each.address() instanceof InterfaceAddress.Dhcp dhcp) {
                int index = i;
                clients.put(index, dhcp.client(each.mac()));
                dhcp.memory().ifPresent(memory -> memories.put(index, memory));
            }
        }
        CompletableFuture<ActorRef<DhcpProtocol.Command>> self = new CompletableFuture<>();
        DhcpActor.Environment environment = new DhcpActor.Environment(
                parts.system().clock(),
                settings.random(),
                settings.allocator(),
                parts.counters().dhcp(),
                lower.ipv4(),
                lower.udp(),
                clients,
                memories,
                (index, address) -> ProbedAddresses.probe(stack, index, address, ConflictTiming.QUICK)
                        .thenApply(other -> {
                            ProbedAddresses.guard(
                                    stack, index, address, lost -> self.join().tell(new DhcpProtocol.Conflict(index)));
                            return other != null;
                        }),
                names(settings.dns(), dns));
        ActorRef<LayerMessage> dhcp = context.spawn(DhcpActor.create(environment), "dhcp", LoopSystem.SINGLE_CONSUMER);
        self.complete(dhcp.narrow());
        return dhcp.narrow();
    }

    /** Name servers and search lists that DHCP names stand in for those that the settings leave out. */
    private static Consumer<List<DhcpParameters>> names(DnsSettings fixed, ActorRef<DnsActor.Command> dns) {
        return all -> {
            DnsSettings names = fixed;
            if (fixed.servers().isEmpty()) {
                List<Ipv4Address> servers = all.stream()
                        .flatMap(each -> each.nameServers().stream())
                        .distinct()
                        .toList();
                names = names.withServers(DnsSettings.of(servers, List.of()).servers());
            }
            if (fixed.searchList().isEmpty()) {
                names = names.withSearchList(all.stream()
                        .flatMap(each -> each.searchList().stream())
                        .distinct()
                        .toList());
            }
            dns.tell(new DnsActor.Configure(names));
        };
    }
}
