package dev.lanyard.link.lan;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import dev.lanyard.link.Link;
import dev.lanyard.link.LinkCapabilities;
import dev.lanyard.link.RandomStreams;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.loop.LoopSystem;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A LAN in memory: a switch or a wire, in virtual or in real time. Nodes are connected to named ports, each of which is a link
 * with checksum and segmentation offload.
 *
 * <p>What it does depends on nothing but its settings, its random streams and the order and times of what is sent. A port has two
 * streams, {@code ("lan", LAN, port, "transmit")} and {@code (…, "receive")}.
 */
public final class LanActor {
    /** Largest super-segment, an IPv4 packet in bytes, that ports take. */
    public static final int MAX_SEGMENTATION = 65_535;

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Clock clock;
    private final LanFabric fabric;
    private final LinkCapabilities capabilities;
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> touched = new ArrayList<>();
    private long armedFor = Long.MAX_VALUE;

    private LanActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            LanSettings settings,
            Clock clock,
            RandomStreams randoms,
            LanObserver observer) {
        context.setLoggerName(LanActor.class);
        this.context = context;
        this.timers = timers;
        this.clock = clock;
        this.fabric = new LanFabric(settings, randoms, observer);
        this.capabilities = new LinkCapabilities(settings.mtu(), true, MAX_SEGMENTATION);
    }

    /** What the LAN is told. Commands about a port that was never connected are logged and do nothing. */
    public sealed interface Command {}

    /**
     * Connects a node. A name that was connected before gets its old cable, with the impairments and partitions of now.
     *
     * @param replyTo gets the link, or an error if the name is in use or a wire has two ports already
     */
    public record ConnectPort(String name, ActorRef<StatusReply<ActorRef<Link.Command>>> replyTo) implements Command {}

    /** Takes a node away: its link goes down and stops; what is under way to it is lost. */
    public record DisconnectPort(String name) implements Command {}

    /**
     * Replaces the impairments of cables.
     *
     * @param port empty for all that are or were connected
     */
    public record SetImpairments(Optional<String> port, LanDirection direction, Impairments impairments)
            implements Command {}

    /** Gives all cables back the impairments that the settings declare. */
    public record RestoreImpairments() implements Command {}

    /**
     * Keeps ports apart, in addition to those kept apart already. Names need not be connected yet.
     *
     * @param oneWay whether only what {@code from} sends to {@code to} is dropped, not the answers
     */
    public record Partition(Set<String> from, Set<String> to, boolean oneWay) implements Command {}

    /** Undoes all partitions. */
    public record Heal() implements Command {}

    /** Pulls a port's cable: its node hears {@link Link.Down}. */
    public record PortDown(String name, String reason) implements Command {}

    /** Puts a port's cable back: its node hears {@link Link.Up}. */
    public record PortUp(String name) implements Command {}

    /** Asks for the counters, which any thread may read from then on. */
    public record GetCounters(ActorRef<CounterGroup<LanDrop>> replyTo) implements Command {}

    // From a port's actor, with the number of its connection: one that was replaced may still have messages under way.
    record Outgoing(int port, int connection, PacketBatch frames) implements Command {}

    record Attached(int port, int connection, ActorRef<Link.Event> upper) implements Command {}

    record Detached(int port, int connection) implements Command {}

    private enum Due implements Command {
        INSTANCE
    }

    /** What connects a port of the fabric to its node. */
    private static final class Line {
        final LanPort port;
        ActorRef<Link.Command> link;
        int connection;
        ActorRef<Link.Event> upper;
        PacketBatch arrived;

        Line(LanPort port) {
            this.port = port;
        }
    }

    /**
     * A LAN.
     *
     * @param clock of the event loop that it runs on
     * @param observer sees every frame; {@link LanObserver#NONE} if nobody need
     */
    public static Behavior<Command> create(
            LanSettings settings, Clock clock, RandomStreams randoms, LanObserver observer) {
        Behavior<Command> running = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new LanActor(context, timers, settings, clock, randoms, observer).running()));
        return Behaviors.supervise(running).onFailure(SupervisorStrategy.resume()); // one bad frame must not unplug all
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(Outgoing.class, this::onOutgoing)
                .onMessage(Due.class, due -> onDue())
                .onMessage(Attached.class, this::onAttached)
                .onMessage(Detached.class, this::onDetached)
                .onMessage(ConnectPort.class, this::onConnect)
                .onMessage(DisconnectPort.class, command -> onPort(command.name, this::disconnect))
                .onMessage(SetImpairments.class, this::onSetImpairments)
                .onMessage(RestoreImpairments.class, command -> then(fabric::restoreImpairments))
                .onMessage(
                        Partition.class,
                        command -> then(() -> fabric.partition(command.from, command.to, command.oneWay)))
                .onMessage(Heal.class, command -> then(fabric::heal))
                .onMessage(PortDown.class, command -> onPort(command.name, line -> down(line, command.reason)))
                .onMessage(PortUp.class, command -> onPort(command.name, this::up))
                .onMessage(GetCounters.class, command -> then(() -> command.replyTo.tell(fabric.counters())))
                .build();
    }

    private boolean isCurrent(int port, int connection) {
        Line line = lines.get(port);
        return line.port.connected && line.connection == connection;
    }

    private static Behavior<Command> then(Runnable action) {
        action.run();
        return Behaviors.same();
    }

    private Behavior<Command> onPort(String name, Consumer<Line> action) {
        LanPort port = fabric.port(name);
        if (port == null) {
            context.getLog()
                    .warn(
                            "there is no port named {} on {}",
                            name,
                            fabric.counters().name());
        } else {
            action.accept(lines.get(port.index));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onOutgoing(Outgoing outgoing) {
        PacketBatch frames = outgoing.frames;
        if (!isCurrent(outgoing.port, outgoing.connection)) {
            frames.release();
            return Behaviors.same();
        }
        long now = clock.nanos();
        try {
            for (int i = 0; i < frames.size(); i++) {
                fabric.transmit(outgoing.port, frames.get(i), now);
            }
        } finally {
            pump(now);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onDue() {
        armedFor = Long.MAX_VALUE;
        pump(clock.nanos());
        return Behaviors.same();
    }

    /** Delivers what is due and arms the one timer for what is due next, even if an observer throws in between. */
    private void pump(long now) {
        try {
            fabric.deliver(now, this::collect);
        } finally {
            handOver();
            arm(now);
        }
    }

    private void handOver() {
        for (int i = 0; i < touched.size(); i++) {
            Line line = touched.get(i);
            line.upper.tell(new Link.Received(line.arrived));
            line.arrived = null;
        }
        touched.clear();
    }

    private void arm(long now) {
        long due = fabric.nextDue();
        if (due < armedFor) {
            armedFor = due;
            timers.startSingleTimer(Due.INSTANCE, Due.INSTANCE, Duration.ofNanos(Math.max(0, due - now)));
        }
    }

    private void collect(int port, PacketBuffer frame) {
        Line line = lines.get(port);
        if (line.arrived == null) {
            line.arrived = PacketBatch.of(frame);
            touched.add(line);
            return;
        }
        if (line.arrived.size() == PacketBatch.LIMIT) {
            line.upper.tell(new Link.Received(line.arrived));
            line.arrived = new PacketBatch();
        }
        line.arrived.add(frame);
    }

    private Behavior<Command> onConnect(ConnectPort connect) {
        String refusal = fabric.refusal(connect.name);
        if (refusal != null) {
            connect.replyTo.tell(StatusReply.error(refusal));
            return Behaviors.same();
        }
        LanPort port = fabric.connect(connect.name);
        if (port.index == lines.size()) {
            lines.add(new Line(port));
        }
        Line line = lines.get(port.index);
        line.link = context.spawn(
                LanPortActor.create(port.index, ++line.connection, context.getSelf(), fabric.counters()),
                "port-" + port.index + "-" + line.connection,
                LoopSystem.SINGLE_CONSUMER);
        connect.replyTo.tell(StatusReply.success(line.link));
        return Behaviors.same();
    }

    private void disconnect(Line line) {
        if (line.port.connected) {
            if (line.upper != null && line.port.up) {
                line.upper.tell(
                        new Link.Down("disconnected from " + fabric.counters().name()));
            }
            context.stop(line.link);
            line.link = null;
            line.upper = null;
            fabric.disconnect(line.port);
        }
    }

    private Behavior<Command> onAttached(Attached attached) {
        if (isCurrent(attached.port, attached.connection)) {
            Line line = lines.get(attached.port);
            line.upper = attached.upper;
            line.port.attached = true;
            line.upper.tell(line.port.up ? new Link.Up(capabilities) : new Link.Down("the port is down"));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onDetached(Detached detached) {
        if (isCurrent(detached.port, detached.connection)) {
            Line line = lines.get(detached.port);
            line.upper = null;
            line.port.attached = false;
        }
        return Behaviors.same();
    }

    private void down(Line line, String reason) {
        if (line.port.forwards()) {
            fabric.setUp(line.port, false);
            if (line.upper != null) {
                line.upper.tell(new Link.Down(reason));
            }
        }
    }

    private void up(Line line) {
        if (line.port.connected && !line.port.up) {
            fabric.setUp(line.port, true);
            if (line.upper != null) {
                line.upper.tell(new Link.Up(capabilities));
            }
        }
    }

    private Behavior<Command> onSetImpairments(SetImpairments command) {
        if (command.port.isPresent()) {
            return onPort(command.port.get(), line -> impair(line.port, command));
        }
        fabric.ports().forEach(port -> impair(port, command));
        return Behaviors.same();
    }

    private static void impair(LanPort port, SetImpairments command) {
        if (command.direction.transmits()) {
            port.transmit.impairments(command.impairments);
        }
        if (command.direction.receives()) {
            port.receive.impairments(command.impairments);
        }
    }
}
