package dev.lanyard.actors.ipv4;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.actors.ip.Ipv4Settings;
import dev.lanyard.actors.ip.Ipv4State;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * The IPv4 layer of a node: owns its interfaces, addresses and routes, sorts what arrives by protocol, and sends what the
 * transports hand down. Packets to an address of its own come up again through its mailbox.
 *
 * <p>If it fails, it restarts under the same reference: interfaces, addresses, routes and bound transports stay, and the packets
 * of the message that failed are lost.
 */
public final class Ipv4Actor {
    private static final Object REASSEMBLY = "reassembly";

    private final Environment environment;
    private final Ipv4Counters counters;
    private final Wiring wiring;
    private final TimerScheduler<LayerMessage> timers;
    private final ActorContext<LayerMessage> context;
    private final Ipv4Sender sender;
    private final Ipv4Input input;
    private RoutingTable routes;
    /** Interface of the batch at hand. */
    private int arrivedOn;

    private long armed = Long.MAX_VALUE;

    private Ipv4Actor(
            Environment environment,
            Wiring wiring,
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers) {
        this.environment = environment;
        this.counters = environment.counters;
        this.wiring = wiring;
        this.context = context;
        this.timers = timers;
        this.routes = wiring.interfaces.snapshot();
        this.sender = new Ipv4Sender(routes, environment.random);
        this.input = new Ipv4Input(new InputEffects(), counters, wiring.groups, sender::route);
    }

    /** What the IPv4 layer needs of its node. */
    public record Environment(Clock clock, RandomGenerator random, PacketAllocator allocator, Ipv4Counters counters) {}

    /** What the IPv4 layer is told by the protocols above and by who configures it. */
    public sealed interface Command extends LayerMessage
            permits Bind,
                    BindReports,
                    Transmit,
                    Broadcast,
                    Deliver,
                    Attach,
                    AwaitLinks,
                    WatchLinks,
                    AddAddress,
                    RemoveAddress,
                    AddRoute,
                    RemoveRoute,
                    RoutingCommand,
                    MulticastCommand {}

    /** Asks for the packets and errors of a protocol, and for the routes, now and whenever they change. */
    public record Bind(int protocol, ActorRef<TransportEvent> transport) implements Command {}

    /** Names who tells others, by ICMP, that nobody here takes a protocol. */
    public record BindReports(ActorRef<IcmpReport> icmp) implements Command {}

    /**
     * Sends a packet whose head is at the transport header. If that cannot be done, the transport hears of it by
     * {@link TransportEvent.ErrorReceived}: net unreachable without a route, host unreachable if nobody has the next hop,
     * fragmentation needed if it exceeds the MTU and must not be fragmented, or exceeds what the link cuts into segments.
     *
     * @param source address, one of ours; 0 takes that of the route
     * @param destination address
     * @param protocol IP protocol number
     * @param tos type of service octet
     * @param ttl time to live, 1 to 255
     * @param dontFragment whether DF is set
     */
    public record Transmit(
            PacketBuffer packet, int source, int destination, int protocol, int tos, int ttl, boolean dontFragment)
            implements Command {
        public static final int DEFAULT_TTL = 64;
    }

    /**
     * Sends a packet whose head is at the transport header to all on the link of one interface, whatever the routes say and even
     * if the interface has no address: how a host asks for one (RFC 1122 §3.2.1.3 (a)).
     *
     * @param index of the interface
     * @param source an address of ours, or 0
     */
    public record Broadcast(int index, PacketBuffer packet, int source, int protocol) implements Command {}

    /** Hands an error that ICMP received to the transport whose packet it quotes. */
    public record Deliver(IcmpError error) implements Command {}

    /**
     * Adds an interface.
     *
     * @param index from 0, unique in the node
     */
    public record Attach(
            int index, String name, ActorRef<EthernetActor.Command> ethernet, ActorRef<ArpActor.Command> arp)
            implements Command {}

    /**
     * Waits for the links of the interfaces that have been attached.
     *
     * @param known completed when each has said whether it carries packets
     */
    public record AwaitLinks(CompletableFuture<Void> known) implements Command {}

    /** Asks to be told whether the interfaces carry packets, now and whenever that changes. */
    public record WatchLinks(ActorRef<LinkState> watcher) implements Command {}

    /** To who watches: an interface carries packets or does not. */
    public record LinkState(int index, boolean up) implements LayerMessage {}

    /**
     * Gives an interface another address.
     *
     * @param done fails with IllegalArgumentException if there is no such interface or the address cannot be a host's
     */
    public record AddAddress(int index, Ipv4Prefix prefix, CompletableFuture<Void> done) implements Command {}

    /**
     * Takes an address from an interface.
     *
     * @param done fails with IllegalArgumentException if the interface does not have it
     */
    public record RemoveAddress(int index, Ipv4Address address, CompletableFuture<Void> done) implements Command {}

    /**
     * Adds a route; the default route is that to 0.0.0.0/0.
     *
     * @param metric the route with the smallest is taken among those to one network
     * @param done fails with IllegalArgumentException if the gateway is on the network of no interface
     */
    public record AddRoute(Ipv4Prefix network, Ipv4Address gateway, int metric, CompletableFuture<Void> done)
            implements Command {}

    /**
     * Removes a route.
     *
     * @param done fails with IllegalArgumentException if there is none
     */
    public record RemoveRoute(Ipv4Prefix network, Ipv4Address gateway, CompletableFuture<Void> done)
            implements Command {}

    /** A packet to ourselves, head at its IPv4 header. */
    private record LoopedBack(PacketBuffer packet, int index) implements LayerMessage {}

    /** Time to give up on datagrams that did not become whole. */
    private record ReassemblyTimeout() implements LayerMessage {}

    /** What outlives a restart. */
    private static final class Wiring {
        final Ipv4Interfaces interfaces = new Ipv4Interfaces();
        final TreeMap<Integer, ActorRef<ArpActor.Command>> arps = new TreeMap<>();
        final TreeMap<Integer, ActorRef<EthernetActor.Command>> ethernets = new TreeMap<>();
        final Ipv4Groups groups = new Ipv4Groups();

        @SuppressWarnings({"unchecked", "rawtypes"})
        final ActorRef<TransportEvent>[] transports = new ActorRef[256];

        final List<CompletableFuture<Void>> awaitLinks = new ArrayList<>();
        final List<ActorRef<LinkState>> watchers = new ArrayList<>();

        ActorRef<IcmpReport> reports;

        Ipv4Settings settings = Ipv4Settings.HOST;
    }

    public static Behavior<LayerMessage> create(Environment environment) {
        return Behaviors.setup(outside -> {
            Wiring wiring = new Wiring();
            return Behaviors.<LayerMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(timers ->
                            Behaviors.receiveMessage(new Ipv4Actor(environment, wiring, context, timers)::onMessage))))
                    .onFailure(SupervisorStrategy.restart());
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof EthernetActor.Received received) {
            long now = environment.clock.nanos();
            arrivedOn = received.interfaceIndex();
            input.receive(arrivedOn, received.packets(), received.group(), routes, wiring.settings, now);
            armReassembly();
        } else if (message instanceof Transmit transmit) {
            onTransmit(transmit);
        } else if (message instanceof Broadcast broadcast) {
            onBroadcast(broadcast);
        } else if (message instanceof LoopedBack looped) {
            onLoopedBack(looped);
        } else if (message instanceof MulticastCommand multicast) {
            onMulticast(multicast);
        } else if (message instanceof Deliver deliver) {
            deliver(deliver.error);
        } else if (message instanceof ArpActor.Unreachable unreachable) {
            onUnreachable(unreachable.nextHop(), unreachable.packet());
        } else if (message instanceof EthernetActor.Up up) {
            onLink(up.interfaceIndex(), up.capabilities());
        } else if (message instanceof EthernetActor.Down down) {
            onLink(down.interfaceIndex(), null);
        } else if (message instanceof ReassemblyTimeout) {
            armed = Long.MAX_VALUE;
            input.expire(environment.clock.nanos());
            armReassembly();
        } else {
            return onConfiguration(message);
        }
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onConfiguration(LayerMessage message) {
        Ipv4Interfaces interfaces = wiring.interfaces;
        if (message instanceof Bind bind) {
            wiring.transports[bind.protocol] = bind.transport;
            bind.transport.tell(new TransportEvent.RoutesChanged(routes));
        } else if (message instanceof BindReports bind) {
            wiring.reports = bind.icmp;
        } else if (message instanceof Attach attach) {
            interfaces.attach(attach.index, attach.name);
            wiring.arps.put(attach.index, attach.arp);
            wiring.ethernets.put(attach.index, attach.ethernet);
            tellArp(attach.index);
            attach.ethernet.tell(
                    new EthernetActor.Bind(EtherType.IPV4, context.getSelf().narrow()));
        } else if (message instanceof AwaitLinks await) {
            wiring.awaitLinks.add(await.known);
            completeAwaited();
        } else if (message instanceof WatchLinks watch) {
            wiring.watchers.remove(watch.watcher); // one that restarted
            wiring.watchers.add(watch.watcher);
            wiring.interfaces.forEachLink((index, up) -> watch.watcher.tell(new LinkState(index, up)));
        } else if (message instanceof AddAddress add) {
            change(add.done, add.index, () -> interfaces.addAddress(add.index, add.prefix));
        } else if (message instanceof RemoveAddress remove) {
            change(remove.done, remove.index, () -> interfaces.removeAddress(remove.index, remove.address));
        } else if (message instanceof AddRoute add) {
            change(add.done, -1, () -> interfaces.addRoute(add.network, add.gateway, add.metric));
        } else if (message instanceof RemoveRoute remove) {
            change(remove.done, -1, () -> interfaces.removeRoute(remove.network, remove.gateway));
        } else if (message instanceof RoutingCommand command) {
            onRouting(command);
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private void onRouting(RoutingCommand command) {
        Ipv4Interfaces interfaces = wiring.interfaces;
        if (command instanceof RoutingCommand.Configure configure) {
            wiring.settings = configure.settings();
            configure.done().complete(null);
        } else if (command instanceof RoutingCommand.AddLinkRoute add) {
            change(add.done(), -1, () -> interfaces.addLinkRoute(add.network(), add.index(), add.metric()));
        } else if (command instanceof RoutingCommand.RemoveLinkRoute remove) {
            change(remove.done(), -1, () -> interfaces.removeLinkRoute(remove.network(), remove.index()));
        } else if (command instanceof RoutingCommand.Describe describe) {
            describe.result().complete(new Ipv4State(interfaces.describe(), routes.entries(), wiring.settings));
        } else if (command instanceof RoutingCommand.PathMtu path) {
            if (sender.learnPathMtu(path.destination(), path.mtu(), environment.clock.nanos())) {
                counters.pathMtus.increment();
            }
        } else if (command instanceof RoutingCommand.Redirect redirect) {
            onRedirect(redirect);
        }
    }

    private void onRedirect(RoutingCommand.Redirect redirect) {
        Route current = sender.route(redirect.destination().value());
        boolean heeded = wiring.settings.acceptRedirects() && !wiring.settings.forwarding();
        if (heeded
                && wiring.interfaces.redirect(redirect.from(), redirect.destination(), redirect.gateway(), current)) {
            counters.redirectsFollowed.increment();
            publish();
        } else {
            counters.group.drop(Ipv4Drop.REDIRECT_REFUSED);
        }
    }

    private void onUnreachable(Ipv4Address nextHop, PacketBuffer packet) {
        counters.group.drop(Ipv4Drop.HOST_UNREACHABLE);
        if (wiring.interfaces.forgetRedirects(nextHop)) {
            publish();
        }
        if (routes.isOwn(packet.getInt(Ipv4Header.SOURCE_OFFSET))) {
            deliver(Ipv4Sender.hostUnreachable(packet));
            packet.release();
        } else {
            packet.markNetworkHeader();
            report(IcmpType.DESTINATION_UNREACHABLE, IcmpType.HOST_UNREACHABLE, 0, packet);
        }
    }

    private void onLink(int index, LinkCapabilities capabilities) {
        wiring.interfaces.link(index, capabilities);
        publish();
        completeAwaited();
        wiring.watchers.forEach(watcher -> watcher.tell(new LinkState(index, capabilities != null)));
    }

    private void completeAwaited() {
        if (wiring.interfaces.linksKnown()) {
            wiring.awaitLinks.forEach(known -> known.complete(null));
            wiring.awaitLinks.clear();
        }
    }

    private void armReassembly() {
        long deadline = input.nextDeadline();
        if (deadline == armed) {
            return;
        }
        armed = deadline;
        if (deadline == Long.MAX_VALUE) {
            timers.cancel(REASSEMBLY);
        } else {
            Duration delay = Duration.ofNanos(Math.max(0, deadline - environment.clock.nanos()));
            timers.startSingleTimer(REASSEMBLY, new ReassemblyTimeout(), delay);
        }
    }

    /** Lets ICMP tell the sender of a packet, whose header is marked, what became of it. */
    private void report(int type, int code, int information, PacketBuffer packet) {
        if (wiring.reports == null) {
            packet.release();
        } else {
            wiring.reports.tell(new IcmpReport(type, code, information, packet));
        }
    }

    private final class InputEffects implements Ipv4Input.Output {
        @Override
        public void take(int protocol, PacketBatch packets) {
            handUp(protocol, packets, arrivedOn);
        }

        @Override
        public void send(PacketBuffer packet, Route route) {
            Ipv4Actor.this.send(packet, route, route.capabilities().mtu());
        }

        @Override
        public void report(int type, int code, int information, PacketBuffer packet) {
            Ipv4Actor.this.report(type, code, information, packet);
        }
    }

    private void onLoopedBack(LoopedBack looped) {
        int protocol = looped.packet.getUnsignedByte(Ipv4Header.PROTOCOL_OFFSET);
        Ipv4Receiver.strip(looped.packet);
        handUp(protocol, PacketBatch.of(looped.packet), looped.index);
    }

    private void handUp(int protocol, PacketBatch packets, int index) {
        ActorRef<TransportEvent> transport = wiring.transports[protocol];
        if (transport != null) {
            counters.delivered.add(packets.size());
            transport.tell(new TransportEvent.Delivered(packets, index));
            return;
        }
        for (int i = 0; i < packets.size(); i++) {
            counters.group.drop(Ipv4Drop.UNKNOWN_PROTOCOL);
            report(IcmpType.DESTINATION_UNREACHABLE, IcmpType.PROTOCOL_UNREACHABLE, 0, packets.get(i));
        }
    }

    private void onTransmit(Transmit order) {
        Route route = sender.route(order.destination);
        if (Ipv4Address.isMulticast(order.destination)) {
            multicast(
                    new MulticastCommand.Send(order, route == null ? -1 : route.interfaceIndex(), true, false), route);
            return;
        }
        int mtu = route == null ? 0 : sender.pathMtu(order.destination, route, environment.clock.nanos());
        if (refused(order, route, mtu)) {
            return;
        }
        sender.prepend(order, route);
        if (route.interfaceIndex() == RoutingTable.LOOPBACK_INDEX) {
            loopBack(order.packet, RoutingTable.LOOPBACK_INDEX);
            return;
        }
        if (route.nextHop().equals(Ipv4Address.BROADCAST)) {
            loopBack(order.packet.copy(), route.interfaceIndex()); // we are among all on that network
        }
        send(order.packet, route, mtu);
    }

    /** Whether a packet cannot take the route; if so, its transport has been told and it is gone. */
    private boolean refused(Transmit order, Route route, int mtu) {
        Ipv4Drop drop = sender.check(order.packet, order.source, route, order.dontFragment, mtu);
        if (drop != null) {
            counters.group.drop(drop);
            deliver(Ipv4Sender.error(order, route, drop, mtu));
            order.packet.release();
        }
        return drop != null;
    }

    private void loopBack(PacketBuffer packet, int index) {
        counters.loopedBack.increment();
        context.getSelf().tell(new LoopedBack(packet, index));
    }

    private void onMulticast(MulticastCommand command) {
        if (command instanceof MulticastCommand.Send send) {
            multicast(send, wiring.interfaces.multicast(send.index(), send.order().destination));
        } else if (command instanceof MulticastCommand.Join join) {
            wiring.groups.join(join.index(), join.groups());
            if (wiring.ethernets.containsKey(join.index())) {
                wiring.ethernets.get(join.index()).tell(new EthernetActor.Join(wiring.groups.stations(join.index())));
            }
        }
    }

    /** RFC 1112 §6.1. */
    private void multicast(MulticastCommand.Send send, Route route) {
        Transmit order = send.order();
        int mtu = route == null ? 0 : route.capabilities().mtu();
        if (refused(order, route, mtu)) {
            return;
        }
        if (send.routerAlert()) {
            sender.prependWithRouterAlert(order, route);
        } else {
            sender.prepend(order, route);
        }
        int source = order.packet.getInt(Ipv4Header.SOURCE_OFFSET);
        if (send.loop() && wiring.groups.check(route.interfaceIndex(), order.destination, source) == null) {
            loopBack(order.packet.copy(), route.interfaceIndex());
        }
        if (order.ttl == 0) {
            order.packet.release();
        } else {
            send(order.packet, route, mtu);
        }
    }

    /** Hands a packet, head at its header, to an interface, in fragments if it has to be. */
    private void send(PacketBuffer packet, Route route, int mtu) {
        if (packet.length() <= mtu || packet.segmentSize() > 0) {
            transmit(packet, route);
            return;
        }
        Fragmenter.split(packet, mtu, environment.allocator, fragment -> {
            counters.fragmentsSent.increment();
            transmit(fragment, route);
        });
    }

    private void transmit(PacketBuffer packet, Route route) {
        counters.transmitted.increment();
        wiring.arps.get(route.interfaceIndex()).tell(new ArpActor.Transmit(route.nextHop(), packet));
    }

    private void onBroadcast(Broadcast order) {
        ActorRef<ArpActor.Command> arp = wiring.arps.get(order.index);
        if (arp == null) {
            counters.group.drop(Ipv4Drop.NO_ROUTE);
            order.packet.release();
            return;
        }
        sender.prependBroadcast(order);
        counters.transmitted.increment();
        arp.tell(new ArpActor.Transmit(Ipv4Address.BROADCAST, order.packet));
    }

    private void deliver(IcmpError error) {
        ActorRef<TransportEvent> transport = wiring.transports[error.protocol()];
        if (transport != null) {
            transport.tell(new TransportEvent.ErrorReceived(error));
        }
    }

    private void change(CompletableFuture<Void> done, int index, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            done.completeExceptionally(e);
            return;
        }
        tellArp(index);
        publish();
        done.complete(null);
    }

    private void tellArp(int index) {
        if (wiring.arps.containsKey(index)) {
            ActorRef<ArpActor.Event> self = context.getSelf().narrow();
            wiring.arps.get(index).tell(new ArpActor.Configure(self, wiring.interfaces.addresses(index)));
        }
    }

    private void publish() {
        routes = wiring.interfaces.snapshot();
        sender.routes(routes);
        for (ActorRef<TransportEvent> transport : wiring.transports) {
            if (transport != null) {
                transport.tell(new TransportEvent.RoutesChanged(routes));
            }
        }
    }
}
