package dev.lanyard.link.pcapng;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.lanyard.link.LayerMessage;
import dev.lanyard.link.Link;
import dev.lanyard.link.loop.Clock;
import dev.lanyard.link.packet.PacketBatch;
import dev.lanyard.link.packet.PacketBuffer;
import dev.lanyard.link.pcapng.PcapngWriter.Direction;

/**
 * Stands between a link actor and the layer above and records every frame that goes either way. To the layer above it is the
 * link, to the link it is the layer above. It stops when the link stops.
 */
public final class CaptureLink {
    private final ActorRef<Link.Event> self;
    private final ActorRef<Link.Command> link;
    private final PcapngWriter writer;
    private final int networkInterface;
    private final Clock clock;
    private ActorRef<Link.Event> upper;

    private CaptureLink(
            ActorContext<LayerMessage> context,
            ActorRef<Link.Command> link,
            PcapngWriter writer,
            String name,
            Clock clock) {
        this.self = context.getSelf().narrow();
        this.link = link;
        this.writer = writer;
        this.networkInterface = writer.addInterface(name);
        this.clock = clock;
    }

    /**
     * A capture on a link. The layer above is given this actor, narrowed to {@link Link.Command}, in place of the link.
     *
     * @param writer stays its owner's: flushed when this actor stops, not closed. May serve several links of one event loop
     * @param name of the interface in the file
     * @param clock of the event loop, whose time of day the frames get
     */
    public static Behavior<LayerMessage> create(
            ActorRef<Link.Command> link, PcapngWriter writer, String name, Clock clock) {
        return Behaviors.setup(context -> {
            context.watch(link);
            return new CaptureLink(context, link, writer, name, clock).running();
        });
    }

    private Behavior<LayerMessage> running() {
        return Behaviors.receive(LayerMessage.class)
                .onMessage(Link.Received.class, this::onReceived)
                .onMessage(Link.Transmit.class, this::onTransmit)
                .onMessage(Link.Attach.class, this::onAttach)
                .onMessage(Link.Event.class, this::toUpper)
                .onSignal(Terminated.class, terminated -> Behaviors.stopped())
                .onSignal(PostStop.class, stopped -> {
                    writer.flush();
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<LayerMessage> onAttach(Link.Attach attach) {
        upper = attach.upper();
        link.tell(new Link.Attach(self)); // each time: the link's answer is what the new layer above waits for
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onTransmit(Link.Transmit transmit) {
        record(transmit.frame(), Direction.OUTBOUND);
        link.tell(transmit);
        return Behaviors.same();
    }

    private Behavior<LayerMessage> onReceived(Link.Received received) {
        PacketBatch frames = received.frames();
        for (int i = 0; i < frames.size(); i++) {
            record(frames.get(i), Direction.INBOUND);
        }
        return toUpper(received);
    }

    private Behavior<LayerMessage> toUpper(Link.Event event) {
        upper.tell(event); // the link knows this actor only since the layer above attached
        return Behaviors.same();
    }

    private void record(PacketBuffer frame, Direction direction) {
        if (writer.isRecording()) {
            writer.write(networkInterface, clock.instant(), frame, direction, null);
        }
    }
}
