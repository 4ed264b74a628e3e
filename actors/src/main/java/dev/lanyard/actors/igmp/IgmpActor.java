package dev.lanyard.actors.igmp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.igmp.Memberships.Place;
import dev.lanyard.actors.ip.IpOptions;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.RoutingTable;
import dev.lanyard.actors.ip.SourceFilter;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.actors.ipv4.InterfaceCommand;
import dev.lanyard.actors.ipv4.Ipv4Actor;
import dev.lanyard.actors.ipv4.Ipv4Header;
import dev.lanyard.actors.ipv4.MulticastCommand;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * IGMP of a node (RFC 3376, RFC 2236): merges what sockets want into what each interface takes, and tells the routers of its
 * network.
 *
 * <p>If it fails, it restarts under the same reference: what sockets want stays and is told anew.
 */
public final class IgmpActor {
    /** 224.0.0.2, where leaves go (RFC 2236 §9). */
    static final Ipv4Address ALL_ROUTERS = new Ipv4Address(0xe000_0002);

    /** DSCP CS6, Internetwork Control (RFC 3376 §4). */
    private static final int TOS = 0xc0;

    private static final byte[] ROUTER_ALERT = IpOptions.routerAlert();
    private static final int IP_HEADER = Ipv4Header.MINIMUM_LENGTH + ROUTER_ALERT.length;

    private static final Object TIMER = "timer";

    private final ActorRef<Ipv4Actor.Command> ipv4;
    private final Environment environment;
    private final IgmpCounters counters;
    private final Wiring wiring;
    private final ActorContext<LayerMessage> context;
    private final TimerScheduler<LayerMessage> timers;
    private final TreeMap<Integer, IgmpInterface> interfaces = new TreeMap<>();
    private RoutingTable routes = RoutingTable.EMPTY;
    private long armed = Long.MAX_VALUE;

    private IgmpActor(
            ActorRef<Ipv4Actor.Command> ipv4,
            Environment environment,
            Wiring wiring,
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers) {
        this.ipv4 = ipv4;
        this.environment = environment;
        this.counters = environment.counters;
        this.wiring = wiring;
        this.context = context;
        this.timers = timers;
    }

    /** What IGMP needs of its node. */
    public record Environment(Clock clock, RandomGenerator random, PacketAllocator allocator, IgmpCounters counters) {}

    /** What IGMP is told. */
    public sealed interface Command extends LayerMessage permits SetFilter, Configure, Describe {}

    /**
     * Says from whom somebody wants the packets of a group on an interface; replaces what was said of it before. It ends when the
     * holder stops.
     *
     * @param holder a socket, or null for the node itself
     * @param filter {@link SourceFilter#NOBODY} to leave
     * @param done completes when the interface takes the packets; fails with SocketException if it is in too many groups
     */
    public record SetFilter(
            ActorRef<LayerMessage> holder,
            int index,
            Ipv4Address group,
            SourceFilter filter,
            CompletableFuture<Void> done)
            implements Command {}

    /** Replaces the settings; with another version, all is told anew. */
    public record Configure(IgmpSettings settings, CompletableFuture<Void> done) implements Command {}

    /** Asks for the groups of all interfaces that have links, in the order of their indexes. */
    public record Describe(CompletableFuture<List<IgmpState>> result) implements Command {}

    private record Tick() implements LayerMessage {}

    /** What outlives a restart. */
    private static final class Wiring {
        final Memberships<ActorRef<LayerMessage>> memberships = new Memberships<>();
        IgmpSettings settings = IgmpSettings.DEFAULT;
    }

    public static Behavior<LayerMessage> create(ActorRef<Ipv4Actor.Command> ipv4, Environment environment) {
        return Behaviors.setup(outside -> {
            Wiring wiring = new Wiring();
            return Behaviors.<LayerMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(
                            timers -> new IgmpActor(ipv4, environment, wiring, context, timers).start())))
                    .onFailure(SupervisorStrategy.restart());
        });
    }

    private Behavior<LayerMessage> start() {
        ipv4.tell(new Ipv4Actor.Bind(IpProtocol.IGMP, context.getSelf().narrow()));
        ipv4.tell(new InterfaceCommand.WatchLinks(context.getSelf().narrow()));
        return Behaviors.receive(
                (c, message) -> {
                    Behavior<LayerMessage> next = onMessage(message);
                    arm();
                    return next;
                },
                (c, signal) -> {
                    if (signal instanceof Terminated terminated) {
                        onGone(terminated.getRef().unsafeUpcast());
                        arm();
                    }
                    return Behaviors.same();
                });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        long now = environment.clock.nanos();
        if (message instanceof TransportEvent.Delivered delivered) {
            onDelivered(delivered.packets(), delivered.interfaceIndex(), now);
        } else if (message instanceof Tick) {
            armed = Long.MAX_VALUE;
            interfaces.values().forEach(each -> each.expire(now));
        } else if (message instanceof SetFilter set) {
            onSetFilter(set);
        } else if (message instanceof InterfaceCommand.LinkState link) {
            if (link.up()) {
                interfaceOf(link.index()).up(now);
            } else {
                interfaceOf(link.index()).down();
            }
        } else if (message instanceof TransportEvent.RoutesChanged changed) {
            routes = changed.routes();
        } else if (message instanceof Configure configure) {
            boolean other = configure.settings.version() != wiring.settings.version();
            wiring.settings = configure.settings;
            if (other) {
                interfaces.values().forEach(each -> each.version(configure.settings.version(), now));
            }
            configure.done.complete(null);
        } else if (message instanceof Describe describe) {
            describe.result.complete(describe());
        } else if (!(message instanceof TransportEvent.ErrorReceived)) {
            return Behaviors.unhandled(); // an error is about a report that nobody can send otherwise
        }
        return Behaviors.same();
    }

    private List<IgmpState> describe() {
        List<IgmpState> states = new ArrayList<>();
        interfaces.forEach((index, each) ->
                states.add(new IgmpState(index, each.version(), each.querier(), wiring.memberships.on(index))));
        return states;
    }

    /** An interface that is new is told what is wanted on it, which after a restart may be something. */
    private IgmpInterface interfaceOf(int index) {
        IgmpInterface known = interfaces.get(index);
        if (known == null) {
            known = new IgmpInterface(wiring.settings.version(), environment.random, new Sender(index));
            interfaces.put(index, known);
            long now = environment.clock.nanos();
            IgmpInterface added = known;
            wiring.memberships.on(index).forEach((group, filter) -> added.change(group, filter, now));
        }
        return known;
    }

    private void onSetFilter(SetFilter set) {
        Place place = new Place(set.index, set.group);
        ActorRef<LayerMessage> holder = set.holder == null ? context.getSelf() : set.holder;
        if (!Ipv4Address.isMulticast(set.group.value())) {
            set.done.completeExceptionally(new SocketException("Invalid argument: " + set.group + " is no group"));
            return;
        }
        boolean joins = wiring.memberships.merged(place).isNobody() && !set.filter.isNobody();
        int limit = wiring.settings.maximumGroups();
        if (joins && wiring.memberships.on(set.index).size() >= limit) {
            set.done.completeExceptionally(
                    new SocketException("No buffer space available: the interface is in " + limit + " groups already"));
            return;
        }
        wiring.memberships.set(holder, place, set.filter);
        if (holder != context.getSelf() && !set.filter.isNobody()) {
            context.watch(holder);
        }
        changed(place);
        set.done.complete(null);
    }

    private void onGone(ActorRef<LayerMessage> holder) {
        wiring.memberships.remove(holder).forEach(this::changed);
    }

    /** Takes the packets before it asks for them. */
    private void changed(Place place) {
        counters.groups.add(wiring.memberships.size() - counters.groups.get());
        ipv4.tell(new MulticastCommand.Join(place.index(), wiring.memberships.on(place.index())));
        interfaceOf(place.index()).change(place.group(), wiring.memberships.merged(place), environment.clock.nanos());
    }

    private void onDelivered(PacketBatch packets, int index, long now) {
        for (int i = 0; i < packets.size(); i++) {
            PacketBuffer packet = packets.get(i);
            if (routes.isOwn(Ipv4Header.source(packet))) {
                continue; // our own report, which we as a member of the group are sent a copy of
            }
            IgmpDrop drop = IgmpReceiver.check(packet, index, routes);
            if (drop != null) {
                counters.group.drop(drop);
            } else if (IgmpHeader.type(packet) == IgmpHeader.MEMBERSHIP_QUERY) {
                counters.queriesReceived.increment();
                interfaceOf(index).query(IgmpQuery.parse(packet), new Ipv4Address(Ipv4Header.source(packet)), now);
            } else {
                counters.reportsReceived.increment();
                interfaceOf(index).heardReport(new Ipv4Address(IgmpHeader.group(packet)));
            }
        }
        packets.release();
    }

    private void arm() {
        long deadline = Long.MAX_VALUE;
        for (IgmpInterface each : interfaces.values()) {
            deadline = Math.min(deadline, each.nextDeadline());
        }
        if (deadline == armed) {
            return;
        }
        armed = deadline;
        if (deadline == Long.MAX_VALUE) {
            timers.cancel(TIMER);
        } else {
            long delay = Math.max(0, deadline - environment.clock.nanos());
            timers.startSingleTimer(TIMER, new Tick(), Duration.ofNanos(delay));
        }
    }

    /** Sends what one interface has to say, without a copy to ourselves. */
    private final class Sender implements IgmpInterface.Output {
        private final int index;

        Sender(int index) {
            this.index = index;
        }

        @Override
        public void report(List<GroupRecord> records) {
            for (IgmpReport report : IgmpReport.of(records, mtu() - IP_HEADER)) {
                counters.reportsSent.increment();
                PacketBuffer packet = environment.allocator.allocate(report.length());
                report.emit(packet);
                send(packet, IgmpReport.DESTINATION);
            }
        }

        @Override
        public void report(IgmpVersion version, Ipv4Address group) {
            counters.reportsSent.increment();
            boolean v1 = version == IgmpVersion.V1;
            send(v1 ? IgmpHeader.V1_MEMBERSHIP_REPORT : IgmpHeader.V2_MEMBERSHIP_REPORT, group, group);
        }

        @Override
        public void leave(Ipv4Address group) {
            counters.leavesSent.increment();
            send(IgmpHeader.V2_LEAVE_GROUP, group, ALL_ROUTERS);
        }

        private void send(int type, Ipv4Address group, Ipv4Address destination) {
            PacketBuffer packet = environment.allocator.allocate(IgmpHeader.LENGTH);
            IgmpHeader.emit(packet, type, group);
            send(packet, destination);
        }

        private void send(PacketBuffer packet, Ipv4Address destination) {
            Ipv4Actor.Transmit order =
                    new Ipv4Actor.Transmit(packet, 0, destination.value(), IpProtocol.IGMP, TOS, 1, false);
            ipv4.tell(new MulticastCommand.Send(order.withOptions(ROUTER_ALERT), index, false));
        }

        /** Without an address, and so without a route, the least that a link has. */
        private int mtu() {
            RoutingTable.Interface own = routes.byIndex(index);
            return own == null
                    ? LinkCapabilities.MINIMUM_MTU
                    : own.capabilities().mtu();
        }
    }
}
