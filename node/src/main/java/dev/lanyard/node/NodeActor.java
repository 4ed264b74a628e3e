package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.NetworkStackActor;
import dev.lanyard.actors.dhcp.DhcpProtocol;
import dev.lanyard.actors.dns.DnsActor;
import dev.lanyard.actors.igmp.IgmpActor;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.StaticRoute;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.RoutingCommand;
import dev.lanyard.actors.tcp.TcpActor;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.node.InterfaceAddress.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parent of everything in a node: its links, its stack, its echo sockets. What ends with the node is below this. */
final class NodeActor {
    private static final Logger LOG = LoggerFactory.getLogger(NodeActor.class);

    private final ActorContext<Command> context;
    private final Parts parts;

    private NodeActor(ActorContext<Command> context, Parts parts) {
        this.context = context;
        this.parts = parts;
    }

    sealed interface Command extends LayerMessage permits OpenEcho, Stop, Configured {}

    record OpenEcho(CompletableFuture<EchoSocketActor.Opened> result) implements Command {}

    record Stop() implements Command {}

    /** The layers below are ready for those that use them. */
    private record Configured(NetworkStackActor.Started lower, ActorRef<TcpActor.Command> tcp) implements Command {}

    /**
     * What a node is built from and what becomes of it.
     *
     * @param ready completes when interfaces and routes are configured, and those links that can be are up
     * @param stopped completes when every actor of the node is gone
     */
    record Parts(
            NodeSettings settings,
            LoopSystem system,
            NodeCounters counters,
            CompletableFuture<Layers> ready,
            CompletableFuture<Void> stopped) {}

    /** The layers of a node that runs. */
    record Layers(
            ActorRef<NetworkStackActor.Command> stack,
            NetworkStackActor.Started lower,
            ActorRef<TcpActor.Command> tcp,
            ActorRef<DnsActor.Command> dns,
            ActorRef<DhcpProtocol.Command> dhcp) {}

    static Behavior<Command> create(Parts parts) {
        return Behaviors.setup(context -> new NodeActor(context, parts).start());
    }

    private Behavior<Command> start() {
        NodeSettings settings = parts.settings;
        CompletableFuture<NetworkStackActor.Started> started = new CompletableFuture<>();
        CompletableFuture<ActorRef<TcpActor.Command>> tcp = new CompletableFuture<>();
        ActorRef<Command> self = context.getSelf();
        ActorRef<NetworkStackActor.Command> stack = context.spawn(
                NetworkStackActor.create(
                        new NetworkStackActor.Environment(
                                parts.system.clock(), settings.random(), settings.allocator(), parts.counters.layers()),
                        List.of(new NetworkStackActor.Upper(IpProtocol.TCP, transport(tcp))),
                        started),
                "stack");
        addInterfaces(stack)
                .thenCombine(started, (added, layers) -> layers)
                .thenCompose(layers -> awaitLinks(layers).thenApply(known -> layers))
                .thenCompose(layers -> address(new ProbedAddresses(parts.settings, stack, layers.ipv4()), layers)
                        .thenApply(added -> layers))
                .thenCombine(tcp, Configured::new)
                .whenComplete((configured, failure) -> {
                    if (failure == null) {
                        self.tell(configured);
                    } else {
                        parts.ready.completeExceptionally(failure);
                    }
                });
        return Behaviors.receive(Command.class)
                .onMessage(OpenEcho.class, open -> {
                    context.spawnAnonymous(EchoSocketActor.create(started.join().icmp(), open.result));
                    return Behaviors.same();
                })
                .onMessage(Configured.class, configured -> {
                    ActorRef<DnsActor.Command> dns = NodeServices.dns(context, parts, configured.lower);
                    parts.ready.complete(new Layers(
                            stack,
                            configured.lower,
                            configured.tcp,
                            dns,
                            NodeServices.dhcp(context, parts, stack, configured.lower, dns)));
                    return Behaviors.same();
                })
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, signal -> {
                    parts.stopped.complete(null);
                    return Behaviors.same();
                })
                .build();
    }

    private NetworkStackActor.Transport transport(CompletableFuture<ActorRef<TcpActor.Command>> started) {
        NodeSettings settings = parts.settings;
        TcpActor.Environment environment = new TcpActor.Environment(
                parts.system.clock(),
                settings.random(),
                settings.allocator(),
                parts.counters.tcp(),
                settings.tcpLimits(),
                parts.counters.tcpEvents());
        return (stack, ipv4, reports) -> {
            ActorRef<LayerMessage> tcp =
                    stack.spawn(TcpActor.create(ipv4, environment), "tcp", LoopSystem.SINGLE_CONSUMER);
            started.complete(tcp.narrow());
            return tcp.narrow();
        };
    }

    private CompletableFuture<Void> addInterfaces(ActorRef<NetworkStackActor.Command> stack) {
        return CompletableFuture.allOf(parts.settings.interfaces().stream()
                .map(settings -> {
                    CompletableFuture<Integer> index = new CompletableFuture<>();
                    stack.tell(new NetworkStackActor.AddInterface(
                            new NetworkStackActor.Interface(
                                    settings.name(),
                                    settings.mac(),
                                    settings.mtu() == 0 ? LinkCapabilities.MAXIMUM_MTU : settings.mtu(),
                                    settings.address().detection() != InterfaceAddress.Detection.NONE
                                            ? List.of()
                                            : settings.address()
                                                    .fixed()
                                                    .map(List::of)
                                                    .orElse(List.of()),
                                    settings.link().create(context)),
                            index));
                    return index;
                })
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletionStage<Void> awaitLinks(NetworkStackActor.Started layers) {
        CompletableFuture<Void> known = new CompletableFuture<>();
        layers.ipv4().tell(new InterfaceCommand.AwaitLinks(known));
        return known;
    }

    /** Gives the node its addresses and then the routes by them, now or when it has found out that nobody else has them. */
    private CompletionStage<Void> address(ProbedAddresses probed, NetworkStackActor.Started layers) {
        return probed.take(Detection.BEFORE_START).thenCompose(taken -> {
            if (!probed.has(Detection.WHILE_RUNNING)) {
                return addRoutes(layers);
            }
            probed.take(Detection.WHILE_RUNNING)
                    .handle((done, failure) -> warn(failure))
                    .thenCompose(done -> addRoutes(layers))
                    .handle((done, failure) -> warn(failure));
            return CompletableFuture.completedStage(null);
        });
    }

    private Void warn(Throwable failure) {
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.warn("node {}: {}", parts.settings.name(), cause.getMessage());
        }
        return null;
    }

    private CompletionStage<Void> addRoutes(NetworkStackActor.Started layers) {
        // On-link routes first: they may lead to the gateways of the others.
        List<StaticRoute> routes = new ArrayList<>(parts.settings.routes());
        routes.sort(Comparator.comparing(route -> !route.isOnLink()));
        parts.settings.gateway().ifPresent(gateway -> routes.add(new StaticRoute(Ipv4Prefix.EVERYWHERE, gateway, 0)));
        List<CompletableFuture<Void>> results = new ArrayList<>();
        CompletableFuture<Void> configured = new CompletableFuture<>();
        results.add(configured);
        layers.ipv4().tell(new RoutingCommand.Configure(parts.settings.ip(), configured));
        CompletableFuture<Void> multicast = new CompletableFuture<>();
        results.add(multicast);
        layers.igmp().tell(new IgmpActor.Configure(parts.settings.igmp(), multicast));
        for (StaticRoute route : routes) {
            CompletableFuture<Void> added = new CompletableFuture<>();
            results.add(added);
            if (route.isOnLink()) {
                int index = parts.settings.interfaceIndex(route.device().get());
                layers.ipv4().tell(new RoutingCommand.AddLinkRoute(route.network(), index, route.metric(), added));
            } else {
                layers.ipv4()
                        .tell(new RoutingCommand.AddRoute(route.network(), route.gateway(), route.metric(), added));
            }
        }
        return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new));
    }
}
