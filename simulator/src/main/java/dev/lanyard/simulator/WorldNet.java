package dev.lanyard.simulator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import dev.lanyard.link.Link;
import dev.lanyard.link.RandomStreams;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.lan.Impairments;
import dev.lanyard.link.lan.LanActor;
import dev.lanyard.link.lan.LanDirection;
import dev.lanyard.link.lan.LanDrop;
import dev.lanyard.link.loop.LoopSystem;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A net of a running world: the LAN's actor and what the world knows of it. */
final class WorldNet {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LoopSystem system;
    private final NetSettings settings;
    private final ActorRef<LanActor.Command> lan;
    private final SwitchableCapture observer = new SwitchableCapture();
    private final CounterGroup<LanDrop> counters;
    private final SortedSet<String> ports = new TreeSet<>();
    private Impairments impairments;
    private int questions;

    WorldNet(LoopSystem system, RandomStreams randoms, NetSettings settings) {
        this.system = system;
        this.settings = settings;
        this.impairments = settings.lan().impairments();
        this.lan = system.spawn(
                LanActor.create(settings.lan(), system.clock(), randoms, observer), "net:" + settings.name());
        this.counters = ask(LanActor.GetCounters::new);
    }

    /** Connects a new port. */
    ActorRef<Link.Command> connect(String port) {
        ports.add(port);
        StatusReply<ActorRef<Link.Command>> reply = ask(replyTo -> new LanActor.ConnectPort(port, replyTo));
        if (reply.isError()) {
            throw new IllegalStateException(reply.getError().getMessage());
        }
        return reply.getValue();
    }

    void partition(SortedSet<String> from, SortedSet<String> to, boolean oneWay) {
        lan.tell(new LanActor.Partition(from, to, oneWay));
    }

    void heal() {
        lan.tell(new LanActor.Heal());
        lan.tell(new LanActor.RestoreImpairments());
        impairments = settings.lan().impairments();
        up();
    }

    void change(UnaryOperator<Impairments> change) {
        impairments = change.apply(impairments);
        lan.tell(new LanActor.SetImpairments(Optional.empty(), LanDirection.TRANSMIT, impairments));
    }

    void down() {
        ports.forEach(port -> lan.tell(new LanActor.PortDown(port, settings.name() + " is down")));
    }

    void up() {
        ports.forEach(port -> lan.tell(new LanActor.PortUp(port)));
    }

    NetSettings settings() {
        return settings;
    }

    CounterGroup<LanDrop> counters() {
        return counters;
    }

    SwitchableCapture observer() {
        return observer;
    }

    /** Asks and waits, without Akka's ask, whose answer and time-out come from outside of the event loop. */
    private <T> T ask(Function<ActorRef<T>, LanActor.Command> message) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ActorRef<T> replyTo = system.spawn(
                Behaviors.receiveMessage(reply -> {
                    answer.complete(reply);
                    return Behaviors.stopped();
                }),
                "ask:" + settings.name() + ":" + questions++);
        lan.tell(message.apply(replyTo));
        try {
            return system.await(answer, PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(settings.name() + " does not answer: " + e.getMessage(), e);
        }
    }
}
