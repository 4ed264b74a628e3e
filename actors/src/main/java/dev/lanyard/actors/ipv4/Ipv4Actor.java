package dev.lanyard.actors.ipv4;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.lanyard.actors.arp.ArpActor;
import dev.lanyard.actors.ethernet.EthernetActor;
import dev.lanyard.actors.ip.IcmpError;
import dev.lanyard.actors.ip.IcmpReport;
import dev.lanyard.actors.ip.IcmpType;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Route;
import dev.lanyard.actors.ip.TimeOfDay;
import dev.lanyard.actors.ip.TransportEvent;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.BitSet;
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
    private final Ipv4ControlActor control;
    private final TimerScheduler<LayerMessage> timers;
    private final ActorContext<LayerMessage> context;
    private final Ipv4Sender sender;
    private final Ipv4Input input;
    private final Ipv4Output output;
    /** Interface of the packets at hand. */
    private int arrivedOn;

    private long armed = Long.MAX_VALUE;

    private Ipv4Actor(
            Environment environment,
            Ipv4ControlActor control,
            ActorContext<LayerMessage> context,
            TimerScheduler<LayerMessage> timers) {
        this.environment = environment;
        this.counters = environment.counters;
        this.control = control;
        this.context = context;
        this.timers = timers;
        this.sender = new Ipv4Sender(control.routes(), environment.random);
        control.onChange(this::configure);
        configure();
        this.output = new Ipv4Output(
                sender, environment.allocator, counters, control.groups(), this::timeOfDay, new OutputEffects());
        this.input = new Ipv4Input(new InputEffects(), counters, control.groups(), sender::route, this::timeOfDay);
    }

    /** What the IPv4 layer needs of its node. */
    public record Environment(Clock clock, RandomGenerator random, PacketAllocator allocator, Ipv4Counters counters) {}

    /** What the IPv4 layer is told by the protocols above and by who configures it. */
    public sealed interface Command extends LayerMessage
            permits Bind,
                    BindReports,
                    BindRaw,
                    Transmit,
                    TransmitWhole,
                    Broadcast,
                    Deliver,
                    InterfaceCommand,
                    RoutingCommand,
                    MulticastCommand {}

    /** Asks for the packets and errors of a protocol, and for the routes, now and whenever they change. */
    public record Bind(int protocol, ActorRef<TransportEvent> transport) implements Command {}

    /**
     * Asks for copies of the packets and for the errors of protocols, besides those who take them.
     *
     * @param protocols numbers; replace those that were asked for before
     */
    public record BindRaw(BitSet protocols, ActorRef<RawEvent> raw) implements Command {}

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
     * @param probe whether it may exceed the path MTU that is known, to find out whether it is still true (RFC 4821)
     * @param options bytes behind the first 20 of the header, well-formed: up to 40, a multiple of 4. We are the first to record
     *     in a record route or timestamps
     */
    public record Transmit(
            PacketBuffer packet,
            int source,
            int destination,
            int protocol,
            int tos,
            int ttl,
            boolean dontFragment,
            boolean probe,
            byte[] options)
            implements Command {
        public static final int DEFAULT_TTL = 64;
        public static final byte[] NO_OPTIONS = {};

        /** No probe, and without options. */
        public Transmit(
                PacketBuffer packet,
                int source,
                int destination,
                int protocol,
                int tos,
                int ttl,
                boolean dontFragment) {
            this(packet, source, destination, protocol, tos, ttl, dontFragment, false, NO_OPTIONS);
        }

        /** Without options. */
        public Transmit(
                PacketBuffer packet,
                int source,
                int destination,
                int protocol,
                int tos,
                int ttl,
                boolean dontFragment,
                boolean probe) {
            this(packet, source, destination, protocol, tos, ttl, dontFragment, probe, NO_OPTIONS);
        }

        /** The same with options. */
        public Transmit withOptions(byte[] bytes) {
            return new Transmit(packet, source, destination, protocol, tos, ttl, dontFragment, probe, bytes);
        }
    }

    /**
     * Sends a packet as it is, with a header that its user wrote, of which only length and checksum are filled in, and source
     * and identification if they are zero. It is not cut into fragments: one that is larger than the MTU of the interface fails
     * as that of {@link Transmit} does.
     *
     * @param packet head at the header, whose length is 20 to 60 and that it has whole
     * @param destination whose route it takes
     */
    public record TransmitWhole(PacketBuffer packet, int destination) implements Command {}

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

    /** A packet to ourselves, head at its IPv4 header. */
    private record LoopedBack(PacketBuffer packet, int index) implements LayerMessage {}

    /** Time to give up on datagrams that did not become whole. */
    private record ReassemblyTimeout() implements LayerMessage {}

    public static Behavior<LayerMessage> create(Environment environment) {
        return Behaviors.setup(outside -> {
            Ipv4ControlActor control = new Ipv4ControlActor(environment.counters); // outlives a restart
            return Behaviors.<LayerMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(timers ->
                            Behaviors.receiveMessage(new Ipv4Actor(environment, control, context, timers)::onMessage))))
                    .onFailure(SupervisorStrategy.restart());
        });
    }

    private Behavior<LayerMessage> onMessage(LayerMessage message) {
        if (message instanceof EthernetActor.Received received) {
            long now = environment.clock.nanos();
            arrivedOn = received.interfaceIndex();
            input.receive(arrivedOn, received.packets(), received.group(), control.routes(), control.settings(), now);
            armReassembly();
        } else if (message instanceof Transmit transmit) {
            output.transmit(transmit, environment.clock.nanos());
        } else if (message instanceof Broadcast broadcast) {
            onBroadcast(broadcast);
        } else if (message instanceof TransmitWhole whole) {
            output.transmitWhole(whole);
        } else if (message instanceof LoopedBack looped) {
            arrivedOn = looped.index;
            input.receiveOwn(looped.packet, environment.clock.nanos());
            armReassembly();
        } else if (message instanceof Deliver deliver) {
            deliver(deliver.error);
        } else if (message instanceof ArpActor.Unreachable unreachable) {
            onUnreachable(unreachable.nextHop(), unreachable.packet());
        } else if (message instanceof EthernetActor.Up up) {
            control.onLink(up.interfaceIndex(), up.capabilities());
        } else if (message instanceof EthernetActor.Down down) {
            control.onLink(down.interfaceIndex(), null);
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
        if (message instanceof Bind bind) {
            control.bind(bind);
        } else if (message instanceof BindReports bind) {
            control.bindReports(bind);
        } else if (message instanceof BindRaw bind) {
            control.bindRaw(bind);
        } else if (message instanceof MulticastCommand.Send send) {
            Transmit order = send.order();
            output.multicast(order, control.multicast(send.index(), order.destination), send.loop());
        } else if (message instanceof MulticastCommand.Join join) {
            control.onJoin(join);
        } else if (message instanceof InterfaceCommand command) {
            control.onInterface(command, context.getSelf());
        } else if (message instanceof RoutingCommand.PathMtu path) {
            if (sender.learnPathMtu(path.destination(), path.mtu(), environment.clock.nanos())) {
                counters.pathMtus.increment();
            }
        } else if (message instanceof RoutingCommand.PathMtuProved path) {
            sender.provePathMtu(path.destination(), path.mtu(), environment.clock.nanos());
        } else if (message instanceof RoutingCommand.Redirect redirect) {
            control.onRedirect(redirect, sender.route(redirect.destination().value()));
        } else if (message instanceof RoutingCommand command) {
            control.onRouting(command);
        } else {
            return Behaviors.unhandled();
        }
        return Behaviors.same();
    }

    private void onUnreachable(Ipv4Address nextHop, PacketBuffer packet) {
        counters.group.drop(Ipv4Drop.HOST_UNREACHABLE);
        control.onUnreachable(nextHop);
        if (control.routes().isOwn(packet.getInt(Ipv4Header.SOURCE_OFFSET))) {
            deliver(Ipv4Sender.unreachable(packet, IcmpType.HOST_UNREACHABLE, 0));
            packet.release();
        } else {
            packet.markNetworkHeader();
            report(IcmpType.DESTINATION_UNREACHABLE, IcmpType.HOST_UNREACHABLE, 0, packet);
        }
    }

    private void configure() {
        sender.routes(control.routes(), control.settings().strongHostSending());
    }

    /** Milliseconds since midnight UT. */
    private int timeOfDay() {
        return TimeOfDay.milliseconds(environment.clock.instant());
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
        if (control.reports() == null) {
            packet.release();
        } else {
            control.reports().tell(new IcmpReport(type, code, information, packet));
        }
    }

    private final class InputEffects implements Ipv4Input.Output {
        @Override
        public void take(int protocol, PacketBatch packets) {
            handUp(protocol, packets);
        }

        @Override
        public void send(PacketBuffer packet, Route route) {
            output.send(packet, route, route.capabilities().mtu());
        }

        @Override
        public void report(int type, int code, int information, PacketBuffer packet) {
            Ipv4Actor.this.report(type, code, information, packet);
        }
    }

    private final class OutputEffects implements Ipv4Output.Effects {
        @Override
        public void transmit(int index, Ipv4Address nextHop, PacketBuffer packet) {
            control.arp(index).tell(new ArpActor.Transmit(nextHop, packet));
        }

        @Override
        public void loopBack(PacketBuffer packet, int index) {
            context.getSelf().tell(new LoopedBack(packet, index));
        }

        @Override
        public void failed(IcmpError error) {
            deliver(error);
        }
    }

    private void handUp(int protocol, PacketBatch packets) {
        ActorRef<TransportEvent> transport = control.transport(protocol);
        ActorRef<RawEvent> raw = control.raw(protocol);
        if (raw != null) {
            raw.tell(new RawEvent.Delivered(RawCopies.of(packets, transport == null), transport == null));
        }
        if (transport != null) {
            counters.delivered.add(packets.size());
            transport.tell(new TransportEvent.Delivered(packets, arrivedOn));
            return;
        }
        if (raw != null) {
            return;
        }
        for (int i = 0; i < packets.size(); i++) {
            counters.group.drop(Ipv4Drop.UNKNOWN_PROTOCOL);
            report(IcmpType.DESTINATION_UNREACHABLE, IcmpType.PROTOCOL_UNREACHABLE, 0, packets.get(i));
        }
    }

    private void onBroadcast(Broadcast order) {
        if (control.arp(order.index) != null) {
            output.broadcast(order);
        } else {
            counters.group.drop(Ipv4Drop.NO_ROUTE);
            order.packet.release();
        }
    }

    private void deliver(IcmpError error) {
        ActorRef<TransportEvent> transport = control.transport(error.protocol());
        if (transport != null) {
            transport.tell(new TransportEvent.ErrorReceived(error));
        }
        ActorRef<RawEvent> raw = control.raw(error.protocol());
        if (raw != null) {
            raw.tell(new RawEvent.Failed(error));
        }
    }
}
