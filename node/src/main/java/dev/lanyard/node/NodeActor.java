package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.actors.NetworkStackActor;
import dev.lanyard.actors.icmp.IcmpActor;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.tcp.TcpActor;
import dev.lanyard.actors.udp.UdpActor;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.loop.LoopSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The parent of everything in a node: its links, its stack, its echo sockets. What ends with the node is below this. */
final class NodeActor {
    private final ActorContext<Command> context;
    private final NodeParts parts;
    private ActorRef<IcmpActor.Command> icmp;

    private NodeActor(ActorContext<Command> context, NodeParts parts) {
        this.context = context;
        this.parts = parts;
    }

    sealed interface Command extends LayerMessage permits OpenEcho, Stop {}

    record OpenEcho(CompletableFuture<EchoSocketActor.Opened> result) implements Command {}

    record Stop() implements Command {}

    /** Where a node that runs is talked to. */
    record Layers(
            ActorRef<Ipv4Actor.Command> ipv4,
            ActorRef<IcmpActor.Command> icmp,
            ActorRef<UdpActor.Command> udp,
            ActorRef<TcpActor.Command> tcp) {}

    /**
     * What a node is built from and what becomes of it.
     *
     * @param ready completes when interfaces and routes are configured
     * @param stopped completes when every actor of the node is gone
     */
    record NodeParts(
            NodeSettings settings,
            LoopSystem system,
            NodeCounters counters,
            CompletableFuture<Layers> ready,
            CompletableFuture<Void> stopped) {}

    static Behavior<Command> create(NodeParts parts) {
        return Behaviors.setup(context -> new NodeActor(context, parts).start());
    }

    private Behavior<Command> start() {
        CompletableFuture<NetworkStackActor.Started> started = new CompletableFuture<>();
        CompletableFuture<ActorRef<TcpActor.Command>> tcp = new CompletableFuture<>();
        NodeSettings settings = parts.settings;
        ActorRef<NetworkStackActor.Command> stack = context.spawn(
                NetworkStackActor.create(
                        new NetworkStackActor.Environment(
                                parts.system.clock(), settings.random(), settings.allocator(), parts.counters.layers()),
                        List.of(new NetworkStackActor.Upper(IpProtocol.TCP, transport(tcp))),
                        started),
                "stack");
        started.thenCombine(tcp, (layers, tcpRef) -> {
                    icmp = layers.icmp();
                    return new Layers(layers.ipv4(), layers.icmp(), layers.udp(), tcpRef);
                })
                .thenCompose(layers -> configure(stack, layers).thenApply(configured -> layers))
                .whenComplete((layers, failure) -> {
                    if (failure == null) {
                        parts.ready.complete(layers);
                    } else {
                        parts.ready.completeExceptionally(failure);
                    }
                });
        addInterfaces(stack);
        return Behaviors.receive(Command.class)
                .onMessage(OpenEcho.class, open -> {
                    context.spawnAnonymous(EchoSocketActor.create(icmp, open.result));
                    return Behaviors.same();
                })
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, signal -> {
                    parts.stopped.complete(null);
                    return Behaviors.same();
                })
                .build();
    }
}
