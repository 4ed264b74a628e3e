package dev.lanyard.link.lan;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.link.Link;
import dev.lanyard.link.counters.CounterGroup;
import dev.lanyard.link.packet.PacketAllocator;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.packet.SoftwareOffload;
import dev.lanyard.link.packet.SoftwareOffload.Outcome;

/**
 * The link that a node on a LAN sees: finishes what it sends (checksums, segmentation), so that only such frames get into the LAN
 * as a wire could carry. What it hears comes from the {@link LanActor} itself, in one order with Up and Down.
 */
final class LanPortActor {
    private final ActorContext<Link.Command> context;
    private final int port;
    private final int connection;
    private final ActorRef<LanActor.Command> lan;
    private final CounterGroup<LanDrop> counters;
    private ActorRef<Link.Event> upper;

    private LanPortActor(
            ActorContext<Link.Command> context,
            int port,
            int connection,
            ActorRef<LanActor.Command> lan,
            CounterGroup<LanDrop> counters) {
        this.context = context;
        this.port = port;
        this.connection = connection;
        this.lan = lan;
        this.counters = counters;
    }

    static Behavior<Link.Command> create(
            int port, int connection, ActorRef<LanActor.Command> lan, CounterGroup<LanDrop> counters) {
        Behavior<Link.Command> running =
                Behaviors.setup(context -> new LanPortActor(context, port, connection, lan, counters).running());
        return Behaviors.supervise(running).onFailure(SupervisorStrategy.resume()); // costs one frame
    }

    private Behavior<Link.Command> running() {
        return Behaviors.receive(Link.Command.class)
                .onMessage(Link.Transmit.class, this::onTransmit)
                .onMessage(Link.Attach.class, this::onAttach)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Link.Command> onTransmit(Link.Transmit transmit) {
        PacketBuffer frame = transmit.frame().detach(); // a frame in flight would keep a pool waiting
        PacketBatch frames = new PacketBatch();
        Outcome outcome = SoftwareOffload.finish(frame, PacketAllocator.HEAP, frames::add);
        if (outcome == Outcome.FINISHED) {
            lan.tell(new LanActor.Outgoing(port, connection, frames));
        } else {
            counters.drop(LanDrop.NOT_OFFLOADABLE);
            frame.release();
        }
        return Behaviors.same();
    }

    private Behavior<Link.Command> onAttach(Link.Attach attach) {
        if (upper != null) {
            context.unwatch(upper);
        }
        upper = attach.upper();
        context.watch(upper);
        lan.tell(new LanActor.Attached(port, connection, upper));
        return Behaviors.same();
    }

    private Behavior<Link.Command> onTerminated(Terminated terminated) {
        if (terminated.getRef().equals(upper)) {
            upper = null;
            lan.tell(new LanActor.Detached(port, connection));
        }
        return Behaviors.same();
    }
}
